package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

var heal = harness.Kind[harness.Action]{
	Name:    "heal",
	Summary: "Ends every partition, isolation and cut. Machines without power stay silent.",
	Plain:   `Heal all partitions, isolations and cuts`,
	Waits:   "Waits until probes confirm it.",
	Receipt: "probe datagrams arrive in all directions.",
	Setup:   `isolate { server = 1 }`,
	Example: `heal {}`,
	New:     func() harness.Action { return &Heal{} },
}

// Heal implements the word heal.
type Heal struct {
	Range hcl.Range `hcl:",def_range"`
}

// Run implements harness.Action.
func (*Heal) Run(ctx context.Context, env *harness.Env) error { return env.Cluster.Network.Heal(ctx) }

// Needs implements harness.Needer.
func (*Heal) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanCut} }

// Predict implements forecast.Predictor.
func (*Heal) Predict(f *forecast.Forecast) hcl.Diagnostics {
	f.Heal()
	return nil
}
