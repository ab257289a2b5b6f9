package harness

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// OperationLimit bounds the time that a client operation may take.
const OperationLimit = 30 * time.Second

// Env gives actions and assertions what they work with while a scenario runs: the cluster, and
// what expressions can refer to. Words that run in parallel have one each; they share the
// cluster, the results and the background workloads.
type Env struct {
	*shared

	Cluster  *cluster.Cluster
	Log      *timeline.Log
	Scenario *spec.Scenario // as the present word sees it

	word  Word             // the present one
	scope *hcl.EvalContext // what the present word's expressions refer to; nil until asked for
	asked map[int]bool     // servers that the present word's expressions refer to
}

// shared holds what all words of a run have in common besides the cluster.
type shared struct {
	file *spec.File

	mu      sync.Mutex
	results map[string]cty.Value
	origins map[string]timeline.Op // of the results that are those of operations

	background background
}

func newEnv(plan *Plan, log *timeline.Log) *Env {
	return &Env{
		Scenario: plan.Scenario, Log: log, Cluster: cluster.New(log, plan.Scenario.Ensemble),
		shared: &shared{file: plan.File, results: map[string]cty.Value{}, origins: map[string]timeline.Op{}, background: newBackground()},
	}
}

// within returns an Env for words that see the scenario as given.
func (env *Env) within(sc *spec.Scenario) *Env {
	return &Env{shared: env.shared, Cluster: env.Cluster, Log: env.Log, Scenario: sc}
}

// Session returns a session of the scenario by its name, "" for that of the step or the
// only one. It opens the session at its first use.
func (env *Env) Session(ctx context.Context, name string) (*session.Session, error) {
	declared, err := env.declared(name)
	if err != nil {
		return nil, err
	}
	return env.Cluster.Sessions.Open(ctx, declared)
}

// BeginConnect begins to connect a session of the scenario to a server; 0 means its last one.
// A session that was closed, or never opened, is opened as a new one. The caller must call the
// function that is returned, which waits for the handshake.
func (env *Env) BeginConnect(ctx context.Context, name string, server int) session.Handshaking {
	declared, err := env.declared(name)
	if err != nil {
		return session.NotBegun(timeline.Handshake{Server: server}, err)
	}
	return env.Cluster.Sessions.BeginConnect(ctx, declared, server)
}

func (env *Env) declared(name string) (spec.Session, error) {
	declared, ok := env.Scenario.Session(name)
	if !ok {
		return spec.Session{}, verdict.Inconclusive("there is no session %q", name)
	}
	return declared, nil
}

// Present returns a session without opening it, or nil before its first use.
func (env *Env) Present(name string) *session.Session {
	declared, _ := env.Scenario.Session(name)
	return env.Cluster.Sessions.Present(declared.Name)
}

// Events lists the watch events that a session of the scenario received, in order.
func (env *Env) Events(name string) []timeline.Event {
	declared, _ := env.Scenario.Session(name)
	var all []timeline.Event
	for _, e := range env.Log.Events() {
		if e.Watch != nil && e.Watch.Client == declared.Name {
			all = append(all, e)
		}
	}
	return all
}

// Keep makes a result available to the expressions of the words that follow. An empty
// name keeps nothing.
func (env *Env) Keep(name string, r session.Result) { env.keep(name, values.OfResult(r), &r.Op) }

// KeepReply makes a reply available to the expressions of the words that follow. An empty
// name keeps nothing. Attributes that a reply does not have are null.
func (env *Env) KeepReply(name string, r cluster.Reply) { env.keep(name, values.OfReply(r), nil) }

// KeepSummary makes the summary of many operations available to the expressions of the words
// that follow. An empty name keeps nothing. Attributes of a single reply are null.
func (env *Env) KeepSummary(name string, s session.Summary) { env.keep(name, values.OfSummary(s), nil) }

func (env *Env) keep(name string, value cty.Value, origin *timeline.Op) {
	if name == "" {
		return
	}
	env.mu.Lock()
	defer env.mu.Unlock()
	env.results[name] = value
	delete(env.origins, name)
	if origin != nil {
		env.origins[name] = *origin
	}
}

// Kept reports whether there is a result of this name already.
func (env *Env) Kept(name string) bool {
	env.mu.Lock()
	defer env.mu.Unlock()
	_, ok := env.results[name]
	return ok
}
