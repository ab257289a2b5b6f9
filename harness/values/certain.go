package values

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Certain returns the attributes of an operation's result that are certain before the run, by
// name, for an operation that has this outcome or ends the run. op holds what is known of
// it: its name, the mode of a watch, the code of a refusal.
func Certain(op timeline.Op, outcome timeline.Outcome) map[string]cty.Value {
	certain := map[string]cty.Value{"outcome": cty.StringVal(string(outcome)), "code": cty.StringVal(op.Code)}
	certain["exists"] = existence(session.Result{Op: op, Outcome: outcome})
	if outcome != timeline.OK {
		return certain
	}
	certain["data"] = cty.UnknownVal(cty.String).RefineNotNull()
	if op.Name == timeline.OpExists || op.Watch == string(timeline.WatchExists) { // a missing znode is no error
		certain["code"] = cty.UnknownVal(cty.String).RefineNotNull()
		certain["exists"] = cty.UnknownVal(cty.Bool).RefineNotNull()
	}
	return certain
}
