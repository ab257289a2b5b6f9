package assertions

import (
	"context"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var assert = harness.Kind[harness.Assertion]{
	Name:    "assert",
	Summary: "Checks a promise of ZooKeeper. When the condition is false, or with within does not become true in time, the guarantee is violated, and the run goes on.",
	Plain:   `Assert {{.guarantee}}: {{.condition}}{{with .within}} within {{.}}{{end}}`,
	Waits:   "Evaluates once.",
	Cases: []harness.Case{
		{Attribute: "within", Waits: "polls until the condition is true, at most {{.within}}."},
	},
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
	WithinText     string         `hcl:"within,optional" doc:"How long it may take until the condition is true. Default: it must be true at once."`
	WithinRange    hcl.Range      `hcl:"within,attr_value_range"`
}

// Observe implements harness.Assertion.
func (a *Assert) Observe(ctx context.Context, env *harness.Env) verdict.Verdict {
	return evaluate(ctx, env, a.Condition)
}

// Guarantee implements harness.Promiser.
func (a *Assert) Guarantee() string { return a.Name }

// Within implements harness.Waiter.
func (a *Assert) Within() time.Duration {
	d, _ := parseWithin(a.WithinText, 0) // Validate reports errors
	return d
}

// Validate implements harness.Validator.
func (a *Assert) Validate(*spec.Scenario) hcl.Diagnostics {
	diags := validWithin(a.WithinText, a.WithinRange)
	if _, ok := timeline.LookupGuarantee(a.Name); !ok {
		diags = append(diags, spec.NoSuchGuarantee(a.Name, a.GuaranteeRange))
	}
	return diags
}
