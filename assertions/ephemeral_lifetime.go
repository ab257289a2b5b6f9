package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var ephemeralLifetime = harness.Kind[harness.Check]{
	Name:    "ephemeral_lifetime",
	Summary: "An ephemeral znode belongs to the session that made it, is there while that lives, and is gone from its end on.",
	New:     func() harness.Check { return EphemeralLifetime{} },
}

// EphemeralLifetime relies on the end of a session being one entry of the order, at
// which all its znodes go (DataTree.killSession).
type EphemeralLifetime struct{}

// Judge implements harness.Check.
func (EphemeralLifetime) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, ephemeralLifetime.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.ephemerals == 0 {
		return verdict.Untested("no ephemeral znode was made")
	}
	return verdict.Holds("%s, each for as long as its session", plural(r.tested.ephemerals, "ephemeral znode"))
}
