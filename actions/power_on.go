package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var powerOn = harness.Kind[harness.Action]{
	Name:    "power_on",
	Summary: "Restores the power of machines and starts their servers on their existing data. Other faults of the network stay.",
	Plain:   `Restore the power of {{servers .server .servers}}{{with .release}}, on release {{.}}{{end}}{{with .config}}, with {{.}} in zoo.cfg{{end}}{{with .properties}}, with the properties {{.}}{{end}}{{with .server_list}}, listing {{servers .}}{{end}}`,
	Waits:   "Does not wait until the servers serve; use await.",
	Receipt: "probes that arrive again, the new processes, and which settings have changed.",
	Setup:   `power_off { servers = [1, 2] }`,
	Example: `power_on { servers = [1, 2] }`,
	New:     func() harness.Action { return &PowerOn{} },
}

// PowerOn implements the word power_on.
type PowerOn struct {
	Start processStart `hcl:",remain"`
}

// Run implements harness.Action.
func (a *PowerOn) Run(ctx context.Context, env *harness.Env) error {
	return env.Cluster.PowerOn(ctx, a.Start.Targets.ids(), a.Start.change(env.Scenario.Inputs))
}

// Releases implements harness.Releaser.
func (a *PowerOn) Releases(sc *spec.Scenario) []string { return a.Start.releases(sc) }

// Needs implements harness.Needer.
func (a *PowerOn) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanCut} }

// Validate implements harness.Validator.
func (a *PowerOn) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Start.validate(sc) }

// Predict implements forecast.Predictor.
func (a *PowerOn) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Start.predict(f, (*forecast.Forecast).PowerOn)
}
