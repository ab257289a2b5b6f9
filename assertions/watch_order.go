package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var watchOrder = harness.Kind[harness.Check]{
	Name:    "watch_order",
	Summary: "The event of a watch comes before any reply that shows the change, and events come in the order of their changes.",
	New:     func() harness.Check { return WatchOrder{} },
}

// WatchOrder relies on events and replies of a session passing on one connection in
// the order in which the server made them.
type WatchOrder struct{}

// Judge implements harness.Check.
func (WatchOrder) Judge(events []timeline.Event) verdict.Verdict {
	return watchedOf(events).verdict(watchOrder.Name, "events came before what they told of was shown, in the order of the changes")
}
