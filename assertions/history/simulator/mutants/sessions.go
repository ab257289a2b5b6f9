package mutants

import (
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// sessionKinds end sessions too early, or not at all, or give one to two clients.
func sessionKinds() []Kind {
	const guarantee = "ephemeral_lifetime"
	return []Kind{
		{Name: "session refused before its timeout", Guarantee: guarantee, places: refusableHandshakes},
		{Name: "write of a session that has ended", Guarantee: guarantee, places: posthumousWrites},
		{Name: "one session for two clients", Guarantee: guarantee, places: sharableSessions},
	}
}

// refusableHandshakes returns handshakes that gave a client its session back shortly after
// another one, if the session is not used again.
func refusableHandshakes(r *record) []place {
	if r.hasElections() {
		return nil // a leader that lost its quorum may have expired the session in vain
	}
	var places []place
	for i, e := range r.events {
		h := e.Handshake
		if h == nil || e.Outcome != timeline.OK || h.Asked == 0 || r.ended(h.Asked) || r.isUsedAfter(i, h.Asked) || e.At-r.greeted(h.Asked, i) > h.Timeout/4 {
			continue
		}
		places = append(places, func(m *mutant) {
			refused := *h
			refused.Granted, refused.Timeout = 0, 0
			m.events[i].Handshake, m.events[i].Outcome, m.events[i].What = &refused, timeline.Refused, "the session has expired"
		})
	}
	return places
}

// hasElections reports whether a second leader was elected.
func (r *record) hasElections() bool {
	n := 0
	return r.has(func(e timeline.Event) bool {
		if e.Server != nil && e.Server.Change == timeline.Established {
			n++
		}
		return n > 1
	})
}

// greeted returns when a session was granted before an event: the leader heard of it then.
// What it hears through another server, and when, depends on that server's pings.
func (r *record) greeted(session timeline.SessionID, before int) time.Duration {
	var at time.Duration
	for _, e := range r.events[:before] {
		if e.Handshake != nil && e.Handshake.Granted == session {
			at = e.At
		}
	}
	return at
}

// isUsedAfter reports whether a session is mentioned after an event, or a request is open.
func (r *record) isUsedAfter(event int, session timeline.SessionID) bool {
	at := r.events[event].At
	for i, e := range r.events {
		switch {
		case e.Op != nil && e.Op.Session == session && (i > event || e.Op.Return > at):
			return true
		case i > event && (e.Watch != nil && e.Watch.Session == session || e.Handshake != nil && e.Handshake.Asked == session || e.Server != nil && e.Server.SessionID == session):
			return true
		}
	}
	return false
}

// posthumousWrites returns acknowledged writes of clients that closed their session before,
// and could have been those of that session.
func posthumousWrites(r *record) []place {
	if r.readsLackZxids() {
		return nil
	}
	var places []place
	closed := map[string]timeline.SessionID{} // the session that each client closed last
	for i, e := range r.events {
		switch {
		case !acknowledged(e):
		case e.Op.Name == timeline.OpClose:
			closed[e.Op.Client] = e.Op.Session
		case e.Op.Name == timeline.OpSet || e.Op.Name == timeline.OpSetACL:
			if before := closed[e.Op.Client]; before != 0 && before != e.Op.Session && r.ends[before] != 0 && r.ends[before] < e.Op.Zxid {
				places = append(places, func(m *mutant) { m.request(i, func(op *timeline.Op) { op.Session = before }) })
			}
		}
	}
	return places
}

// sharableSessions returns handshakes that could have granted a session that the server had
// granted to another client, because what they granted was never used.
func sharableSessions(r *record) []place {
	var places []place
	for i, e := range r.events {
		h := e.Handshake
		if h == nil || e.Outcome != timeline.OK || h.Asked != 0 || r.isUsedAfter(i, h.Granted) {
			continue
		}
		for _, other := range r.events[:i] {
			o := other.Handshake
			if o == nil || other.Outcome != timeline.OK || o.Server != h.Server || o.Asked != 0 || o.Client == h.Client || r.ended(o.Granted) {
				continue
			}
			places = append(places, func(m *mutant) {
				shared := *h
				shared.Granted = o.Granted
				m.events[i].Handshake = &shared
			})
		}
	}
	return places
}
