package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

var powerOff = harness.Kind[harness.Action]{
	Name:    "power_off",
	Summary: "Cuts the power of servers' machines: they fall silent, so that connections hang and nothing is refused, and then their processes are killed.",
	Plain:   `Cut the power of {{servers .server .servers}}`,
	Waits:   "Waits until the machines are silent and the processes have exited.",
	Receipt: "the rules that the kernels list, probes that do not arrive, and the exits of the processes.",
	Example: `power_off { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: cutPower, predict: (*forecast.Forecast).PowerOff, needs: []runtime.Capability{runtime.CanCut}}
	},
}

func cutPower(ctx context.Context, env *harness.Env, ids []int) error {
	return env.Cluster.PowerOff(ctx, ids)
}
