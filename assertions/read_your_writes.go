package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var readYourWrites = harness.Kind[harness.Check]{
	Name:    "read_your_writes",
	Summary: "What a session has written, and was told so, its later replies show.",
	New:     func() harness.Check { return ReadYourWrites{} },
}

// ReadYourWrites relies on the replies of a session coming in the order of its
// requests (CommitProcessor), so that a look behind an update is at or beyond it.
type ReadYourWrites struct{}

// Judge implements harness.Check.
func (ReadYourWrites) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, readYourWrites.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.ownLooks == 0 {
		return verdict.Untested("no session looked at what it had written")
	}
	return verdict.Holds("%s at what the session itself had written last showed it", plural(r.tested.ownLooks, "look"))
}
