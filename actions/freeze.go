package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// freeze implements the words that freeze and resume servers.
type freeze struct {
	Targets serverTargets `hcl:",remain"`

	do     func(*cluster.Server, context.Context) error
	frozen bool // after the word
}

var (
	_ harness.Action     = (*freeze)(nil)
	_ harness.Validator  = (*freeze)(nil)
	_ harness.Needer     = (*freeze)(nil)
	_ forecast.Predictor = (*freeze)(nil)
)

// Run implements harness.Action.
func (a *freeze) Run(ctx context.Context, env *harness.Env) error {
	return env.Cluster.Each(a.Targets.ids(), func(s *cluster.Server) error { return a.do(s, ctx) })
}

// Needs implements harness.Needer.
func (a *freeze) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanPause} }

// Validate implements harness.Validator.
func (a *freeze) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Targets.validate(sc) }

// Predict implements forecast.Predictor.
func (a *freeze) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Targets.predict(f, func(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
		return f.Freeze(ids, a.frozen, at)
	})
}
