package assertions

import (
	"context"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var require = harness.Kind[harness.Assertion]{
	Name:    "require",
	Summary: "Requires a precondition. Without it the run is inconclusive.",
	Plain:   `Require {{.condition}}{{with .within}} within {{.}}{{end}}`,
	Waits:   `Polls until the condition is true, at most {{or .within "5 s"}}: a server's log may arrive a little later than its answers.`,
	Example: `require { condition = length(followers) == 4 }`,
	New:     func() harness.Assertion { return &Require{} },
}

// Require implements the word require.
type Require struct {
	Condition   hcl.Expression `hcl:"condition" type:"bool" doc:"What must be true."`
	WithinText  string         `hcl:"within,optional" doc:"How long it may take. Default: \"5s\"."`
	WithinRange hcl.Range      `hcl:"within,attr_value_range"`
}

// requireLimit covers the delay of a log. To wait for a state there is await.
const requireLimit = 5 * time.Second

// Observe implements harness.Assertion.
func (r *Require) Observe(ctx context.Context, env *harness.Env) verdict.Verdict {
	return evaluate(ctx, env, r.Condition)
}

// Within implements harness.Waiter.
func (r *Require) Within() time.Duration {
	d, _ := parseWithin(r.WithinText, requireLimit) // Validate has seen it
	return d
}

// Validate implements harness.Validator.
func (r *Require) Validate(*spec.Scenario) hcl.Diagnostics {
	return validWithin(r.WithinText, r.WithinRange)
}
