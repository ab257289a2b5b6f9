package simulator

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// move connects the client to some server, perhaps the same.
func (s *sim) move(c *client) {
	if c.gone && !chance(s.rng, 20) {
		return
	}
	if c.conn != nil {
		if chance(s.rng, 60) && !c.conn.server.deposed {
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
	if c.conn != nil || c.session == 0 && v.deposed { // it grants no new session
		return
	}
	c.gone = false
	switch {
	case s.position(v.applied) < c.known:
		s.greet(c, v, nil, timeline.Unknown)
		if s.destroyed && chance(s.rng, 50) {
			c.forget() // or it would never come back
		}
	case c.session == 0:
		e := s.newSession(v)
		s.greet(c, v, e, timeline.OK)
		c.session = e.id
		s.attach(c, v)
	case !s.knows(v, c.session):
		s.greet(c, v, nil, timeline.Refused)
		c.forget()
	default:
		s.sessions[c.session].owner = v
		s.greet(c, v, s.sessions[c.session], timeline.OK)
		s.attach(c, v)
		c.conn.resume(s, c.seen)
	}
}

func (s *sim) attach(c *client, v *server) {
	c.conn = &conn{client: c, server: v, open: true, heard: s.now, data: watchTable{}, child: watchTable{}}
	if s.shape.has(XidsAnew) {
		c.xid = 1
	}
}

// greet records a handshake.
func (s *sim) greet(c *client, v *server, granted *session, outcome timeline.Outcome) {
	h := &timeline.Handshake{Client: c.name, Server: v.id, Asked: c.session, LastZxidSeen: c.seen}
	whats := map[timeline.Outcome]string{timeline.Refused: "the session has expired", timeline.Unknown: "closed the connection without an answer"}
	if granted != nil {
		h.Granted, h.Timeout = granted.id, granted.timeout
	}
	s.report(c, timeline.Event{Kind: timeline.KindHandshake, What: whats[outcome], Outcome: outcome, Handshake: h})
}

// cut breaks the connection of the client. Requests in flight may still arrive, but none
// after one that does not.
func (s *sim) cut(c *client, arrives bool) {
	if c.conn == nil {
		return
	}
	s.endContact(c)
	last := c.conn
	c.conn, last.open = nil, false
	arrives = arrives && !last.server.deposed
	for _, call := range last.pending {
		s.lose(c, call)
		if arrives && !call.proposed && s.updates(call) {
			if arrives = chance(s.rng, 60); arrives {
				call.proposed = true
				s.arrive(call)
			}
		}
	}
}

// hangUp breaks the connection of a client that waits for something.
func (s *sim) hangUp() {
	for _, c := range s.clients {
		if c.conn != nil && len(c.conn.pending) > 0 && chance(s.rng, 70) {
			s.cut(c, true)
		}
	}
}

// arrive lets the leader decide a request of a connection that has ended, now or later.
func (s *sim) arrive(call *call) {
	v := call.conn.server
	v.waiting = append(v.waiting, call)
	if !s.shape.has(Stragglers) || chance(s.rng, 40) {
		s.decideAllWaiting(v)
	}
}

// decideWaiting lets the leader decide the oldest request that waits on a server.
func (s *sim) decideWaiting(v *server) {
	if len(v.waiting) > 0 && !v.deposed {
		s.decide(v.waiting[0])
		v.waiting = v.waiting[1:]
	}
}

func (s *sim) decideAllWaiting(v *server) {
	for len(v.waiting) > 0 {
		s.decideWaiting(v)
	}
}

// hasWaiting reports whether requests of a session wait on a server: they come before all
// that its client sends on a new connection to that server.
func (v *server) hasWaiting(id timeline.SessionID) bool {
	return slices.ContainsFunc(v.waiting, func(call *call) bool { return call.op.Session == id })
}
