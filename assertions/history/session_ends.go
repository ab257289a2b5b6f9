package history

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// sessionEnd is the end of a session, one entry of the order of zxids (closeSession).
type sessionEnd struct {
	zxid         timeline.Zxid // 0 if it is not known
	after, until timeline.Zxid // it is beyond the first, and at most the second
	from         time.Duration // it was not earlier
	// by is the event that proves the end: the reply to a close, a handshake that was
	// refused, or the log of a leader whose later proposals were committed. It is nil if the
	// session may still exist.
	by *timeline.Event
}

// ends returns the sessions that have ended, or may have.
func (l *lives) ends() map[timeline.SessionID]sessionEnd {
	ends := map[timeline.SessionID]sessionEnd{}
	for id, s := range l.byID {
		if end, ended := l.endOf(s); ended {
			ends[id] = end
		}
	}
	return ends
}

func (l *lives) endOf(s *life) (sessionEnd, bool) {
	end := sessionEnd{after: s.position, until: unbounded.zxid}
	expiry, proven := l.expiryOf(s)
	switch {
	case s.closed != nil && s.closed.Op.Zxid != 0 && !l.local:
		z := s.closed.Op.Zxid
		return sessionEnd{zxid: z, after: z - 1, until: z, by: s.closed}, true
	case s.closed != nil:
		return end, true
	case proven:
		end.by = expiry
	case s.refused != nil && l.provesEnd(s.refused):
		end.by = s.refused
	case s.refused != nil, expiry != nil: // it may have ended
	case !l.servers && s.timeout > 0: // it may have expired, and nothing would show it
		end.from = s.lastThroughLeader() + s.timeout
	default:
		return sessionEnd{}, false
	}
	if end.by != nil {
		end.until = l.firstUpdateAfter(timeOf(end.by))
		// Replies that came after the end are deviations, and do not move it.
		end.after = min(end.after, end.until-min(end.until, 1))
	}
	return end, true
}

// provesEnd reports whether a refusal proves the end of its session. A leader that lost its
// quorum refuses a session that it has expired in vain. So its server must have been in the
// last epoch, or nobody may have led an older one any more, or an update must have been
// committed in that epoch afterwards. Of a local session it proves nothing: other servers never knew it.
func (l *lives) provesEnd(refusal *timeline.Event) bool {
	if l.local {
		return false
	}
	when := timeOf(refusal)
	epoch := l.epochs.of(serverOf(refusal), when)
	if first := l.firstUpdateAfter(when); epoch != 0 && first != unbounded.zxid && first.Epoch() == epoch {
		return true
	}
	return epoch == l.epochs.last || l.epochs.onlyLast(when)
}

// expiryOf returns the log line with which a server ended a session: the first that
// proves it, or the last that nothing refutes. A line alone proves nothing: a leader that
// lost its quorum logs it for sessions that live on. It proves the end if the server
// served an epoch before and a write that was invoked later was committed in that epoch:
// then the server was its leader, and the end was proposed before the write. A later
// reply that the leader took part in refutes it.
func (l *lives) expiryOf(s *life) (expiry *timeline.Event, proven bool) {
	for _, e := range s.expiries {
		first := l.firstUpdateAfter(e.At)
		if !l.local && first != unbounded.zxid && first.Epoch() == l.epochs.of(e.Server.ID, e.At) {
			return e, true
		}
		if !s.livesAfter(e.At) {
			expiry = e
		}
	}
	return expiry, false
}

// livesAfter reports whether the leader served the session after a time.
func (s *life) livesAfter(when time.Duration) bool {
	return slices.ContainsFunc(s.contacts, func(c contact) bool { return c.leader && c.from > when })
}

// judge finds sessions that ended too early, or that lived after their end.
func (l *lives) judge(ends map[timeline.SessionID]sessionEnd, told story) []Deviation {
	for _, id := range slices.Sorted(maps.Keys(l.byID)) {
		s, end := l.byID[id], ends[id]
		if end.by == nil || s.mayEnd {
			continue
		}
		if d := l.afterItsEnd(s, end); d != nil {
			l.found = append(l.found, *d)
		} else if d := l.tooEarly(s, end.by); d != nil && !told.interferesSince(s.opened) {
			l.found = append(l.found, *d)
		}
	}
	return l.found
}

// afterItsEnd finds the first reply that a session was given after its end. After an
// expiry that only the log shows, followers may go on to answer reads.
func (l *lives) afterItsEnd(s *life, end sessionEnd) *Deviation {
	when := timeOf(end.by)
	epoch := l.epochs.of(serverOf(end.by), when)
	for _, c := range s.contacts {
		late := c.from > when && (c.update || l.epochs.of(c.server, c.from) >= epoch) // a deposed leader does not know
		if end.by.Server != nil {
			late = late && c.leader
		}
		if end.zxid != 0 && c.update && c.e.Op.Zxid > end.zxid {
			late = true
		}
		if late && c.e.Outcome == timeline.OK {
			return &Deviation{Guarantee: ephemeralLifetime, Event: c.e, Contradicts: end.by, Expected: "SessionExpired",
				Problem: fmt.Sprintf("session %s had ended", s.id)}
		}
	}
	return nil
}

// tooEarly finds the end of a session that the leader had served less than its timeout
// before (SessionTrackerImpl).
func (l *lives) tooEarly(s *life, by *timeline.Event) *Deviation {
	if s.closed != nil || s.timeout == 0 {
		return nil // its client closed it
	}
	slack := cmp.Or(l.tick, s.timeout/10)
	when := timeOf(by)
	last := l.lastServed(s, when, slack)
	if last == nil || when-last.from >= s.timeout-slack {
		return nil
	}
	return &Deviation{Guarantee: ephemeralLifetime, Event: by, Contradicts: last.e,
		Problem:  fmt.Sprintf("session %s ended %s after a reply that the leader took part in, though its timeout is %s", s.id, round(when-last.from), s.timeout),
		Expected: "that it lives on"}
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// lastServed returns the last contact before a time that the leader certainly counts: a
// handshake; or another contact after which, a tick later, something else reached the
// leader through the same server, because servers report their clients with each answer to a
// ping of the leader (LearnerHandler). While faults interfere only handshakes count.
func (l *lives) lastServed(s *life, before, tick time.Duration) *contact {
	for i := len(s.contacts) - 1; i >= 0; i-- {
		c := &s.contacts[i]
		switch {
		case timeOf(c.e) > before:
		case c.e.Handshake != nil:
			return c
		case !l.faultBetween(c.from, before) && l.reachedLeader(c.server, c.from+tick, before):
			return c
		}
	}
	return nil
}

// lastThroughLeader returns the time of the last contact in which the leader took part.
func (s *life) lastThroughLeader() time.Duration {
	for _, c := range slices.Backward(s.contacts) {
		if c.leader {
			return timeOf(c.e)
		}
	}
	return 0
}

func (l *lives) faultBetween(from, until time.Duration) bool {
	i, _ := slices.BinarySearch(l.faults, from)
	return i < len(l.faults) && l.faults[i] <= until
}

// reachedLeader reports whether a request through a server reached the leader within a time.
func (l *lives) reachedLeader(server int, from, until time.Duration) bool {
	list := l.throughLeader[server]
	i, _ := slices.BinarySearchFunc(list, from, func(c contact, when time.Duration) int { return cmp.Compare(c.from, when) })
	for ; i < len(list) && list[i].from <= until; i++ {
		if timeOf(list[i].e) <= until {
			return true
		}
	}
	return false
}
