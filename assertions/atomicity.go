package assertions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var atomicity = harness.Kind[harness.Check]{
	Name:    "atomicity",
	Summary: "Of a transaction every part is shown or none, and an update that was refused leaves no trace.",
	New:     func() harness.Check { return Atomicity{} },
}

// Atomicity relies on a transaction being one entry of the order (MultiTxn), and a
// failure one that changes nothing (ErrorTxn).
type Atomicity struct{}

// Judge implements harness.Check.
func (Atomicity) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, atomicity.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.transactions+r.tested.refusals == 0 {
		return verdict.Untested("no transaction was made, and no update was refused")
	}
	return verdict.Holds("%s of transactions whole, and %s without a trace", plural(r.tested.transactions, "part"), plural(r.tested.refusals, "refusal"))
}
