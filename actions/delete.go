package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var deleteZnode = harness.Kind[harness.Action]{
	Name:    "delete",
	Summary: "Deletes a znode.",
	Label:   "path",
	Plain:   `Delete {{.path}}{{with .child}} (its child {{.}}){{end}}{{with .version}} if its version is {{.}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/config" {}`,
	Example: `delete "/config" {}`,
	New:     func() harness.Action { return &Delete{} },
}

// Delete implements the word delete.
type Delete struct {
	Version   *int32    `hcl:"version,optional" doc:"Version that the znode must have. Default: any."`
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Delete) Run(ctx context.Context, env *harness.Env) error {
	return sendOperation(ctx, env, &a.Operation, session.Request{Op: timeline.OpDelete, Version: valueOr(a.Version, session.AnyVersion)})
}

// Validate implements harness.Validator.
func (a *Delete) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return validOperation(sc, &a.Operation)
}

// Result implements harness.Resulter.
func (a *Delete) Result() map[string]cty.Value {
	return a.Operation.Options.result(timeline.Op{Name: timeline.OpDelete})
}

// Predict implements forecast.Predictor.
func (a *Delete) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Operation.Options.predict(f, forecast.Commit, a.Operation.PathRange)
}
