package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var powerOff = harness.Kind[harness.Action]{
	Name:    "power_off",
	Summary: "Cuts the power of servers' machines: they fall silent, so that connections hang and nothing is refused, and then the processes that still run are killed.",
	Plain:   `{{if is .kill "true"}}Kill {{servers .server .servers}} with SIGKILL, then cut the power of their machines{{else}}Cut the power of {{servers .server .servers}}{{end}}`,
	Waits:   "Waits until the machines are silent and the processes have exited.",
	Receipt: "the rules that the kernels list, probes that do not arrive, and how the processes ended, by the word or before.",
	Example: `power_off { servers = [1, 2] }`,
	New:     func() harness.Action { return &PowerOff{} },
}

// PowerOff implements the word power_off.
type PowerOff struct {
	Kill    bool          `hcl:"kill,optional" doc:"Whether the processes are killed first, so that the kernels close their connections and others see that, before the machines fall silent. Default: false."`
	Targets serverTargets `hcl:",remain"`
}

// Run implements harness.Action.
func (a *PowerOff) Run(ctx context.Context, env *harness.Env) error {
	return env.Cluster.PowerOff(ctx, a.Targets.ids(), a.Kill)
}

// Needs implements harness.Needer.
func (a *PowerOff) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanCut} }

// Validate implements harness.Validator.
func (a *PowerOff) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Targets.validate(sc) }

// Predict implements forecast.Predictor.
func (a *PowerOff) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Targets.predict(f, (*forecast.Forecast).PowerOff)
}
