package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var durability = harness.Kind[harness.Check]{
	Name:    "durability",
	Summary: "Every update that was acknowledged is in the tree that most servers have at the end.",
	New:     func() harness.Check { return Durability{} },
}

// Durability relies on an acknowledged update being on the disks of a quorum
// (SyncRequestProcessor), so that every later leader has it.
type Durability struct{}

// Judge implements harness.Check.
func (Durability) Judge(events []timeline.Event) harness.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, durability.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.updates == 0 {
		return harness.Untested("no update was acknowledged")
	}
	if len(r.trees) == 0 {
		return harness.Undecided("no server's tree was read")
	}
	return harness.Holds("%s are there at the end", plural(r.tested.updates, "update"))
}
