package simulator

import (
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// client is a program with one session at a time.
type client struct {
	number  int // from 1
	name    string
	session timeline.SessionID
	conn    *conn         // nil while it has none
	seen    timeline.Zxid // that it sends in handshakes
	// known is the same, but includes replies without a zxid: early releases could take a
	// session back in time, and these histories are correct.
	known    timeline.Zxid
	xid      int32
	arrival  int
	watches  registry
	ids      []string         // by which ACLs know it
	ended    []timeline.Event // operations whose caller has not taken the reply yet
	gone     bool             // it closed its session and stays away
	outsider bool             // nothing of it is recorded
}

// localhost is by what ACLs know every client.
const localhost = "ip:127.0.0.1"

func newClient(number int, name string) *client {
	return &client{number: number, name: name, xid: 2, watches: registry{}, ids: []string{localhost}}
}

// forget lets the client begin without a session.
func (c *client) forget() {
	c.session, c.seen, c.known, c.watches, c.ids = 0, 0, 0, registry{}, []string{localhost}
}

// conn is a connection to a server, with its watches on the server.
type conn struct {
	client  *client
	server  *server
	open    bool
	heard   time.Duration // when the server received something from the client last
	pending []*call       // in flight, in the order of their requests
	data    watchTable
	child   watchTable
}

// call is a request in flight.
type call struct {
	op       timeline.Op
	wants    []want
	conn     *conn
	ids      []string // of the client
	proposed bool
	goal     int // how much of the log the server must apply for a sync
	// The decision of the leader.
	outcome timeline.Outcome
	code    string
	path    string
	stat    *timeline.Stat
	parts   []string // the paths of a transaction's parts
}

// updates reports whether the request is a transaction. The close of a local session is
// none.
func (s *sim) updates(c *call) bool {
	return len(c.wants) > 0 || c.op.Name == timeline.OpClose && !s.sessions[c.op.Session].isLocal()
}

// submit sends a random request.
func (s *sim) submit(c *client) {
	if c.conn == nil || len(c.conn.pending) >= s.shape.inFlight {
		return
	}
	if n := len(c.conn.pending); n > 0 && c.conn.pending[n-1].op.Name == timeline.OpClose {
		return
	}
	call := s.workload.request(c)
	call.conn, call.ids = c.conn, c.ids
	op := &call.op
	op.Client, op.Session, op.Server, op.Xid, op.Invoke = c.name, c.session, c.conn.server.id, c.xid, s.now
	c.xid++
	c.conn.heard = s.now
	asked := *op
	asked.Parts = slices.Clone(op.Parts)
	s.report(c, timeline.Event{Kind: timeline.KindInvoke, Op: &asked})
	c.conn.pending = append(c.conn.pending, call)
}

// answer lets the server answer the oldest request of the client, unless it is an update.
func (s *sim) answer(c *client) bool {
	if c.conn == nil || len(c.conn.pending) == 0 || s.updates(c.conn.pending[0]) {
		return false
	}
	call := c.conn.pending[0]
	if call.op.Name == timeline.OpSync && !s.isSynced(call) {
		return false
	}
	s.reply(call, s.position(c.conn.server.applied))
	return true
}

// isSynced reports whether a sync can be answered: the server has applied what the leader
// had proposed when it processed the sync. A leader that is cut off does not know that it
// has to wait for others; here it does not answer (ZOOKEEPER-2136).
func (s *sim) isSynced(call *call) bool {
	if call.conn.server.deposed {
		return false
	}
	if !call.proposed {
		call.proposed, call.goal = true, len(s.log)
	}
	return call.conn.server.applied >= call.goal
}

// reply delivers the reply to the client.
func (s *sim) reply(call *call, z timeline.Zxid) {
	c := call.conn.client
	s.now += time.Duration(1 + s.rng.IntN(100_000))
	call.conn.pending = call.conn.pending[1:]
	c.known = max(c.known, z)
	if s.updates(call) {
		call.answerUpdate()
	} else {
		call.outcome, call.code = s.evaluate(call, z)
		if s.shape.release == early || call.op.Name == timeline.OpAuth {
			z = 0
		}
	}
	c.arrival++
	call.op.Zxid, call.op.Code, call.op.Arrival, call.op.Return = z, call.code, c.arrival, s.now
	c.seen = max(c.seen, z)
	c.watches.update(&call.op, call.outcome)
	c.finish(call, "the server's answer")
	if call.op.Name == timeline.OpClose {
		call.conn.open = false
		c.conn, c.gone = nil, chance(s.rng, 50)
	}
}

// answerUpdate copies the decision of the leader.
func (c *call) answerUpdate() {
	if c.outcome != timeline.OK {
		return
	}
	c.op.Stat = c.stat
	if c.path != "" {
		c.op.Path = c.path
	}
	for i, name := range c.parts {
		c.op.Parts[i].Path = name
	}
}

// finish keeps the outcome of an operation until its caller takes it.
func (c *client) finish(call *call, why string) {
	op := call.op
	if call.outcome == timeline.OK {
		why = ""
	}
	c.ended = append(c.ended, timeline.Event{Kind: timeline.KindOp, What: why, Outcome: call.outcome, Op: &op})
}

// takeReplies records the outcomes of some operations, as their callers take them.
func (s *sim) takeReplies(c *client) {
	for n := 1 + s.rng.IntN(3); n > 0 && len(c.ended) > 0; n-- {
		s.report(c, c.ended[0])
		c.ended = c.ended[1:]
	}
}

// takeAllReplies records the outcomes of all operations that have ended.
func (s *sim) takeAllReplies() {
	for _, c := range s.clients {
		for len(c.ended) > 0 {
			s.takeReplies(c)
		}
	}
}

// lose ends an operation with an unknown outcome.
func (s *sim) lose(c *client, call *call) {
	call.outcome = timeline.Unknown
	call.op.Code, call.op.Return = timeline.CodeConnectionLoss, s.now
	for i := range call.op.Parts {
		p := &call.op.Parts[i]
		p.Outcome, p.Code, p.Stat = timeline.Unknown, "", nil
	}
	c.finish(call, "the connection ended before the reply")
	call.op.Parts = slices.Clone(call.op.Parts) // it may still be processed
}
