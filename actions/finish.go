package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
)

var finish = harness.Kind[harness.Action]{
	Name:    "finish",
	Summary: "Ends a load that background started. Loads that still run end after the last step.",
	Label:   "name",
	Plain:   `End the load "{{.name}}"`,
	Waits:   "Waits for the replies to its last requests.",
	Receipt: "the number of requests and how they ended.",
	Setup:   `background "load" { path = "/load" }`,
	Example: `finish "load" {}`,
	New:     func() harness.Action { return &Finish{} },
}

// Finish implements the word finish.
type Finish struct {
	Name      string    `hcl:"name,label"`
	NameRange hcl.Range `hcl:"name,label_range"`
}

// Run implements harness.Action.
func (a *Finish) Run(ctx context.Context, env *harness.Env) error {
	summary, err := env.Finish(ctx, a.Name)
	if err != nil {
		return err
	}
	env.Cluster.Receipt("harness", "finish "+a.Name, summary)
	return nil
}

// Predict implements forecast.Predictor.
func (a *Finish) Predict(f *forecast.Forecast) hcl.Diagnostics { return f.Finish(a.Name, a.NameRange) }
