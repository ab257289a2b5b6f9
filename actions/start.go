package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var start = harness.Kind[harness.Action]{
	Name:    "start",
	Summary: "Starts servers on their existing data, with another release or configuration if given.",
	Plain:   `Start {{servers .server .servers}}{{with .release}} on release {{.}}{{end}}{{with .config}} with {{.}} in zoo.cfg{{end}}{{with .properties}} with the properties {{.}}{{end}}{{with .server_list}} listing {{servers .}}{{end}}{{if is .may_be_up "true"}}; one that is up already stays up{{end}}`,
	Waits:   "Does not wait until the servers serve; use await.",
	Receipt: "the new process, and which settings have changed.",
	Cases: []harness.Case{
		{Attribute: "may_be_up", Value: "true", Receipt: "the new process; of a server that was up already, the process that runs."},
	},
	Setup:   `kill { servers = [1, 2] }`,
	Example: `start { servers = [1, 2] }`,
	New:     func() harness.Action { return &Start{} },
}

// Start implements the word start.
type Start struct {
	MayBeUp      bool         `hcl:"may_be_up,optional" doc:"Whether a server may be up already, with its present settings: the word changes none then. Default: false."`
	MayBeUpRange hcl.Range    `hcl:"may_be_up,attr_value_range"`
	Start        processStart `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Start) Run(ctx context.Context, env *harness.Env) error {
	if a.MayBeUp {
		return env.Cluster.StartThoseDown(ctx, a.Start.Targets.ids())
	}
	return env.Cluster.Start(ctx, a.Start.Targets.ids(), a.Start.change(env.Scenario.Inputs))
}

// Releases implements harness.Releaser.
func (a *Start) Releases(sc *spec.Scenario) []string { return a.Start.releases(sc) }

// Validate implements harness.Validator.
func (a *Start) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Start.validate(sc)
	if a.MayBeUp && a.Start.changes() {
		diags = append(diags, spec.Errorf(a.MayBeUpRange, "Contradictory start", "A server that is up already would keep its settings. To change them whether it is up or down, use restart with may_be_down = true."))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Start) Predict(f *forecast.Forecast) hcl.Diagnostics {
	if !a.MayBeUpRange.Empty() {
		return a.Start.predict(f, (*forecast.Forecast).StartThoseDown)
	}
	return a.Start.predict(f, (*forecast.Forecast).Start)
}
