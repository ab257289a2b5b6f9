package assertions_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// busy is a correct history of so many operations: sessions, each on a server of its
// own, that set and read some znodes, half of each.
func busy(operations, sessions, znodes int) []timeline.Event {
	random := rand.New(rand.NewPCG(1, 2))
	events := make([]timeline.Event, 0, operations)
	stats := make([]timeline.Stat, znodes)
	values := make([]string, znodes)
	arrivals := make([]int, sessions)
	zxid := timeline.Zxid(0x100000001)
	for i := range operations {
		client, n := random.IntN(sessions), random.IntN(znodes)
		name := session.OpRead
		switch {
		case i < znodes:
			name, n = session.OpCreate, i
			zxid++
			stats[n] = timeline.Stat{Czxid: zxid, Mzxid: zxid, Pzxid: zxid}
			values[n] = fmt.Sprintf("%016x", i)
		case random.IntN(2) == 0:
			name = session.OpSet
			zxid++
			stats[n].Mzxid, stats[n].Version = zxid, stats[n].Version+1
			values[n] = fmt.Sprintf("%016x", i)
		}
		arrivals[client]++
		at := time.Duration(i)
		stat := stats[n]
		events = append(events, timeline.Event{Seq: i + 1, At: at, Kind: timeline.KindOp, Outcome: timeline.OK, Op: &timeline.Op{
			Name: name, Path: fmt.Sprintf("/bench/n%05d", n), Client: fmt.Sprintf("c%d", client), Session: timeline.SessionID(client + 1), Server: client + 1,
			Invoke: at - 1, Return: at, Arrival: arrivals[client], Xid: int32(arrivals[client]), Zxid: zxid, Digest: values[n], Stat: &stat, //nolint:gosec // small
		}})
	}
	return events
}

func BenchmarkZxidOrder(b *testing.B) {
	const operations = 1_000_000
	events := busy(operations, 10, 1000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		v := assertions.SingleSystemImage{}.Judge(events)
		assert.Equal(b, v.State, harness.StateHolds, v.Why)
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(operations)*float64(b.N)/b.Elapsed().Seconds(), "ops/s")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/operations, "B/op-of-history")
}
