package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var exists = harness.Kind[harness.Action]{
	Name:    "exists",
	Summary: "Reads the Stat of a znode. That there is none is no error; the result then has the code NoNode.",
	Label:   "path",
	Plain:   `Ask for the Stat of {{.path}}{{with .child}} (its child {{.}}){{end}}` + plainEnd,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `exists "/lock" { as = "lock" }`,
	New:     func() harness.Action { return &Exists{} },
}

// Exists is the word exists.
type Exists struct {
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Exists) Run(ctx context.Context, env *harness.Env) error {
	return do(ctx, env, &a.Operation, session.Request{Op: timeline.OpExists})
}

// Validate implements harness.Validator.
func (a *Exists) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return validOperation(sc, &a.Operation)
}

// Predict implements forecast.Predictor.
func (a *Exists) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Operation.Rest.predict(f, forecast.Ask, a.Operation.PathRange)
}
