package cluster

import (
	"io"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	at       = "2026-11-25 10:13:00,378 "
	database = at + "ERROR [main:o.a.z.s.q.QuorumPeer] - Unable to load database on disk"
	exiting  = at + "ERROR [main:o.a.z.s.q.QuorumPeerMain] - Unexpected exception, exiting abnormally"
	mismatch = at + "ERROR [main:o.a.z.s.DataTree] - First digest mismatch on txn: 7"
	epochs   = "java.io.IOException: The accepted epoch, 1 is less than the current epoch, 2"
	channel  = at + "WARN  [WorkerSender[myid=2]:QuorumCnxManager] - Cannot open channel to 1 at election address /127.0.0.1:3888"
)

// logging returns a cluster whose servers run, and have logged the given lines.
func logging(logs ...[]string) *Cluster {
	log := timeline.New(io.Discard)
	e := &spec.Ensemble{}
	for i := range logs {
		e.Servers = append(e.Servers, spec.Server{ID: i + 1})
	}
	c := New(log, e)
	for i, lines := range logs {
		s := &Server{ID: i + 1, log: log, ensemble: e}
		s.life = newLife(s, nil, 1)
		c.servers = append(c.servers, s)
		for _, line := range lines {
			s.life.readLine(line)
		}
	}
	return c
}

// end ends the process of a server by itself.
func end(s *Server) {
	s.life.endComplaint()
	s.life.exit = runtime.Exit{Code: 1}
	close(s.life.done)
}

func complaintsIn(c *Cluster) []timeline.Event {
	var all []timeline.Event
	for _, e := range c.Log.Events() {
		if e.Server != nil && e.Server.Change == timeline.Complained {
			all = append(all, e)
		}
	}
	return all
}

func TestComplaintIsRecordedWithItsException(t *testing.T) {
	c := logging([]string{database, epochs, "\tat x", database, "java.io.IOException: The accepted epoch, 3 is less than the current epoch, 4", channel})
	assert.Equal(t, len(complaintsIn(c)), 1, "the same problem is recorded once, and the last complaint is not complete")
	e := complaintsIn(c)[0]
	assert.Equal(t, e.What, "server 1 complains: Unable to load database on disk: "+epochs)
	assert.DeepEqual(t, *e.Server, timeline.Server{ID: 1, Change: timeline.Complained, Line: database, Exception: epochs, Grave: true})
	c.EndComplaints()
	assert.Equal(t, len(complaintsIn(c)), 2)
}

// After the last line of a log nothing shows that a complaint is complete.
func TestComplaintOfAQuietLogIsRecorded(t *testing.T) {
	c := logging([]string{database, epochs})
	deadline := time.Now().Add(30 * time.Second)
	for len(complaintsIn(c)) == 0 {
		assert.Assert(t, time.Now().Before(deadline))
		<-time.After(time.Millisecond)
	}
}

// A finding may cut the exception of a complaint that is repeated without end.
func TestComplaintThatWasCutIsNotAnotherOne(t *testing.T) {
	whole := []string{exiting, "java.lang.RuntimeException: Unable to run quorum server", "Caused by: " + epochs}
	c := logging(append(whole, exiting))
	c.EndComplaints()
	assert.Equal(t, len(complaintsIn(c)), 1)
	c = logging(append(whole, whole[:2]...))
	c.EndComplaints()
	assert.Equal(t, len(complaintsIn(c)), 1)
}

func TestComplaintsExplainAWait(t *testing.T) {
	minor := []string{channel, channel, channel}
	for name, c := range map[string]struct {
		logs  [][]string
		about []int
		want  string
	}{
		"nothing":            {[][]string{{at + "INFO  [main:A] - x"}}, nil, ""},
		"a single minor one": {[][]string{{channel}}, nil, ""},
		"one of the concerned": {
			[][]string{{channel, "java.net.ConnectException: Connection refused"}, {channel}}, []int{1, 2},
			"; server 1 logged: Cannot open channel to 1 at election address /127.0.0.1:3888: java.net.ConnectException: Connection refused",
		},
		"minor ones":       {[][]string{minor}, nil, "; server 1 logged: Cannot open channel to 1 at election address /127.0.0.1:3888 (3 times)"},
		"grave ones first": {[][]string{minor, {database, epochs}}, []int{1}, "; server 2 logged: Unable to load database on disk: " + epochs},
		"the concerned first": {
			[][]string{{mismatch}, {database, epochs}}, []int{2},
			"; server 2 logged: Unable to load database on disk: " + epochs + "; server 1 logged: First digest mismatch on txn: 7",
		},
		"the same of several": {[][]string{{mismatch}, nil, {mismatch, mismatch}}, nil, "; servers 1, 3 logged: First digest mismatch on txn: 7 (2 times)"},
	} {
		assert.Equal(t, logging(c.logs...).Complaints(time.Now(), c.about), c.want, name)
	}
}

// The reason of an exit is what the server complained of last, at its first mention.
func TestReasonOfAnExit(t *testing.T) {
	c := logging([]string{mismatch, database, epochs, exiting, "java.lang.RuntimeException: Unable to run quorum server", "Caused by: " + epochs}, []string{channel, channel})
	s := c.servers[0]
	assert.Equal(t, s.life.reason(), "", "it runs")
	end(s)
	end(c.servers[1])
	assert.Equal(t, s.life.reason(), "; it logged: Unable to load database on disk: "+epochs)
	assert.Equal(t, c.servers[1].life.reason(), "", "it complained of nothing grave")
	assert.Equal(t, c.Complaints(time.Now(), nil), "; server 1 ended with exit code 1; it logged: Unable to load database on disk: "+epochs)
	s.life.exit = runtime.Exit{Signal: "killed"}
	assert.Equal(t, s.life.reason(), "")
	assert.Equal(t, c.Complaints(time.Now(), nil), "", "what a killed server complained of explains nothing")
	assert.Equal(t, (*life)(nil).reason(), "")
}
