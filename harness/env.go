package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Limits on waiting, far above what a healthy machine needs.
const (
	// StateLimit is how long a state may take to come when a scenario does not say.
	StateLimit = 60 * time.Second
	// OperationLimit is how long a client operation may take.
	OperationLimit = 30 * time.Second
	// endLimit is how long a process may take to die of a signal.
	endLimit = 20 * time.Second
	// pollPause is how long to wait before looking again.
	pollPause = 20 * time.Millisecond
)

// Env is what actions and assertions work with while a scenario runs.
type Env struct {
	Scenario *spec.Scenario
	Log      *timeline.Log

	servers  []*Server
	sessions map[string]*session.Session
	opened   []*session.Session // all of them, the harness's own too
	results  map[string]cty.Value
	word     Word             // that runs now
	moment   *hcl.EvalContext // what it sees; nil asks anew
	source   []byte           // of the scenario's file
}

// Server finds a server by its id.
func (env *Env) Server(id int) (*Server, error) {
	for _, s := range env.servers {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, Inconclusive("there is no server %d", id)
}

// Servers are all servers in order of their ids.
func (env *Env) Servers() []*Server { return env.servers }

// Each runs f for the servers with these ids, all at once, and joins what went wrong.
func (env *Env) Each(ids []int, f func(*Server) error) error {
	servers := make([]*Server, len(ids))
	for i, id := range ids {
		s, err := env.Server(id)
		if err != nil {
			return err
		}
		servers[i] = s
	}
	errs := make([]error, len(ids))
	var wg sync.WaitGroup
	for i, s := range servers {
		wg.Go(func() { errs[i] = f(s) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Survey is what all servers answered to one question, by id. A server that does
// not serve is missing.
type Survey map[int]server.Status

// Survey asks every server at the same time.
func (env *Env) Survey(ctx context.Context) Survey {
	var mu sync.Mutex
	var wg sync.WaitGroup
	survey := Survey{}
	for _, s := range env.servers {
		wg.Go(func() {
			status, err := s.Status(ctx)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			survey[s.ID] = status
		})
	}
	wg.Wait()
	return survey
}

// Leader is the id of the server that leads, 0 when none does. Of two that claim
// it, the one with the greater epoch was elected later.
func (v Survey) Leader() int {
	leader := 0
	for _, id := range v.IDs() {
		role := v[id].Role
		if role != server.Leader && role != server.Standalone {
			continue
		}
		if leader == 0 || v[id].Zxid.Epoch() > v[leader].Zxid.Epoch() {
			leader = id
		}
	}
	return leader
}

// IDs lists the servers that serve.
func (v Survey) IDs() []int { return slices.Sorted(maps.Keys(v)) }

// with lists the servers of one role.
func (v Survey) with(role server.Role) []int {
	var ids []int
	for _, id := range v.IDs() {
		if v[id].Role == role {
			ids = append(ids, id)
		}
	}
	return ids
}

// Wait looks until the verdict is Holds, ctx ends or the limit has passed, and
// returns the last verdict: it says what was still missing.
func Wait(ctx context.Context, limit time.Duration, look func(context.Context) Verdict) Verdict {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	deadline, _ := ctx.Deadline() // a connection heeds it even before ctx has ended
	tick := time.NewTicker(pollPause)
	defer tick.Stop()
	var last Verdict
	for {
		v := look(ctx)
		if v.State == StateHolds {
			return v
		}
		if last.Why == "" || ctx.Err() == nil && time.Now().Before(deadline) {
			last = v // a look that the limit cut short knows less than the one before
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return last
		}
	}
}

// WaitFor is Wait for an action: what does not come is Inconclusive.
func WaitFor(ctx context.Context, what string, limit time.Duration, look func(context.Context) Verdict) error {
	start := time.Now()
	v := Wait(ctx, limit, look)
	if v.State == StateHolds {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return Inconclusive("wait until %s: %w; %s", what, context.Cause(ctx), v.Why)
	}
	return Inconclusive("wait until %s: not within %.0f s; %s", what, time.Since(start).Seconds(), v.Why)
}

// Receipt records that something was done to a session or to the ensemble, with
// its proof.
func (env *Env) Receipt(actor, what, receipt string) {
	env.Log.Append(timeline.Event{Kind: timeline.KindFault, Actor: actor, What: what, Receipt: receipt, Outcome: timeline.OK})
}

// Session finds a session by its name, "" for the scenario's only one, and opens
// it at its first use.
func (env *Env) Session(ctx context.Context, name string) (*session.Session, error) {
	declared, ok := DeclaredSession(env.Scenario, name)
	if !ok {
		return nil, Inconclusive("there is no session %q", name)
	}
	if s := env.sessions[declared.Name]; s != nil {
		return s, nil
	}
	ctx, cancel := context.WithTimeout(ctx, StateLimit)
	defer cancel()
	s, err := env.open(ctx, session.Options{Name: declared.Name, Server: declared.Server, Timeout: declared.Timeout, Log: env.Log})
	if err != nil {
		return nil, Inconclusive("open session %q: %w", declared.Name, err)
	}
	env.sessions[declared.Name] = s
	return s, nil
}

// DeclaredSession finds the session that a word means; "" is the only one.
func DeclaredSession(sc *spec.Scenario, name string) (spec.Session, bool) {
	for _, s := range sc.Sessions {
		if s.Name == name || name == "" && len(sc.Sessions) == 1 {
			return s, true
		}
	}
	return spec.Session{}, false
}

func (env *Env) resolve(ctx context.Context, id int) (string, error) {
	s, err := env.Server(id)
	if err != nil {
		return "", err
	}
	return s.machine.ClientAddr(ctx)
}

// Keep makes a result known to the expressions of the words that follow. An
// empty name keeps nothing.
func (env *Env) Keep(name string, r session.Result) {
	if name != "" {
		env.results[name] = resultValue(r)
	}
}

// visit opens a session of the harness's own on a server, which records nothing.
func (env *Env) visit(ctx context.Context, id int) (*session.Session, error) {
	return env.open(ctx, session.Options{Name: fmt.Sprintf("harness at %d", id), Server: id, Timeout: visitTimeout, Quiet: true})
}

// open opens a session that has an id of its own. Releases before 3.4.6 forget
// the server's number in it (ZOOKEEPER-1622), so that servers that began to serve
// in the same millisecond give the same ids to different clients. Such a session
// is left alone, since closing it would close its namesake, which has to move to
// where it is already, to be known as the owner again.
func (env *Env) open(ctx context.Context, opts session.Options) (*session.Session, error) {
	opts.Resolve = env.resolve
	for {
		s, err := session.Open(ctx, opts)
		if err != nil {
			return nil, err
		}
		namesake := env.namesake(s)
		if namesake == nil {
			env.opened = append(env.opened, s)
			return s, nil
		}
		env.Note("server %d gave the id %s to a second client (ZOOKEEPER-1622); opening another session", opts.Server, s.ID())
		err = errors.Join(s.Disconnect(ctx), s.Close(ctx))
		if _, moveErr := namesake.Move(ctx, namesake.Server()); errors.Join(err, moveErr) != nil {
			return nil, errors.Join(err, moveErr)
		}
	}
}

// namesake finds an open session with the same id.
func (env *Env) namesake(s *session.Session) *session.Session {
	for _, other := range env.opened {
		if other.State() == session.Connected && other.ID() == s.ID() {
			return other
		}
	}
	return nil
}

// Note records something worth reading.
func (env *Env) Note(format string, args ...any) {
	env.Log.Append(timeline.Event{Kind: timeline.KindNote, Actor: "harness", What: fmt.Sprintf(format, args...)})
}

// visitTimeout is long enough for reading a tree, and short enough that a session
// of a harness that died does not linger.
const visitTimeout = 10 * time.Second

// Evaluate evaluates an expression of the word that runs now. All expressions of
// one look see the ensemble at the same moment.
func (env *Env) Evaluate(ctx context.Context, expr hcl.Expression) (cty.Value, error) {
	v, diags := expr.Value(env.evalContext(ctx))
	if diags.HasErrors() {
		return v, Inconclusive("evaluate: %w", diags)
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
	hclCtx.Variables = map[string]cty.Value{"result": cty.ObjectVal(env.results), "session": env.sessionValues()}
	if !w.mentions("leader") && !w.mentions("followers") && !w.mentions("observers") && !w.mentions("server") {
		return hclCtx // asking every server is what costs
	}
	survey := env.Survey(ctx)
	hclCtx.Variables["leader"] = cty.NullVal(cty.Number)
	if leader := survey.Leader(); leader != 0 {
		hclCtx.Variables["leader"] = cty.NumberIntVal(int64(leader))
	}
	hclCtx.Variables["followers"] = numbers(survey.with(server.Follower))
	hclCtx.Variables["observers"] = numbers(survey.with(server.Observer))
	known := map[int]map[string]cty.Value{} // one look at each server serves the whole moment
	hclCtx.Functions["server"] = serverFunc(env.Scenario.Ensemble, func(id int) (map[string]cty.Value, error) {
		if values, ok := known[id]; ok {
			return values, nil
		}
		values, err := env.serverValues(ctx, id, survey)
		known[id] = values
		return values, err
	})
	return hclCtx
}

// numbers is a tuple, like [1, 2] in a file: HCL never takes a list and a tuple
// for equal.
func numbers(ids []int) cty.Value {
	values := make([]cty.Value, len(ids))
	for i, id := range ids {
		values[i] = cty.NumberIntVal(int64(id))
	}
	return cty.TupleVal(values)
}

func (env *Env) sessionValues() cty.Value {
	values := map[string]cty.Value{}
	for _, declared := range env.Scenario.Sessions {
		values[declared.Name] = nullObject(sessionAttributes.types())
		if s := env.sessions[declared.Name]; s != nil {
			values[declared.Name] = sessionValue(s)
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

// serverValues reads a server's tree only when the word asks for one: it is the
// one attribute that costs more than a question.
func (env *Env) serverValues(ctx context.Context, id int, survey Survey) (map[string]cty.Value, error) {
	s, err := env.Server(id)
	if err != nil {
		return nil, err
	}
	var status *server.Status
	if answer, ok := survey[id]; ok {
		status = &answer
	}
	values := serverValues(s, status)
	if status == nil || !env.word.mentions("tree") {
		return values, nil
	}
	tree, err := env.readTree(ctx, id)
	if err != nil {
		return nil, err
	}
	values["tree"] = treeValue(tree)
	return values, nil
}
