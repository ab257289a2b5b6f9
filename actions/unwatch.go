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

var unwatch = harness.Kind[harness.Action]{
	Name:    "unwatch",
	Summary: "Takes a session's watches of a znode away (3.5.0 and later). The server is asked whatever the client knows of.",
	Label:   "path",
	Plain:   `Take the {mode} watches of {path}[ (its child {child})] away` + plainEnd,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Setup:   `watch "/config" { mode = "exists" }`,
	Example: `unwatch "/config" { mode = "data" }`,
	New:     func() harness.Action { return &Unwatch{} },
}

// Unwatch is the word unwatch.
type Unwatch struct {
	Mode      timeline.WatchMode `hcl:"mode" doc:"Which: data (of exists too), children, any, and since 3.9.0 persistent and persistent_recursive."`
	ModeRange hcl.Range          `hcl:"mode,attr_value_range"`
	Operation operation          `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Unwatch) Run(ctx context.Context, env *harness.Env) error {
	return do(ctx, env, &a.Operation, session.Request{Op: timeline.OpUnwatch, Watch: a.Mode})
}

// Validate implements harness.Validator.
func (a *Unwatch) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(validOperation(sc, &a.Operation), validName("No such mode", a.Mode, session.UnwatchModes(), a.ModeRange)...)
}

// Predict implements forecast.Predictor.
func (a *Unwatch) Predict(f *forecast.Forecast) hcl.Diagnostics {
	since := "3.5.0"
	if stays(a.Mode) {
		since = "3.9.0"
	}
	if diags := a.Operation.Rest.since(f, since, "taking such watches away", a.ModeRange); diags.HasErrors() {
		return diags
	}
	return a.Operation.Rest.predict(f, forecast.Ask, a.Operation.PathRange)
}
