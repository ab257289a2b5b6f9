package simulator

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Tells tells whether a history has all that is needed to judge a guarantee, so that
// there is no excuse for having no answer.
func (h *History) Tells(guarantee string) bool {
	r := h.record
	has := func(fits func(timeline.Event) bool) bool { return slices.ContainsFunc(r.events, fits) }
	update := len(r.acked) > 0
	switch guarantee {
	case "sync_freshness":
		return has(func(e timeline.Event) bool { return acknowledged(e) && e.Op.Name == "sync" && e.Op.Zxid != 0 })
	case "replica_agreement":
		return len(r.trees) > 0
	case "durability":
		return len(r.trees) > 0 && update
	case "atomicity":
		return len(r.trees) > 0 && has(func(e timeline.Event) bool {
			return acknowledged(e) && e.Op.Name == "transaction" && len(changesOf(e.Op)) > 0
		})
	case "ephemeral_lifetime":
		return len(r.trees) > 0 && has(func(e timeline.Event) bool { return acknowledged(e) && strings.HasPrefix(e.Op.Mode, "ephemeral") })
	case "acl_integrity":
		return len(r.looks) > 0 && has(func(e timeline.Event) bool { return acknowledged(e) && e.Op.Name == "set_acl" })
	case "watch_delivery", "watch_order":
		unplaced := func(e timeline.Event) bool {
			return e.Kind == timeline.KindOp && e.Op.Name == "watch" && e.Op.Arrival > 0 && e.Op.Zxid == 0
		}
		return !has(unplaced) && has(func(e timeline.Event) bool { return e.Watch != nil })
	case "read_your_writes":
		return slices.ContainsFunc(r.looks, r.looksAtOwn)
	}
	return update && len(r.looks) > 0
}

func acknowledged(e timeline.Event) bool {
	return e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Zxid != 0
}

// looksAtOwn tells whether a look is at what its own session has written, at which
// it has not looked before.
func (r *record) looksAtOwn(i int) bool {
	op := r.events[i].Op
	n := r.world.index(op.Path, op.Zxid)
	if n < 0 || r.lookedAt(i, op.Path) >= n {
		return false
	}
	by := r.world.past[op.Path][n].cause
	return by.session == op.Session && by.path == op.Path && by.name != "close" && by.name != "set_acl"
}
