package harness

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Limits on waiting, far above what a healthy machine needs.
const (
	// StateLimit is how long a state may take to come when a scenario does not say.
	StateLimit = 60 * time.Second
	// OperationLimit is how long a client operation may take.
	OperationLimit = 30 * time.Second
	// endLimit is how long a process may take to die of a signal.
	endLimit = 20 * time.Second
)

// Env is what actions and assertions work with while a scenario runs. Words that
// run in parallel have one each; they share the world.
type Env struct {
	*world

	Scenario *spec.Scenario // as the present word sees it

	word   Word             // that runs now
	moment *hcl.EvalContext // what it sees; nil asks anew
	beside bool             // others run at the same time
}

// world is the running ensemble and all that became of it.
type world struct {
	Log *timeline.Log

	file    *spec.File
	servers []*Server

	mu       sync.Mutex
	sessions map[string]*openSession
	results  map[string]cty.Value
	opened   []*session.Session // all that are open, the harness's own too

	background background
	network    network
}

func newEnv(plan *Plan, log *timeline.Log) *Env {
	return &Env{Scenario: plan.Scenario, world: &world{
		Log: log, file: plan.File, sessions: map[string]*openSession{}, results: map[string]cty.Value{}, background: newBackground(),
	}}
}

// within is an Env for words that see the scenario as given.
func (env *Env) within(sc *spec.Scenario) *Env {
	return &Env{world: env.world, Scenario: sc, beside: env.beside}
}

// Server finds a server by its id.
func (env *Env) Server(id int) (*Server, error) {
	for _, s := range env.servers {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, verdict.Inconclusive("there is no server %d", id)
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
	return atOnce(len(servers), func(i int) error { return f(servers[i]) })
}

// atOnce runs f for 0 to n-1, all at once, and joins what went wrong.
func atOnce(n int, f func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Receipt records that something was done to a session or to the ensemble, with
// its proof.
func (env *Env) Receipt(actor, what, receipt string) {
	env.Log.Append(timeline.Event{Kind: timeline.KindFault, Actor: actor, What: what, Receipt: receipt, Outcome: timeline.OK})
}

// Keep makes a result known to the expressions of the words that follow. An
// empty name keeps nothing.
func (env *Env) Keep(name string, r session.Result) {
	if name == "" {
		return
	}
	env.mu.Lock()
	defer env.mu.Unlock()
	env.results[name] = resultValue(r)
}

// Kept tells whether there is a result of this name already.
func (env *Env) Kept(name string) bool {
	env.mu.Lock()
	defer env.mu.Unlock()
	_, ok := env.results[name]
	return ok
}

// Note records something worth reading.
func (env *Env) Note(format string, args ...any) {
	env.Log.Append(timeline.Event{Kind: timeline.KindNote, Actor: "harness", What: fmt.Sprintf(format, args...)})
}
