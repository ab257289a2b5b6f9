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

var unwatch = harness.Kind[harness.Action]{
	Name:    "unwatch",
	Summary: "Removes a session's watches of a znode (3.5.0 and later). The request is sent even if the client has no such watch.",
	Label:   "path",
	Plain:   `Remove the {{.mode}} watches of {{.path}}{{with .child}} (its child {{.}}){{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `watch "/config" { mode = "exists" }`,
	Example: `unwatch "/config" { mode = "data" }`,
	New:     func() harness.Action { return &Unwatch{} },
}

// Unwatch implements the word unwatch.
type Unwatch struct {
	Mode      timeline.WatchMode `hcl:"mode" doc:"data (including those of exists), children, any, and since 3.9.0 persistent and persistent_recursive."`
	ModeRange hcl.Range          `hcl:"mode,attr_value_range"`
	Operation operation          `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Unwatch) Run(ctx context.Context, env *harness.Env) error {
	return sendOperation(ctx, env, &a.Operation, session.Request{Op: timeline.OpUnwatch, Watch: a.Mode})
}

// Validate implements harness.Validator.
func (a *Unwatch) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(validOperation(sc, &a.Operation), validMode(a.Mode, session.UnwatchModes(), a.ModeRange)...)
}

// Result implements harness.Resulter.
func (a *Unwatch) Result() map[string]cty.Value {
	return a.Operation.Options.result(timeline.Op{Name: timeline.OpUnwatch})
}

// Predict implements forecast.Predictor.
func (a *Unwatch) Predict(f *forecast.Forecast) hcl.Diagnostics {
	since := "3.5.0"
	if isPersistent(a.Mode) {
		since = "3.9.0"
	}
	if diags := a.Operation.Options.since(f, since, "removing watches of this mode", a.ModeRange); diags.HasErrors() {
		return diags
	}
	return a.Operation.Options.predict(f, forecast.Ask, a.Operation.PathRange)
}
