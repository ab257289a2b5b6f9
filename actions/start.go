package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var start = harness.Kind[harness.Action]{
	Name:    "start",
	Summary: "Starts servers on their data as it is, with another release or configuration if it says so.",
	Plain:   `Start[ {servers server}][ {servers servers}][ on release {release}][ with {config} in zoo.cfg][ with the properties {properties}][ listing {servers server_list}]`,
	Waits:   "Does not wait until they serve; await says what to wait for.",
	Receipt: "the process runs, and what has changed.",
	Setup:   `kill { servers = [1, 2] }`,
	Example: `start { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processStart{do: startServers, predict: (*forecast.Forecast).Start}
	},
}

func startServers(ctx context.Context, env *harness.Env, ids []int, c spec.Change) error {
	return env.Cluster.Each(ids, func(s *cluster.Server) error { return s.Start(ctx, c) })
}
