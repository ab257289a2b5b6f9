package harness

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Evaluate evaluates an expression of the word that runs now. All expressions of
// one look see the ensemble at the same moment.
func (env *Env) Evaluate(ctx context.Context, expr hcl.Expression) (cty.Value, error) {
	v, diags := expr.Value(env.evalContext(ctx))
	if diags.HasErrors() {
		return v, verdict.Inconclusive("evaluate: %w", diags)
	}
	return v, nil
}

func (env *Env) evalContext(ctx context.Context) *hcl.EvalContext {
	if env.moment == nil {
		env.moment = env.newMoment(ctx)
	}
	return env.moment
}

// newMoment holds everything that the present word may refer to, as it is now.
func (env *Env) newMoment(ctx context.Context) *hcl.EvalContext {
	w := env.word
	hclCtx := env.Scenario.Context.NewChild()
	hclCtx.Functions = stepFunctions()
	hclCtx.Functions["log_line"] = logLineFunc(env.Scenario.Ensemble, env.logLine)
	hclCtx.Variables = map[string]cty.Value{"result": env.resultValues(), "session": env.sessionValues()}
	if !w.uses("leader") && !w.uses("followers") && !w.uses("observers") && !w.uses("server") {
		return hclCtx // asking every server is what costs
	}
	survey := env.Survey(ctx)
	hclCtx.Variables["leader"] = cty.NullVal(cty.Number)
	if leader := survey.Leader(); leader != 0 {
		hclCtx.Variables["leader"] = cty.NumberIntVal(int64(leader))
	}
	hclCtx.Variables["followers"] = numbers(survey.with(server.Follower))
	hclCtx.Variables["observers"] = numbers(survey.with(server.Observer))
	hclCtx.Functions["server"] = serverFunc(env.Scenario.Ensemble, env.serverLookup(ctx, survey))
	return hclCtx
}

func (env *Env) logLine(id int, pattern *regexp.Regexp) (cty.Value, error) {
	s, err := env.Server(id)
	if err != nil {
		return cty.NilVal, err
	}
	line, _ := s.LogLine(pattern)
	return textOrNull(line), nil
}

func numbers(ids []int) cty.Value {
	return tuple(ids, func(id int) cty.Value { return cty.NumberIntVal(int64(id)) })
}

func (env *Env) resultValues() cty.Value {
	env.mu.Lock()
	defer env.mu.Unlock()
	return cty.ObjectVal(maps.Clone(env.results))
}

func (env *Env) sessionValues() cty.Value {
	values := map[string]cty.Value{}
	for _, declared := range env.Scenario.Sessions {
		values[declared.Name] = nullObject(sessionAttributes.types())
		if s := env.declared(declared.Name).session.Load(); s != nil {
			var events []timeline.Watch
			if env.word.uses("session.events") { // finding them takes a look at all that happened
				events = env.Events(declared.Name)
			}
			values[declared.Name] = sessionValue(s, events)
		}
	}
	return cty.ObjectVal(values)
}

func nullObject(types map[string]cty.Type) cty.Value {
	values := map[string]cty.Value{}
	for name, t := range types {
		values[name] = cty.NullVal(t)
	}
	return cty.ObjectVal(values)
}

// serverLookup gives the attributes of servers. Trees and disks are read only when
// the word uses one, since they cost more than a question; then those of all
// servers at the same time, since whoever wants one compares.
func (env *Env) serverLookup(ctx context.Context, survey Survey) func(id int) (map[string]cty.Value, error) {
	trees := func() (map[int]timeline.Tree, error) { return nil, nil }
	if env.word.uses("server.tree") {
		trees = sync.OnceValues(func() (map[int]timeline.Tree, error) { return env.trees(ctx, survey.IDs()) })
	}
	disks := func() (map[int]cty.Value, error) { return nil, nil }
	if env.word.uses("server.disk") {
		disks = sync.OnceValues(func() (map[int]cty.Value, error) { return env.diskValues(ctx) })
	}
	return func(id int) (map[string]cty.Value, error) {
		s, err := env.Server(id)
		if err != nil {
			return nil, err
		}
		values := serverValues(s, survey)
		all, err := trees()
		if tree, ok := all[id]; ok {
			values["tree"] = treeValue(tree)
		}
		onDisk, diskErr := disks()
		if disk, ok := onDisk[id]; ok {
			values["disk"] = disk
		}
		return values, errors.Join(err, diskErr)
	}
}
