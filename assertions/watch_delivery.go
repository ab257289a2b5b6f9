package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var watchDelivery = harness.Kind[harness.Check]{
	Name:    "watch_delivery",
	Summary: "A watch tells of the next change, once, and a persistent one of each; no event comes that no watch asked for.",
	New:     func() harness.Check { return WatchDelivery{} },
}

// WatchDelivery relies on a server telling of a change before it answers at or behind
// it, so that an event which has not come by then never will.
type WatchDelivery struct{}

// Judge implements harness.Check.
func (WatchDelivery) Judge(events []timeline.Event) verdict.Verdict {
	return watchedOf(events).verdict(watchDelivery.Name, "each told of what it had to, and of nothing else")
}
