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
	Plain:   `Stop {{servers .server .servers}} with SIGTERM, and start again{{with .release}} on release {{.}}{{end}}{{with .config}} with {{.}} in zoo.cfg{{end}}{{with .properties}} with the properties {{.}}{{end}}{{with .server_list}} listing {{servers .}}{{end}}{{if is .may_be_down "true"}}; one that is down already is only started{{end}}`,
	Waits:   "Does not wait until the servers serve; use await.",
	Receipt: "the exit of the old process, the new process, and which settings have changed.",
	Cases: []harness.Case{
		{Attribute: "may_be_down", Value: "true", Receipt: "how the old process ended, by the word or before, the new process, and which settings have changed."},
	},
	Example: `restart { servers = [1, 2] }`,
	New:     func() harness.Action { return &Restart{} },
}

// Restart implements the word restart.
type Restart struct {
	MayBeDown      bool         `hcl:"may_be_down,optional" doc:"Whether a server may be down already, such as one that has ended by itself. Default: false."`
	MayBeDownRange hcl.Range    `hcl:"may_be_down,attr_value_range"`
	Start          processStart `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Restart) Run(ctx context.Context, env *harness.Env) error {
	return env.Cluster.Restart(ctx, a.Start.Targets.ids(), a.Start.change(env.Scenario.Inputs), a.MayBeDown)
}

// Releases implements harness.Releaser.
func (a *Restart) Releases(sc *spec.Scenario) []string { return a.Start.releases(sc) }

// Validate implements harness.Validator.
func (a *Restart) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Start.validate(sc) }

// Predict implements forecast.Predictor.
func (a *Restart) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Start.predict(f, func(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
		return append(predictEnd(f, ids, at, true, !a.MayBeDownRange.Empty()), f.Start(ids, at)...)
	})
}
