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

var children = harness.Kind[harness.Action]{
	Name:    "children",
	Summary: "Lists the children of a znode, sorted by name.",
	Label:   "path",
	Plain:   `List the children of {{.path}}{{with .child}} (its child {{.}}){{end}}` + plainEnd,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/queue" {}`,
	Example: `children "/queue" { as = "jobs" }`,
	New:     func() harness.Action { return &Children{} },
}

// Children is the word children.
type Children struct {
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Children) Run(ctx context.Context, env *harness.Env) error {
	return do(ctx, env, &a.Operation, session.Request{Op: timeline.OpChildren})
}

// Validate implements harness.Validator.
func (a *Children) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return validOperation(sc, &a.Operation)
}

// Predict implements forecast.Predictor.
func (a *Children) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Operation.Rest.predict(f, forecast.Ask, a.Operation.PathRange)
}
