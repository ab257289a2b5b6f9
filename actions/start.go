package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var start = harness.Kind[harness.Action]{
	Name:    "start",
	Summary: "Starts servers on their existing data, with another release or configuration if given.",
	Plain:   `Start {{servers .server .servers}}{{with .release}} on release {{.}}{{end}}{{with .config}} with {{.}} in zoo.cfg{{end}}{{with .properties}} with the properties {{.}}{{end}}{{with .server_list}} listing {{servers .}}{{end}}`,
	Waits:   "Does not wait until the servers serve; use await.",
	Receipt: "the new process, and which settings have changed.",
	Setup:   `kill { servers = [1, 2] }`,
	Example: `start { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processStart{do: startServers, predict: (*forecast.Forecast).Start}
	},
}

func startServers(ctx context.Context, env *harness.Env, ids []int, c spec.Change) error {
	return env.Cluster.Start(ctx, ids, c)
}
