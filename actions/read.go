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

var read = harness.Kind[harness.Action]{
	Name:    "read",
	Summary: "Reads the data and the Stat of a znode.",
	Label:   "path",
	Plain:   `Read {{.path}}{{with .child}} (its child {{.}}){{end}}` + plainEnd,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/config" {}`,
	Example: `read "/config" { as = "before" }`,
	New:     func() harness.Action { return &Read{} },
}

// Read is the word read.
type Read struct {
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Read) Run(ctx context.Context, env *harness.Env) error {
	return do(ctx, env, &a.Operation, session.Request{Op: timeline.OpRead})
}

// Validate implements harness.Validator.
func (a *Read) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return validOperation(sc, &a.Operation)
}

// Predict implements forecast.Predictor.
func (a *Read) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Operation.Rest.predict(f, forecast.Ask, a.Operation.PathRange)
}
