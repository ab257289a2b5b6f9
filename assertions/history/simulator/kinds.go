package simulator

import (
	"math/rand/v2"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Kind is one way to break one promise, and nothing else.
type Kind struct {
	Name string
	// Guarantee is the one that decision 15 blames.
	Guarantee string
	// Updates tells that the updates of one znode have another order, or other ends.
	// Then they are not linearizable, unless others were on their way at the same time.
	Updates bool

	places func(*record) []place
}

// place breaks the history at one place.
type place func(*mutant)

// Kinds are all of them, by guarantee.
func Kinds() []Kind {
	var all []Kind
	for _, some := range [][]Kind{staleKinds(), lookKinds(), sequenceKinds(), syncKinds(), treeKinds(), atomicityKinds(), ephemeralKinds(), aclKinds(), diskKinds(), watchKinds()} {
		all = append(all, some...)
	}
	return all
}

// History is one that can be broken in many ways.
type History struct{ record *record }

// NewHistory takes a correct history.
func NewHistory(events []timeline.Event) *History { return &History{newRecord(events)} }

// Mutate breaks the history in one way, at a place that the seed chooses. It
// answers false when there is no place for it.
func (h *History) Mutate(kind Kind, seed uint64) ([]timeline.Event, bool) {
	places := kind.places(h.record)
	if len(places) == 0 {
		return nil, false
	}
	rng := rand.New(rand.NewPCG(seed, seed2))
	m := newMutant(h.record.events)
	pick(rng, places)(m)
	return m.finish(), true
}
