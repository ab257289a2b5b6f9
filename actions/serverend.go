package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// mayBeDownTemplate describes may_be_down, at the end of a Plain.
const mayBeDownTemplate = `{{if is .may_be_down "true"}}; one that is down already stays down{{end}}`

// casesOfDown lists the receipts of words that accept servers that are down.
var casesOfDown = []harness.Case{
	{Attribute: "may_be_down", Value: "true", Receipt: "the exit of the process; of a server that was down already, how its process ended."},
}

// serverEnd implements the words that end the processes of servers.
type serverEnd struct {
	MayBeDown      bool          `hcl:"may_be_down,optional" doc:"Whether a server may be down already, such as one that has ended by itself. Default: false."`
	MayBeDownRange hcl.Range     `hcl:"may_be_down,attr_value_range"`
	Targets        serverTargets `hcl:",remain"`

	do func(s *cluster.Server, ctx context.Context, mayBeDown bool) error
	// heeds is true for a word whose signal a frozen server ignores.
	heeds bool
}

var (
	_ harness.Action     = (*serverEnd)(nil)
	_ harness.Validator  = (*serverEnd)(nil)
	_ forecast.Predictor = (*serverEnd)(nil)
)

// Run implements harness.Action.
func (a *serverEnd) Run(ctx context.Context, env *harness.Env) error {
	return env.Cluster.Each(a.Targets.ids(), func(s *cluster.Server) error { return a.do(s, ctx, a.MayBeDown) })
}

// Validate implements harness.Validator.
func (a *serverEnd) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Targets.validate(sc) }

// Predict implements forecast.Predictor.
func (a *serverEnd) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Targets.predict(f, func(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
		return predictEnd(f, ids, at, a.heeds, !a.MayBeDownRange.Empty())
	})
}

// predictEnd predicts the ends of servers, and reports those that are frozen and have to heed
// SIGTERM, and unless they may be down those that do not run.
func predictEnd(f *forecast.Forecast, ids []int, at hcl.Range, heeds, mayBeDown bool) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if heeds {
		diags = f.MustHeed(ids, at)
	}
	if mayBeDown {
		f.EndThoseUp(ids)
		return diags
	}
	return append(diags, f.End(ids, at)...)
}
