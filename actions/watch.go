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

var watch = harness.Kind[harness.Action]{
	Name:    "watch",
	Summary: "Sets a watch on a znode. Its events are in session.NAME.events; watches come along when the session moves, as with ZooKeeper's own client.",
	Label:   "path",
	Plain:   `Set a watch ({{.mode}}) on {{.path}}{{with .child}} (its child {{.}}){{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `watch "/config" { mode = "exists" }`,
	New:     func() harness.Action { return &Watch{} },
}

// Watch implements the word watch.
type Watch struct {
	Mode      timeline.WatchMode `hcl:"mode" doc:"data, children or exists, which read the znode and fire once; persistent or persistent_recursive, which stay (3.6.0 and later)."`
	ModeRange hcl.Range          `hcl:"mode,attr_value_range"`
	Operation operation          `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Watch) Run(ctx context.Context, env *harness.Env) error {
	return sendOperation(ctx, env, &a.Operation, session.Request{Op: timeline.OpWatch, Watch: a.Mode})
}

// Validate implements harness.Validator.
func (a *Watch) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(validOperation(sc, &a.Operation), validMode(a.Mode, session.WatchModes(), a.ModeRange)...)
}

// Result implements harness.Resulter.
func (a *Watch) Result() map[string]cty.Value {
	return a.Operation.Options.result(timeline.Op{Name: timeline.OpWatch, Watch: string(a.Mode)})
}

// Predict implements forecast.Predictor.
func (a *Watch) Predict(f *forecast.Forecast) hcl.Diagnostics {
	if isPersistent(a.Mode) {
		if diags := a.Operation.Options.since(f, "3.6.0", "persistent watches", a.ModeRange); diags.HasErrors() {
			return diags
		}
	}
	return a.Operation.Options.predict(f, forecast.Ask, a.Operation.PathRange)
}

// isPersistent reports whether watches of the mode stay after an event.
func isPersistent(m timeline.WatchMode) bool {
	return m == timeline.WatchPersistent || m == timeline.WatchRecursive
}
