package harness

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Evaluate evaluates an expression of the present word. All expressions of one evaluation
// of a condition refer to the ensemble at the same moment.
func (env *Env) Evaluate(ctx context.Context, expr hcl.Expression) (cty.Value, error) {
	v, diags := expr.Value(env.evalContext(ctx))
	if diags.HasErrors() {
		return v, verdict.Inconclusive("evaluate: %w", diags)
	}
	return v, nil
}

func (env *Env) evalContext(ctx context.Context) *hcl.EvalContext {
	if env.scope == nil {
		env.scope = env.newScope(ctx)
	}
	return env.scope
}

// newScope returns everything that the present word may refer to, as it is now.
func (env *Env) newScope(ctx context.Context) *hcl.EvalContext {
	w := env.word
	hclCtx := env.Scenario.Context.NewChild()
	hclCtx.Functions = values.Functions()
	hclCtx.Functions["log_line"] = values.LogLineFunc(env.Scenario.Ensemble, env.logLine)
	hclCtx.Functions["log_lines"] = values.LogLinesFunc(env.Scenario.Ensemble, env.logLines)
	hclCtx.Variables = map[string]cty.Value{"result": env.resultValues(), "session": env.sessionValues()}
	maps.Copy(hclCtx.Functions, values.Clock(env.Log.Now()))
	if !w.uses("leader") && !w.uses("followers") && !w.uses("observers") && !w.uses("server") {
		return hclCtx // a survey asks every server
	}
	survey := env.Cluster.Survey(ctx)
	hclCtx.Variables["leader"] = cty.NullVal(cty.Number)
	if leader := survey.Leader(); leader != 0 {
		hclCtx.Variables["leader"] = cty.NumberIntVal(int64(leader))
	}
	hclCtx.Variables["followers"] = numbers(survey.With(server.Follower))
	hclCtx.Variables["observers"] = numbers(survey.With(server.Observer))
	hclCtx.Functions["server"] = values.ServerFunc(env.Scenario.Ensemble, env.serverLookup(ctx, survey))
	return hclCtx
}

func (env *Env) logLine(id int, pattern *regexp.Regexp) (cty.Value, error) {
	s, err := env.Cluster.Server(id)
	if err != nil {
		return cty.NilVal, err
	}
	line, err := s.LogLine(pattern)
	if err != nil {
		return cty.NilVal, err
	}
	return values.TextOrNull(line), nil
}

func (env *Env) logLines(id int, pattern *regexp.Regexp) (cty.Value, error) {
	s, err := env.Cluster.Server(id)
	if err != nil {
		return cty.NilVal, err
	}
	lines, err := s.LogLines(pattern)
	if err != nil {
		return cty.NilVal, err
	}
	return values.TextList(lines), nil
}

func numbers(ids []int) cty.Value {
	return values.Tuple(ids, func(id int) cty.Value { return cty.NumberIntVal(int64(id)) })
}

func (env *Env) resultValues() cty.Value {
	env.mu.Lock()
	defer env.mu.Unlock()
	return cty.ObjectVal(maps.Clone(env.results))
}

func (env *Env) sessionValues() cty.Value {
	attrs := map[string]cty.Value{}
	for _, declared := range env.Scenario.Sessions {
		attrs[declared.Name] = values.NullSession()
		if s := env.Cluster.Sessions.Present(declared.Name); s != nil {
			var events []timeline.Event
			if env.word.uses("session.events") { // finding them takes a search of the timeline
				events = env.Events(declared.Name)
			}
			attrs[declared.Name] = values.OfSession(s, events)
		}
	}
	return cty.ObjectVal(attrs)
}

// serverLookup returns the lookup of server(N). Trees and disks cost more than a question,
// so they are read only when the word uses one; then those of all servers at the same
// time, since a word that uses one compares.
func (env *Env) serverLookup(ctx context.Context, survey cluster.Survey) func(id int) (map[string]cty.Value, error) {
	trees := func() (map[int]timeline.Tree, error) { return nil, nil }
	if env.word.uses("server.tree") {
		trees = sync.OnceValues(func() (map[int]timeline.Tree, error) { return env.Cluster.Trees(ctx, survey.IDs()) })
	}
	disks := func() (map[int]cty.Value, error) { return nil, nil }
	if env.word.uses("server.disk") {
		disks = sync.OnceValues(func() (map[int]cty.Value, error) { return env.diskValues(ctx) })
	}
	return func(id int) (map[string]cty.Value, error) {
		if env.asked != nil {
			env.asked[id] = true
		}
		s, err := env.Cluster.Server(id)
		if err != nil {
			return nil, err
		}
		attrs := values.OfServer(s, survey)
		all, err := trees()
		if tree, ok := all[id]; ok {
			attrs["tree"] = values.OfTree(tree)
		}
		onDisk, diskErr := disks()
		if disk, ok := onDisk[id]; ok {
			attrs["disk"] = disk
		}
		return attrs, errors.Join(err, diskErr)
	}
}

// diskValues reads the disks of all servers: what one lacks is known from the others.
func (env *Env) diskValues(ctx context.Context) (map[int]cty.Value, error) {
	disks, missing, err := env.Cluster.CompareDisks(ctx)
	if err != nil {
		return nil, err
	}
	attrs := map[int]cty.Value{}
	for _, d := range disks {
		attrs[d.Server] = values.OfDisk(d, missing[d.Server])
	}
	return attrs, nil
}
