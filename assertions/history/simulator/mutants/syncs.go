package mutants

import "github.com/zkscenario/zkscenario/harness/timeline"

// syncKinds let servers answer syncs too early.
func syncKinds() []Kind {
	return []Kind{{Name: "sync answered by a server that is behind", Guarantee: "sync_freshness", places: lateSyncs}}
}

// lateSyncs returns syncs that were invoked when other sessions had updates that this one
// had not seen. A watch event right before the reply would prove that the server had more.
func lateSyncs(r *record) []place {
	var places []place
	for i, e := range r.events {
		if e.Kind != timeline.KindOp || e.Op.Name != timeline.OpSync || e.Outcome != timeline.OK || r.eventBefore(i) {
			continue
		}
		newest := timeline.Zxid(0)
		for _, j := range r.acked {
			if op := r.events[j].Op; op.Return <= e.Op.Invoke {
				newest = max(newest, op.Zxid)
			}
		}
		if behind := newest - 1; newest > 0 && behind >= r.seen[i] && behind > 0 && !r.watchesChange(e.Op.Client, newest, e.Op.Zxid) {
			places = append(places, func(m *mutant) { m.op(i).Zxid = behind })
		}
	}
	return places
}
