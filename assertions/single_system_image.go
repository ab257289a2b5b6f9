package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var singleSystemImage = harness.Kind[harness.Check]{
	Name:    "single_system_image",
	Summary: "What a session looks at is never older than what it has seen before: a zxid that a reply carried, or the state of that znode and of its list of children.",
	New:     func() harness.Check { return SingleSystemImage{} },
}

// SingleSystemImage relies on every reply carrying the position of the server that
// answered. So a session that has seen a position must from then on find every update
// up to it.
type SingleSystemImage struct{}

// Judge implements harness.Check.
func (SingleSystemImage) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, singleSystemImage.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.looks == 0 {
		return verdict.Untested("no session looked at anything")
	}
	return verdict.Holds("no session saw the past in %s", plural(r.tested.looks, "look"))
}
