package simulator

import (
	"fmt"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const sessionTimeout = 10 * time.Second

// move connects the client to some server, perhaps the same.
func (s *sim) move(c *client) {
	if c.gone && !chance(s.rng, 20) {
		return
	}
	if c.conn != nil {
		if chance(s.rng, 60) {
			s.finish(c)
		}
		s.cut(c, true)
		if chance(s.rng, 50) {
			return // it stays disconnected for a while
		}
	}
	s.connect(c, s.anyServer())
}

// connect performs a handshake.
func (s *sim) connect(c *client, v *server) {
	if c.conn != nil {
		return
	}
	c.gone = false
	_, closed := s.closed[c.session]
	switch {
	case closed:
		s.greet(c, v, 0, timeline.Refused)
		c.session, c.seen, c.known, c.watches = 0, 0, 0, registry{}
	case s.position(v.applied) < c.known:
		s.greet(c, v, 0, timeline.Unknown)
	case c.session == 0:
		s.open(c, v)
	default:
		s.greet(c, v, c.session, timeline.OK)
		c.conn = newConn(c, v)
		c.conn.resume(s, c.seen)
	}
}

// open begins a session: the server waits for its transaction.
func (s *sim) open(c *client, v *server) {
	s.granted++
	session := timeline.SessionID(uint64(v.id)<<56 | 0x18bcfe56800 + s.granted)
	s.extend(entry{Txn: world.Txn{Session: session}, kind: "createSession"})
	s.catchUp(v, len(s.log))
	s.greet(c, v, session, timeline.OK)
	c.session = session
	c.conn = newConn(c, v)
}

func newConn(c *client, v *server) *conn {
	return &conn{client: c, server: v, open: true, data: watchTable{}, child: watchTable{}}
}

// greet records a handshake.
func (s *sim) greet(c *client, v *server, granted timeline.SessionID, outcome timeline.Outcome) {
	h := &timeline.Handshake{Client: c.name, Server: v.id, Asked: c.session, LastZxidSeen: c.seen, Granted: granted}
	whats := map[timeline.Outcome]string{timeline.Refused: "the session has expired", timeline.Unknown: "closed the connection without an answer"}
	if outcome == timeline.OK {
		h.Timeout = sessionTimeout
	}
	s.append(timeline.Event{Kind: timeline.KindHandshake, Actor: "session " + c.name, What: whats[outcome], Outcome: outcome, Handshake: h})
}

// expire lets the leader end the session of a silent client.
func (s *sim) expire(c *client) {
	if _, closed := s.closed[c.session]; closed || c.session == 0 {
		return
	}
	s.cut(c, true)
	if _, closed := s.closed[c.session]; closed {
		return // a close has arrived
	}
	s.now += sessionTimeout
	s.append(timeline.Event{Kind: timeline.KindServer, Actor: fmt.Sprintf("server %d", s.leader.id), What: timeline.Expired,
		Server: &timeline.Server{ID: s.leader.id, Change: timeline.Expired, SessionID: c.session}})
	s.endSession(s.extend(entry{Txn: world.Txn{Session: c.session}, kind: types[timeline.OpClose]}))
	s.catchUp(s.leader, len(s.log)) // so that no election can lose it
	if chance(s.rng, 70) {
		s.connect(c, s.anyServer())
	}
}
