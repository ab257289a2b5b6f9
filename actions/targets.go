package actions

import (
	"context"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// targets is how a word names the servers that it is for.
type targets struct {
	Server       *int      `hcl:"server,optional" doc:"Id of one server." group:"Choice of servers"`
	ServerRange  hcl.Range `hcl:"server,attr_value_range"`
	Servers      *[]int    `hcl:"servers,optional" doc:"Ids of several servers, handled at the same time. An empty list does nothing." group:"Choice of servers"`
	ServersRange hcl.Range `hcl:"servers,attr_value_range"`
	Range        hcl.Range `hcl:",def_range"`
}

func (t *targets) ids() []int {
	switch {
	case t.Server != nil:
		return []int{*t.Server}
	case t.Servers != nil:
		return *t.Servers
	default:
		return nil
	}
}

// validate demands exactly one way of naming servers, and servers that exist.
func (t *targets) validate(sc *spec.Scenario) hcl.Diagnostics {
	if (t.Server == nil) == (t.Servers == nil) {
		return hcl.Diagnostics{spec.Errorf(t.Range, "Which server?", "Say either server = ID or servers = [ID, ...]. A role such as leader counts only while somebody has it.")}
	}
	return validServers(sc, t.ids(), t.at())
}

// validServers demands servers that exist, each named once.
func validServers(sc *spec.Scenario, ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i, id := range ids {
		if sc.Ensemble.Server(id) == nil {
			diags = append(diags, spec.NoSuchServer(id, sc.Ensemble, at))
		}
		if slices.Contains(ids[:i], id) {
			diags = append(diags, spec.Errorf(at, "Same server twice", "Server %d is named twice.", id))
		}
	}
	return diags
}

// known tells whether all ids have values yet; before the run some may depend on
// the ensemble.
func (t *targets) known(sc *spec.Scenario) bool {
	if t.Server == nil && t.Servers == nil || t.Servers != nil && *t.Servers == nil {
		return false
	}
	return !slices.ContainsFunc(t.ids(), func(id int) bool { return sc.Ensemble.Server(id) == nil })
}

// at is where they are named.
func (t *targets) at() hcl.Range {
	if t.Server != nil {
		return t.ServerRange
	}
	return t.ServersRange
}

// processFault is a word that does something to the processes of some servers.
type processFault struct {
	Targets targets `hcl:",remain"`

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

// each does the same to each server, to all at the same time.
func each(do func(*cluster.Server, context.Context) error) func(context.Context, *harness.Env, []int) error {
	return func(ctx context.Context, env *harness.Env, ids []int) error {
		return env.Cluster.Each(ids, func(s *cluster.Server) error { return do(s, ctx) })
	}
}

// Run implements harness.Action.
func (f *processFault) Run(ctx context.Context, env *harness.Env) error {
	return f.do(ctx, env, f.Targets.ids())
}

// Needs implements harness.Needer.
func (f *processFault) Needs() []runtime.Capability { return f.needs }

// Validate implements harness.Validator.
func (f *processFault) Validate(sc *spec.Scenario) hcl.Diagnostics { return f.Targets.validate(sc) }

// Predict implements forecast.Predictor.
func (f *processFault) Predict(c *forecast.Forecast) hcl.Diagnostics {
	return predict(c, &f.Targets, f.predict)
}

// predict is in doubt of all servers when it is not known yet which are meant.
func predict(c *forecast.Forecast, t *targets, with func(*forecast.Forecast, []int, hcl.Range) hcl.Diagnostics) hcl.Diagnostics {
	if !t.known(c.Scenario) {
		c.AnyServers()
		return nil
	}
	return with(c, t.ids(), t.at())
}
