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
	known   timeline.Zxid
	xid     int32
	arrival int
	watches registry
	ended   []timeline.Event // operations whose caller has not taken the reply yet
	gone    bool             // it closed its session and stays away
}

// conn is a connection to a server, with its watches on the server.
type conn struct {
	client  *client
	server  *server
	open    bool
	pending []*call // in flight, in the order of their requests
	data    watchTable
	child   watchTable
}

// call is a request in flight.
type call struct {
	op       timeline.Op
	wants    []want
	conn     *conn
	proposed bool
	goal     int // how much of the log the server must apply for a sync
	// The decision of the leader.
	outcome timeline.Outcome
	code    string
	path    string
	stat    *timeline.Stat
	parts   []string // the paths of a transaction's parts
}

func (c *call) updates() bool { return len(c.wants) > 0 || c.op.Name == timeline.OpClose }

// submit sends a random request.
func (s *sim) submit(c *client) {
	if c.conn == nil || len(c.conn.pending) >= s.shape.inFlight {
		return
	}
	if n := len(c.conn.pending); n > 0 && c.conn.pending[n-1].op.Name == timeline.OpClose {
		return
	}
	call := s.workload.request(c)
	call.conn = c.conn
	op := &call.op
	op.Client, op.Session, op.Server, op.Xid, op.Invoke = c.name, c.session, c.conn.server.id, c.xid, s.now
	c.xid++
	asked := *op
	asked.Parts = slices.Clone(op.Parts)
	s.append(timeline.Event{Kind: timeline.KindInvoke, Actor: "session " + c.name, Op: &asked})
	c.conn.pending = append(c.conn.pending, call)
}

// answer lets the server answer the oldest request of the client, unless it is an update.
func (s *sim) answer(c *client) bool {
	if c.conn == nil || len(c.conn.pending) == 0 || c.conn.pending[0].updates() {
		return false
	}
	call := c.conn.pending[0]
	if call.op.Name == timeline.OpSync {
		if !call.proposed {
			call.proposed, call.goal = true, len(s.log)
		}
		if c.conn.server.applied < call.goal {
			return false
		}
	}
	s.reply(call, s.position(c.conn.server.applied))
	return true
}

// reply delivers the reply to the client.
func (s *sim) reply(call *call, z timeline.Zxid) {
	c := call.conn.client
	s.now += time.Duration(1 + s.rng.IntN(100_000))
	call.conn.pending = call.conn.pending[1:]
	c.known = max(c.known, z)
	if call.updates() {
		call.answerUpdate()
	} else {
		call.outcome, call.code = s.evaluate(&call.op, z, call.conn)
		if s.shape.release == early {
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
	c.ended = append(c.ended, timeline.Event{
		Kind: timeline.KindOp, Actor: "session " + c.name, What: why, Outcome: call.outcome, Op: &op,
	})
}

// takeReplies records the outcomes of some operations, as their callers take them.
func (s *sim) takeReplies(c *client) {
	for n := 1 + s.rng.IntN(3); n > 0 && len(c.ended) > 0; n-- {
		s.append(c.ended[0])
		c.ended = c.ended[1:]
	}
}

// cut breaks the connection of the client. Requests in flight may still arrive, but none
// after one that does not.
func (s *sim) cut(c *client, arrives bool) {
	if c.conn == nil {
		return
	}
	old := c.conn
	for _, call := range old.pending {
		if !call.proposed && call.updates() {
			if arrives = arrives && chance(s.rng, 60); !arrives {
				break
			}
			call.proposed = true
			s.decide(call)
		}
	}
	c.conn, old.open = nil, false
	for _, call := range old.pending {
		s.lose(c, call)
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
}
