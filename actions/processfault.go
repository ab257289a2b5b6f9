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

// processFault implements the words that act on the processes of servers.
type processFault struct {
	Targets serverTargets `hcl:",remain"`

	do      func(context.Context, *harness.Env, []int) error
	predict func(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics
	needs   []runtime.Capability
}

var (
	_ harness.Action     = (*processFault)(nil)
	_ harness.Validator  = (*processFault)(nil)
	_ harness.Needer     = (*processFault)(nil)
	_ forecast.Predictor = (*processFault)(nil)
)

// onEach returns a function that calls do for all servers at the same time.
func onEach(do func(*cluster.Server, context.Context) error) func(context.Context, *harness.Env, []int) error {
	return func(ctx context.Context, env *harness.Env, ids []int) error {
		return env.Cluster.Each(ids, func(s *cluster.Server) error { return do(s, ctx) })
	}
}

// predictFreeze returns the forecast of words that freeze or resume servers.
func predictFreeze(frozen bool) func(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return func(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics { return f.Freeze(ids, frozen, at) }
}

// Run implements harness.Action.
func (p *processFault) Run(ctx context.Context, env *harness.Env) error {
	return p.do(ctx, env, p.Targets.ids())
}

// Needs implements harness.Needer.
func (p *processFault) Needs() []runtime.Capability { return p.needs }

// Validate implements harness.Validator.
func (p *processFault) Validate(sc *spec.Scenario) hcl.Diagnostics { return p.Targets.validate(sc) }

// Predict implements forecast.Predictor.
func (p *processFault) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return p.Targets.predict(f, p.predict)
}
