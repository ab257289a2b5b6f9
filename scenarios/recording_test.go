package scenarios_test

import (
	"bufio"
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	recordedWrites = 10_000
	inFlight       = 64
	// maxRecording limits the duration of recorded writes, relative to the bare client.
	maxRecording = 1.05
	// rounds alternate between the two sides, so that other load on the machine affects both;
	// the medians exclude load that affected one of them.
	rounds = 10
)

// BenchmarkRecording writes 10,000 times with 64 requests in flight through a session that
// records to a file, and through the bare client, alternating on the same three servers.
func BenchmarkRecording(b *testing.B) {
	s := bootBare(b, 3)
	defer s.close()
	s.start(1, 2, 3)
	s.await(1, 2, 3)
	leader := s.leader()
	bare := s.connect(leader)
	defer bare.Close()
	bare.create("/x", "")
	recorded := s.record(leader)
	for range 3 { // until the JVMs have compiled the code
		writeBare(bare)
		recorded.write(b)
	}
	var with, without []time.Duration
	for b.Loop() {
		for range rounds {
			with = append(with, timed(func() { recorded.write(b) }))
			without = append(without, timed(func() { writeBare(bare) }))
		}
	}
	recorded.check(b, 2*recordedWrites*(3+b.N*rounds))
	b.ReportMetric(recordedWrites/median(with).Seconds(), "recorded-writes/s")
	b.ReportMetric(recordedWrites/median(without).Seconds(), "bare-writes/s")
	ratio := median(with).Seconds() / median(without).Seconds()
	b.ReportMetric(ratio, "ratio")
	if ratio > maxRecording {
		b.Errorf("recorded writes take %.3f times as long as those of the bare client; %.2f is the limit", ratio, maxRecording)
	}
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

func writeBare(c bareClient) {
	c.many(recordedWrites, func(int) error { return c.trySet("/x", "value") })
}

// recordedClient holds a session and its timeline.
type recordedClient struct {
	*session.Session
	log  *timeline.Log
	file string
}

// record opens a session that records to a file of its own.
func (s *bareServers) record(id int) recordedClient {
	s.b.Helper()
	name := filepath.Join(s.b.TempDir(), "timeline.jsonl")
	f, err := os.Create(name)
	assert.NilError(s.b, err)
	log := timeline.New(f)
	log.Append(timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{Version: timeline.Version, Scenario: "bench", Release: benchRelease}})
	opened, err := session.Open(s.b.Context(), session.Options{
		Name: "app", Server: id, Timeout: 20 * time.Second, Log: log,
		Dial: func(ctx context.Context, id int) (net.Conn, error) { return runtime.DialClient(ctx, s.machines[id-1]) },
	})
	assert.NilError(s.b, err)
	s.b.Cleanup(func() {
		assert.Check(s.b, opened.Close(context.Background()))
		assert.Check(s.b, f.Close())
	})
	return recordedClient{opened, log, name}
}

func (c recordedClient) write(b *testing.B) {
	b.Helper()
	err := c.Pipeline(b.Context(), session.Flow{InFlight: inFlight}, func(i int) (session.Request, bool) {
		return session.Request{Op: timeline.OpSet, Path: "/x", Data: []byte("value"), Version: session.AnyVersion}, i < recordedWrites
	}, func(_ int, r session.Result) error { return r.Err() })
	assert.NilError(b, err)
}

// check checks that the file of the timeline is complete: two lines for each write.
func (c recordedClient) check(b *testing.B, want int) {
	b.Helper()
	assert.NilError(b, c.log.Err())
	f, err := os.Open(c.file)
	assert.NilError(b, err)
	defer f.Close()
	lines := 0
	for in := bufio.NewScanner(f); in.Scan(); lines++ {
		continue
	}
	assert.Equal(b, lines, want+2, "the timeline must have a head, a handshake and two lines for each write")
}
