package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var sequentialConsistency = harness.Kind[harness.Check]{
	Name:    "sequential_consistency",
	Summary: "The updates of a session have zxids in the order in which it sent them, each behind all that it had seen, and its replies come in that order.",
	New:     func() harness.Check { return SequentialConsistency{} },
}

// SequentialConsistency relies on the leader giving zxids to the requests of a session
// in the order in which they came (PrepRequestProcessor).
type SequentialConsistency struct{}

// Judge implements harness.Check.
func (SequentialConsistency) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, sequentialConsistency.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.updates == 0 {
		return verdict.Untested("no update was acknowledged")
	}
	return verdict.Holds("%s came in the order in which they were sent", plural(r.tested.updates, "update"))
}
