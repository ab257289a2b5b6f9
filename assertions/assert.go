package assertions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var assert = harness.Kind[harness.Assertion]{
	Name:    "assert",
	Summary: "Checks a promise of ZooKeeper. When the condition is false the guarantee is violated, and the run goes on.",
	Plain:   `Assert {{.guarantee}}: {{.condition}}`,
	Waits:   "Evaluates once.",
	Example: `assert {
  condition = session.app.timeout > 0
  guarantee = "availability"
}`,
	New: func() harness.Assertion { return &Assert{} },
}

// Assert implements the word assert.
type Assert struct {
	Condition      hcl.Expression `hcl:"condition" type:"bool" doc:"What ZooKeeper promises."`
	Name           string         `hcl:"guarantee" doc:"Guarantee that is violated when the condition is false."`
	GuaranteeRange hcl.Range      `hcl:"guarantee,attr_value_range"`
}

// Observe implements harness.Assertion.
func (a *Assert) Observe(ctx context.Context, env *harness.Env) verdict.Verdict {
	return evaluate(ctx, env, a.Condition)
}

// Guarantee implements harness.Promiser.
func (a *Assert) Guarantee() string { return a.Name }

// Validate implements harness.Validator.
func (a *Assert) Validate(*spec.Scenario) hcl.Diagnostics {
	if _, ok := timeline.LookupGuarantee(a.Name); !ok {
		return hcl.Diagnostics{spec.NoSuchGuarantee(a.Name, a.GuaranteeRange)}
	}
	return nil
}
