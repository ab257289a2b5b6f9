package simulator

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// syncKinds let a sync bring a session less far than it has to.
func syncKinds() []Kind {
	return []Kind{{Name: "sync answered by a server that is behind", Guarantee: "sync_freshness", places: (*record).lateSyncs}}
}

// lateSyncs are syncs that were asked for when others had updates that the session had
// not seen. A watch event right before the reply would say that the server knew more.
func (r *record) lateSyncs() []place {
	var places []place
	for i, e := range r.events {
		if e.Kind != timeline.KindOp || e.Op.Name != "sync" || e.Outcome != timeline.OK || r.toldBefore(i) {
			continue
		}
		newest := timeline.Zxid(0)
		for _, j := range r.acked {
			if op := r.events[j].Op; op.Return <= e.Op.Invoke {
				newest = max(newest, op.Zxid)
			}
		}
		if behind := newest - 1; newest > 0 && behind >= r.seen[i] && behind > 0 {
			places = append(places, func(m *mutant) { m.op(i).Zxid = behind })
		}
	}
	return places
}

// toldBefore tells whether what its client received right before is no reply.
func (r *record) toldBefore(i int) bool {
	client, n := arrivalOf(r.events[i])
	return slices.ContainsFunc(r.clients[client], func(j int) bool {
		_, before := arrivalOf(r.events[j])
		return before == n-1 && r.events[j].Watch != nil
	})
}
