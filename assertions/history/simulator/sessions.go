package simulator

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// tick is the tickTime of all servers.
const tick = 2 * time.Second

// timeouts lists some that servers grant (twice to twenty times the tick).
var timeouts = []time.Duration{2 * tick, 5 * tick, 10 * tick}

// session is a session as the servers know it.
type session struct {
	id      timeline.SessionID
	timeout time.Duration
	opened  timeline.Zxid // of its transaction; 0 while it is local
	closed  timeline.Zxid // of its transaction, at the end of the log
	home    *server       // the only one that knows a local session
	dead    bool          // a local session that its server has forgotten
	owner   *server       // to which its client is connected
	contact time.Duration // when the ensemble heard of its client last; it does all the time while it is connected
}

func (e *session) isLocal() bool { return e.home != nil }

func (e *session) isAlive() bool { return !e.dead && e.closed == 0 && (e.isLocal() || e.opened != 0) }

// newSession grants a session. A global one is a transaction.
func (s *sim) newSession(v *server) *session {
	s.granted++
	e := &session{
		id: timeline.SessionID(uint64(v.id)<<56 | 0x18bcfe56800 + s.granted), timeout: pick(s.rng, timeouts), owner: v, contact: s.now,
	}
	s.sessions[e.id] = e
	if s.shape.has(LocalSessions) {
		e.home = v
		return e
	}
	s.makeGlobal(e)
	s.catchUp(v, len(s.log))
	return e
}

// makeGlobal proposes the session to all servers.
func (s *sim) makeGlobal(e *session) {
	e.home = nil
	e.opened = s.extend(entry{Txn: world.Txn{Session: e.id}, kind: "createSession"}).Zxid
}

// knows reports whether a server lets a client have its session back.
func (s *sim) knows(v *server, id timeline.SessionID) bool {
	e := s.sessions[id]
	switch {
	case e == nil:
		return false
	case e.isLocal():
		return e.home == v && e.isAlive()
	case v.deposed: // it does not learn what the others commit
		at := s.position(v.applied)
		return e.opened != 0 && e.opened <= at && (e.closed == 0 || e.closed > at) && !v.expired[id]
	}
	return e.isAlive()
}

// isConnected reports whether the ensemble hears of the client all the time.
func (s *sim) isConnected(e *session) bool {
	return slices.ContainsFunc(s.clients, func(c *client) bool {
		return c.session == e.id && c.conn != nil && e.hears(c.conn.server)
	})
}

// hears reports whether what reaches a server keeps the session alive.
func (e *session) hears(v *server) bool { return !v.deposed || e.home == v }

// endContact notes when the ensemble heard of a client last, when its connection ends.
// Servers count from requests and pings, not from their replies.
func (s *sim) endContact(c *client) {
	e := s.sessions[c.session]
	if !e.hears(c.conn.server) {
		return
	}
	since := max(c.conn.heard, s.now-e.timeout/3)
	e.contact = since + time.Duration(s.rng.Int64N(int64(s.now-since)+1))
}

// deadline returns when the session ends if nothing is heard of its client any more
// (ExpiryQueue.roundToNextInterval). An election gives global sessions more time.
func (s *sim) deadline(e *session) time.Duration {
	since := e.contact
	if !e.isLocal() {
		since = max(since, s.elected)
	}
	return ((since+e.timeout)/tick + 1) * tick
}

// expireDue ends the sessions of clients that have been silent for too long.
func (s *sim) expireDue() {
	for _, id := range slices.Sorted(maps.Keys(s.sessions)) {
		e := s.sessions[id]
		if !e.isAlive() || s.isConnected(e) || s.now < s.deadline(e) {
			continue
		}
		s.reportExpiry(cmp.Or(e.home, s.leader), id)
		if e.isLocal() {
			e.dead = true
			continue
		}
		s.endSession(s.extend(entry{Txn: world.Txn{Session: id}, kind: types[timeline.OpClose]}))
		s.catchUp(s.leader, len(s.log)) // so that no election can lose it
	}
}

// reportExpiry records what a server logs. It does so before it proposes anything.
func (s *sim) reportExpiry(v *server, id timeline.SessionID) {
	s.record(v, timeline.Server{Change: timeline.Expired, SessionID: id})
}

// expire keeps a client silent for so long that its session ends.
func (s *sim) expire(c *client) {
	e := s.sessions[c.session]
	if e == nil || !e.isAlive() {
		return
	}
	s.cut(c, true)
	s.pass(e.timeout + time.Duration(s.rng.Int64N(int64(2*tick))))
	if chance(s.rng, 70) {
		s.connect(c, s.anyServer())
	}
}

// endSession deletes the ephemeral znodes of the session, in one transaction.
func (s *sim) endSession(e *entry) {
	if ended := s.sessions[e.Session]; ended != nil {
		ended.closed = e.Zxid
	}
	for _, name := range s.world.Ephemerals(e.Session) {
		s.do(e, world.Change{Name: timeline.OpClose, Path: name})
	}
}

// forgetLocal ends the local sessions of a server that starts anew.
func (s *sim) forgetLocal(v *server) {
	for _, e := range s.sessions {
		if e.home == v {
			e.dead = true
		}
	}
}
