package actions

import (
	"context"

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
	New: func() harness.Action {
		return &processStart{do: givePower, predict: (*forecast.Forecast).PowerOn, needs: []runtime.Capability{runtime.CanCut}}
	},
}

func givePower(ctx context.Context, env *harness.Env, ids []int, c spec.Change) error {
	return env.Cluster.PowerOn(ctx, ids, c)
}
