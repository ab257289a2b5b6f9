package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var restart = harness.Kind[harness.Action]{
	Name:    "restart",
	Summary: "Stops servers with SIGTERM and starts them again, with another release or configuration if given.",
	Plain:   `Stop {{servers .server .servers}} with SIGTERM, and start again{{with .release}} on release {{.}}{{end}}{{with .config}} with {{.}} in zoo.cfg{{end}}{{with .properties}} with the properties {{.}}{{end}}{{with .server_list}} listing {{servers .}}{{end}}`,
	Waits:   "Does not wait until the servers serve; use await.",
	Receipt: "the exit of the old process, the new process, and which settings have changed.",
	Example: `restart { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processStart{do: restartServers, predict: predictRestart}
	},
}

func restartServers(ctx context.Context, env *harness.Env, ids []int, c spec.Change) error {
	return env.Cluster.Restart(ctx, ids, c)
}

func predictRestart(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return append(f.Stop(ids, at), f.Start(ids, at)...)
}
