package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var restart = harness.Kind[harness.Action]{
	Name:    "restart",
	Summary: "Stops servers with SIGTERM and starts them again, with another release or configuration if it says so.",
	Plain:   `Stop[ {servers server}][ {servers servers}] with SIGTERM, and start again[ on release {release}][ with {config} in zoo.cfg][ with the properties {properties}][ listing {servers server_list}]`,
	Waits:   "Does not wait until they serve; await says what to wait for.",
	Receipt: "the exit of the old process, the new one, and what has changed.",
	Example: `restart { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processStart{do: restartServers, predict: predictRestart}
	},
}

func restartServers(ctx context.Context, env *harness.Env, ids []int, c spec.Change) error {
	return env.Cluster.Each(ids, func(s *cluster.Server) error { return s.Restart(ctx, c) })
}

func predictRestart(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return append(f.Stop(ids, at), f.Start(ids, at)...)
}
