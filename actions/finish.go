package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/values"
)

var finish = harness.Kind[harness.Action]{
	Name:    "finish",
	Summary: "Ends a load that background started. Loads that still run end after the last step.",
	Label:   "name",
	Plain:   `End the load "{{.name}}"` + asTemplate,
	Waits:   "Waits for the replies to its last requests.",
	Receipt: "the number of operations, how they ended, and how long they took: those that the timeline records, without the creates of the znodes k0, k1 and so on.",
	Setup:   `background "load" { path = "/load" }`,
	Example: `finish "load" { as = "load" }`,
	New:     func() harness.Action { return &Finish{} },
}

// Finish implements the word finish.
type Finish struct {
	Name      string    `hcl:"name,label"`
	NameRange hcl.Range `hcl:"name,label_range"`
	As        string    `hcl:"as,optional" doc:"Name of the result: operations, errors and latency of the load."`
}

// Run implements harness.Action.
func (a *Finish) Run(ctx context.Context, env *harness.Env) error {
	summary, err := env.Finish(ctx, a.Name)
	if err != nil {
		return err
	}
	env.KeepSummary(a.As, summary)
	env.Cluster.Receipt("harness", "finish "+a.Name, summary.String())
	return nil
}

// Result implements harness.Resulter.
func (a *Finish) Result() map[string]cty.Value { return values.CertainSummary(false) }

// Predict implements forecast.Predictor.
func (a *Finish) Predict(f *forecast.Forecast) hcl.Diagnostics { return f.Finish(a.Name, a.NameRange) }
