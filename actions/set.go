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

var set = harness.Kind[harness.Action]{
	Name:    "set",
	Summary: "Writes the data of a znode.",
	Label:   "path",
	Plain:   `Set {{.path}}{{with .child}} (its child {{.}}){{end}}{{with .data}} to {{quoted .}}{{end}}{{with .size}} to {{.}} of data{{end}}{{with .version}} if its version is {{.}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/config" {}`,
	Example: `set "/config" { data = "2" }`,
	New:     func() harness.Action { return &Set{} },
}

// Set implements the word set.
type Set struct {
	Version *int32               `hcl:"version,optional" doc:"Version that the znode must have. Default: any."`
	Data    znodeData[operation] `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Set) Run(ctx context.Context, env *harness.Env) error {
	return sendOperation(ctx, env, &a.Data.Znode, session.Request{
		Op: timeline.OpSet, Data: a.Data.bytes(), Version: valueOr(a.Version, session.AnyVersion),
	})
}

// Validate implements harness.Validator.
func (a *Set) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(validOperation(sc, &a.Data.Znode), a.Data.validateData()...)
}

// Result implements harness.Resulter.
func (a *Set) Result() map[string]cty.Value {
	return a.Data.Znode.Options.result(timeline.Op{Name: timeline.OpSet})
}

// Predict implements forecast.Predictor.
func (a *Set) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Data.Znode.Options.predict(f, forecast.Commit, a.Data.Znode.PathRange)
}
