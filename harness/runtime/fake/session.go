package fake

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// session is the leader's state of a client's session.
type session struct {
	id       int64
	password []byte
	timeout  time.Duration
	client   *client // its connection; nil without one

	lastContact time.Time // time of the last request, or of the end of the connection
}

// openLocked begins a session for a client of p.
func (e *Ensemble) openLocked(p *process, asked time.Duration) *session {
	tick := p.settings.tick()
	s := &session{timeout: max(2*tick, min(asked, 20*tick)), lastContact: time.Now()}
	zxid := e.commitLocked(txn{kind: txnCreateSession})
	s.id = int64(p.m.id)<<56 | int64(zxid&0xffffffffff)<<12
	s.password = password(s.id)
	e.sessions[s.id] = s
	e.watchSessionsLocked()
	return s
}

func password(id int64) []byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(id)))
	return sum[:16]
}

// endLocked ends a session, on behalf of its client or of the leader.
func (e *Ensemble) endLocked(s *session) {
	delete(e.sessions, s.id)
	e.commitLocked(txn{kind: txnCloseSession, session: s.id})
}

// deadlineLocked returns the time at which the leader expires the session without a
// further request.
func (e *Ensemble) deadlineLocked(s *session) time.Time {
	if s.client == nil && e.silentAfter > 0 {
		return s.lastContact.Add(e.silentAfter)
	}
	return s.lastContact.Add(s.timeout)
}

// touchAllLocked restarts the timeouts of all sessions, as a new leader does.
func (e *Ensemble) touchAllLocked() {
	for _, s := range e.sessions {
		s.lastContact = time.Now()
	}
	e.watchSessionsLocked()
}

// watchSessionsLocked sets the timer to the earliest deadline.
func (e *Ensemble) watchSessionsLocked() {
	if e.sessionsEnd != nil {
		e.sessionsEnd.Stop()
	}
	var next time.Time
	for _, s := range e.sessions {
		if d := e.deadlineLocked(s); next.IsZero() || d.Before(next) {
			next = d
		}
	}
	if !next.IsZero() && !e.closed {
		e.sessionsEnd = time.AfterFunc(time.Until(next), e.expire)
	}
}

// expire ends the sessions that are past their deadline, if there is a leader.
func (e *Ensemble) expire() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.leader == nil {
		return
	}
	for _, s := range e.sessions {
		if time.Now().Before(e.deadlineLocked(s)) {
			continue
		}
		e.leader.print("SessionTracker", "ZooKeeperServer", "Expiring session 0x%x, timeout of %dms exceeded",
			uint64(s.id), s.timeout.Milliseconds())
		e.endLocked(s)
		if s.client != nil {
			_ = s.client.conn.Close()
		}
	}
	e.watchSessionsLocked()
}
