package mutants

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Kind is one way to violate one guarantee, and no other.
type Kind struct {
	Name string
	// Guarantee is the one that docs/decisions/0015 blames.
	Guarantee string
	// Updates marks kinds in which updates of one znode get another order, or other outcomes. Then
	// they are not linearizable, unless others were in flight at the same time.
	Updates bool

	trees  bool // the history must have comparable trees
	places func(*record) []place
}

// place changes the history at one place.
type place func(*mutant)

// Kinds returns all kinds of mutants, by guarantee.
func Kinds() []Kind {
	return slices.Concat(
		staleKinds(),
		readKinds(),
		sequenceKinds(),
		syncKinds(),
		treeKinds(),
		atomicityKinds(),
		ephemeralKinds(),
		accessKinds(),
		aclKinds(),
		diskKinds(),
		lossKinds(),
		statKinds(),
		writeKinds(),
		refusalKinds(),
		realTimeKinds(),
		sessionKinds(),
		watchKinds(),
	)
}

// requirements report, by guarantee, whether a history has all that its check needs, so
// that the check must have an answer.
var requirements = map[string]func(*record) bool{
	"access_control": func(r *record) bool {
		return r.has(func(e timeline.Event) bool { return e.Op != nil && e.Op.Code == timeline.CodeNoAuth })
	},
	"acl_integrity": func(r *record) bool { return len(r.reads) > 0 && r.acknowledges(timeline.OpSetACL) },
	"atomicity": func(r *record) bool {
		return len(r.trees) > 0 && r.has(func(e timeline.Event) bool {
			return acknowledged(e) && e.Op.Name == timeline.OpTransaction && len(changesOf(e.Op)) > 0
		})
	},
	"durability": func(r *record) bool { return len(r.trees) > 0 && len(r.acked) > 0 },
	"ephemeral_lifetime": func(r *record) bool {
		return len(r.trees) > 0 && r.has(func(e timeline.Event) bool { return acknowledged(e) && world.HasOwner(e.Op.Mode) })
	},
	"read_your_writes":       func(r *record) bool { return slices.ContainsFunc(r.reads, func(i int) bool { return readsOwn(r, i) }) },
	"replica_agreement":      func(r *record) bool { return len(r.trees) > 0 },
	"sequential_consistency": updatesAndReads,
	"single_system_image":    updatesAndReads,
	"sync_freshness":         func(r *record) bool { return r.acknowledges(timeline.OpSync) },
	"watch_delivery":         watchEvents,
	writeOrder:               func(r *record) bool { return len(r.acked) > 0 },
	"watch_order":            watchEvents,
}

// History is a correct history that can be mutated.
type History struct{ record *record }

// NewHistory analyses a correct history.
func NewHistory(events []timeline.Event) *History { return &History{newRecord(events)} }

// Events returns the history itself.
func (h *History) Events() []timeline.Event { return h.record.events }

// Mutate returns the history with one violation, at a place that the seed chooses; false
// if there is no place for it.
func (h *History) Mutate(kind Kind, seed uint64) ([]timeline.Event, bool) {
	if h.record.tampered || kind.trees && !h.record.comparable() {
		return nil, false
	}
	places := kind.places(h.record)
	if len(places) == 0 {
		return nil, false
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	m := newMutant(h.record.events)
	places[rng.IntN(len(places))](m)
	return m.finish(), true
}

// Testable reports whether a history has all that is needed to judge a guarantee, so that
// its check must have an answer. It fails for a guarantee without an entry in requirements.
func (h *History) Testable(guarantee string) (bool, error) {
	required, ok := requirements[guarantee]
	if !ok {
		return false, fmt.Errorf("package mutants does not know what a history needs for %q: add it to requirements in kinds.go", guarantee)
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

// readsOwn reports whether a read shows what its session wrote and did not read before.
func readsOwn(r *record, i int) bool {
	op := r.events[i].Op
	n := r.world.Index(op.Path, op.Zxid)
	if n < 0 || r.lastRead(i, op.Path) >= n {
		return false
	}
	by := r.world.Past(op.Path)[n].Cause
	return by.Session == op.Session && by.Path == op.Path && by.Name != timeline.OpClose && by.Name != timeline.OpSetACL
}
