package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var durability = harness.Kind[harness.Check]{
	Name:    "durability",
	Summary: "Every update that was acknowledged is in the tree that most servers have at the end; where no tree could be read, on the disks of a majority.",
	New:     func() harness.Check { return Durability{} },
}

// Durability relies on an acknowledged update being on the disks of a quorum
// (SyncRequestProcessor), so that every later leader has it.
type Durability struct{}

// Judge implements harness.Check.
func (Durability) Judge(events []timeline.Event) verdict.Verdict {
	r, d := replayOf(events), disksOf(events)
	found := blamed(r.found, durability.Name)
	if len(r.trees) == 0 && len(d.events) > 0 {
		found = d.lost(r.updates)
	}
	switch {
	case len(r.trees) == 0 && len(found) > 0 && d.tampered != nil:
		return verdict.Undecided("no server's tree was read, and the disks are not as the servers left them: %s", tell(d.tampered))
	case len(r.trees) == 0 && len(d.events) == 0 && r.tested.updates > 0:
		return verdict.Undecided("no server's tree was read, and no disk")
	case len(found) > 0:
		return broken(found)
	case r.tested.updates == 0:
		return verdict.Untested("no update was acknowledged")
	case len(r.trees) == 0:
		return verdict.Holds("%s found on the disks of a majority", plural(r.tested.updates, "update"))
	}
	return verdict.Holds("%s found at the end", plural(r.tested.updates, "update"))
}
