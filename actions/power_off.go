package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

var powerOff = harness.Kind[harness.Action]{
	Name:    "power_off",
	Summary: "Takes the power from the machines of servers: they fall silent, so that connections hang and nothing is refused, and then their processes are killed.",
	Plain:   `Take the power from[ {servers server}][ {servers servers}]`,
	Waits:   "Waits until the machines are silent and the processes are gone.",
	Receipt: "the rules that the kernels list, probes that do not arrive, the exits of the processes.",
	Example: `power_off { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: cutPower, predict: (*forecast.Forecast).PowerOff, needs: []runtime.Capability{runtime.CanCut}}
	},
}

func cutPower(ctx context.Context, env *harness.Env, ids []int) error {
	return env.Cluster.PowerOff(ctx, ids)
}
