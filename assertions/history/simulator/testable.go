package simulator

import (
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Testable reports whether a history has all that is needed to judge a guarantee, so that
// its check must have an answer. It fails for a guarantee without an entry in requirements.
func (h *History) Testable(guarantee string) (bool, error) {
	required, ok := requirements[guarantee]
	if !ok {
		return false, fmt.Errorf("the simulator does not know what a history needs for %q: add it to requirements in kinds.go", guarantee)
	}
	return required(h.record), nil
}

func (r *record) has(fits func(timeline.Event) bool) bool { return slices.ContainsFunc(r.events, fits) }

// acknowledges reports whether an operation of this name succeeded, with a zxid.
func (r *record) acknowledges(name string) bool {
	return r.has(func(e timeline.Event) bool { return acknowledged(e) && e.Op.Name == name })
}

func acknowledged(e timeline.Event) bool {
	return e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Zxid != 0
}

func updatesAndReads(r *record) bool { return len(r.acked) > 0 && len(r.reads) > 0 }

// watchEvents reports whether events of watches came, and all watches have a zxid.
func watchEvents(r *record) bool {
	return r.has(func(e timeline.Event) bool { return e.Watch != nil }) && !r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Name == timeline.OpWatch && e.Op.Arrival > 0 && e.Op.Zxid == 0
	})
}

// readsOwn reports whether a read shows what its own session has written and not read
// before.
func readsOwn(r *record, i int) bool {
	op := r.events[i].Op
	n := r.world.index(op.Path, op.Zxid)
	if n < 0 || r.lastRead(i, op.Path) >= n {
		return false
	}
	by := r.world.past[op.Path][n].cause
	return by.session == op.Session && by.path == op.Path && by.name != timeline.OpClose && by.name != timeline.OpSetACL
}
