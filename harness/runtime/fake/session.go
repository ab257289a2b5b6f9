package fake

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// session is what the leader knows of a client.
type session struct {
	id       int64
	password []byte
	timeout  time.Duration
	heard    time.Time
	client   *client // its connection; nil while it has none
}

// openLocked begins a session that a client of p asks for.
func (e *Ensemble) openLocked(p *process, asked time.Duration) *session {
	s := &session{timeout: max(2*p.tick, min(asked, 20*p.tick)), heard: time.Now()}
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

// endLocked is a session's end, by its client or by the leader.
func (e *Ensemble) endLocked(s *session) {
	delete(e.sessions, s.id)
	e.commitLocked(txn{kind: txnCloseSession, session: s.id})
}

// deadlineLocked is when the leader expires the session if it hears nothing.
func (e *Ensemble) deadlineLocked(s *session) time.Time {
	if s.client == nil && e.silentAfter > 0 {
		return s.heard.Add(e.silentAfter)
	}
	return s.heard.Add(s.timeout)
}

// touchAllLocked is a new leader's start: it has yet to hear from anybody.
func (e *Ensemble) touchAllLocked() {
	for _, s := range e.sessions {
		s.heard = time.Now()
	}
	e.watchSessionsLocked()
}

// watchSessionsLocked sets the alarm to the earliest deadline.
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

// expire ends the sessions whose clients have been silent for too long. Without
// a leader nobody does.
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
		e.leader.say("SessionTracker", "ZooKeeperServer", "Expiring session 0x%x, timeout of %dms exceeded",
			uint64(s.id), s.timeout.Milliseconds())
		e.endLocked(s)
		if s.client != nil {
			_ = s.client.conn.Close() // the client finds out by itself
		}
	}
	e.watchSessionsLocked()
}
