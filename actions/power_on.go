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
	Summary: "Gives machines their power back and starts their servers on their data as it is. Other faults of the network stay.",
	Plain:   `Give[ {servers server}][ {servers servers}] power again[, on release {release}][, with {config} in zoo.cfg][, with the properties {properties}][, listing {servers server_list}]`,
	Waits:   "Does not wait until they serve; await says what to wait for.",
	Receipt: "probes that arrive again, the processes run, and what has changed.",
	Setup:   `power_off { servers = [1, 2] }`,
	Example: `power_on { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processStart{do: givePower, predict: (*forecast.Forecast).PowerOn, needs: []runtime.Capability{runtime.CanCut}}
	},
}

func givePower(ctx context.Context, env *harness.Env, ids []int, c spec.Change) error {
	return env.Cluster.PowerOn(ctx, ids, c)
}
