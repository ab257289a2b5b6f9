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

// refusableHandshakes returns handshakes that gave a client its session back shortly after a
// reply, if the session is not used again.
func refusableHandshakes(r *record) []place {
	var places []place
	for i, e := range r.events {
		h := e.Handshake
		if h == nil || e.Outcome != timeline.OK || h.Asked == 0 || r.ended(h.Asked) || r.isUsedAfter(i, h.Asked) {
			continue
		}
		if heard := r.heardOf(h.Asked, e.At); heard > 0 && e.At-heard < h.Timeout/2 {
			places = append(places, func(m *mutant) {
				refused := *h
				refused.Granted, refused.Timeout = 0, 0
				m.events[i].Handshake, m.events[i].Outcome, m.events[i].What = &refused, timeline.Refused, "the session has expired"
			})
		}
	}
	return places
}

// heardOf returns when an update of a session was sent that was acknowledged before a time. The
// leader took part in it, and heard of the session itself.
func (r *record) heardOf(session timeline.SessionID, before time.Duration) time.Duration {
	heard := time.Duration(0)
	for _, e := range r.events {
		if acknowledged(e) && e.Op.Session == session && e.Op.Updates() && e.Op.Return <= before {
			heard = max(heard, e.Op.Invoke)
		}
	}
	return heard
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
