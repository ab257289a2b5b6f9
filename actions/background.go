package actions

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var background = harness.Kind[harness.Action]{
	Name:    "background",
	Summary: "Starts a load of reads and sets on some znodes, which goes on in the background. Every outcome is recorded and judged; none stops the run.",
	Label:   "name",
	Plain:   `Start the load "{{.name}}" of reads and sets on{{with .keys}} {{.}}{{end}} znodes under {{.path}}{{with .session}} as session {{.}}{{end}}{{with .writes}}, a share of {{.}} being sets{{end}}{{with .in_flight}}, {{.}} in flight{{end}}{{with .seed}}, seed {{.}}{{end}}`,
	Waits:   "Waits until the znodes exist and the first request has its reply.",
	Receipt: "the reply to the first request.",
	Example: `background "load" {
  path      = "/load"
  in_flight = 4
}`,
	New: func() harness.Action { return &Background{} },
}

// Background is the word background.
type Background struct {
	Name          string    `hcl:"name,label"`
	NameRange     hcl.Range `hcl:"name,label_range"`
	Path          string    `hcl:"path" doc:"Parent of the load's own znodes k0, k1 and so on; it is created if it does not exist."`
	PathRange     hcl.Range `hcl:"path,attr_value_range"`
	Keys          *int      `hcl:"keys,optional" doc:"Number of znodes. Default: 10."`
	KeysRange     hcl.Range `hcl:"keys,attr_value_range"`
	Writes        *float64  `hcl:"writes,optional" doc:"Share of the requests that are sets, 0 to 1. Default: 0.5."`
	WritesRange   hcl.Range `hcl:"writes,attr_value_range"`
	InFlight      *int      `hcl:"in_flight,optional" doc:"Maximum number of requests in flight. Default: 16."`
	InFlightRange hcl.Range `hcl:"in_flight,attr_value_range"`
	Seed          uint64    `hcl:"seed,optional" doc:"Seed of the sequence of requests; the same seed gives the same sequence. Default: 0."`
	Session       string    `hcl:"session,optional" doc:"Session to use. Default: that of the step, or the scenario's only one."`
	SessionRange  hcl.Range `hcl:"session,attr_value_range"`
}

const (
	defaultKeys     = 10
	defaultWrites   = 0.5
	defaultLoad     = 16
	mostKeys        = 10_000
	pauseOfTheIdle  = 20 * time.Millisecond // before it tries again when its session is away
	seedOfTheStream = 0x7a6b                // any constant will do
)

// Run implements harness.Action.
func (a *Background) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Session)
	if err != nil {
		return err
	}
	l := &load{s: s, keys: a.paths(), writes: or(a.Writes, defaultWrites), inFlight: or(a.InFlight, defaultLoad),
		random: rand.New(rand.NewPCG(a.Seed, seedOfTheStream)), first: make(chan struct{})}
	if err := l.prepare(ctx, a.Path); err != nil {
		return err
	}
	if err := env.Begin(a.Name, l.run); err != nil {
		return err
	}
	select {
	case <-l.first:
	case <-time.After(harness.OperationLimit):
		return verdict.Inconclusive("no request of the load has its reply within %s", harness.OperationLimit)
	case <-ctx.Done():
		return verdict.Inconclusive("%w", context.Cause(ctx))
	}
	env.Cluster.Receipt("session "+s.Name(), fmt.Sprintf("background %q", a.Name), fmt.Sprintf("session %s has the first reply of the load on %s", s.ID(), a.Path))
	return nil
}

func or[T any](v *T, otherwise T) T {
	if v == nil {
		return otherwise
	}
	return *v
}

func (a *Background) paths() []string {
	keys := make([]string, or(a.Keys, defaultKeys))
	for i := range keys {
		keys[i] = path.Join(a.Path, fmt.Sprintf("k%d", i))
	}
	return keys
}

// load is reads and sets of some znodes by one session.
type load struct {
	s        *session.Session
	keys     []string
	writes   float64
	inFlight int
	random   *rand.Rand
	first    chan struct{} // closed with the first reply

	ok, refused, unknown int
	idle                 atomic.Bool // the session is away
}

// prepare creates the znodes; those that are there serve as well.
func (l *load) prepare(ctx context.Context, parent string) error {
	ctx, cancel := context.WithTimeout(ctx, harness.OperationLimit)
	defer cancel()
	for _, p := range append([]string{parent}, l.keys...) {
		if r := l.s.Create(ctx, p, nil, timeline.Persistent); r.Outcome != timeline.OK && r.Code != "NodeExists" {
			return verdict.Inconclusive("prepare: %w", r.Err())
		}
	}
	return nil
}

func (l *load) run(ctx context.Context, stop <-chan struct{}) (string, error) {
	asking, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	go l.endAfter(asking, stop, giveUp)
	err := l.s.Pipeline(asking, l.inFlight, func(i int) (session.Request, bool) {
		if l.idle.Swap(false) {
			idle(ctx, stop)
		}
		select {
		case <-stop:
			return session.Request{}, false
		default:
			return l.request(i), true
		}
	}, func(_ int, r session.Result) error { return l.count(r) })
	said := fmt.Sprintf("%d requests ok, %d refused, %d without a reply", l.ok, l.refused, l.unknown)
	if l.s.State() == session.Expired {
		err = session.ErrExpired // also when the load was to end before it noticed
	}
	if err != nil && !errors.Is(err, errOver) && ctx.Err() == nil {
		return said, verdict.Inconclusive("after %s: %w", said, err)
	}
	return said, nil
}

// endAfter sees to it that a load ends which is to stop: without a connection its
// requests may wait for their server for ever, and with one it may be lost yet.
func (l *load) endAfter(asking context.Context, stop <-chan struct{}, giveUp context.CancelCauseFunc) {
	select {
	case <-stop:
	case <-asking.Done():
		return
	}
	// The client of a server that has just died does not know it yet.
	verdict.Wait(asking, harness.OperationLimit, func(context.Context) verdict.Verdict {
		if state := l.s.State(); state != session.Connected {
			return verdict.Holds("session %s is %s", l.s.Name(), state)
		}
		return verdict.Undecided("session %s is connected", l.s.Name())
	})
	giveUp(errOver)
}

// errOver ends the requests of a load that is to stop.
var errOver = errors.New("the load is over")

func idle(ctx context.Context, stop <-chan struct{}) {
	select {
	case <-stop:
	case <-ctx.Done():
	case <-time.After(pauseOfTheIdle):
	}
}

// request makes sets whose data are all different, so that a read tells which one it saw.
func (l *load) request(i int) session.Request {
	key := l.keys[l.random.IntN(len(l.keys))]
	if l.random.Float64() < l.writes {
		return session.Request{Op: timeline.OpSet, Path: key, Data: fmt.Appendf(nil, "%d", i), Version: session.AnyVersion}
	}
	return session.Request{Op: timeline.OpRead, Path: key}
}

func (l *load) count(r session.Result) error {
	switch r.Outcome {
	case timeline.OK:
		if l.ok == 0 {
			close(l.first)
		}
		l.ok++
	case timeline.Refused:
		l.refused++
		l.idle.Store(r.Code == timeline.CodeNotSent)
		if r.Code == timeline.CodeSessionExpired {
			return r.Err() // it never comes back by itself
		}
	default:
		l.unknown++
	}
	return nil
}

// Validate implements harness.Validator.
func (a *Background) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validSession(sc, a.Session, a.SessionRange, a.NameRange), validZnode(a.Path, a.PathRange)...)
	if n := or(a.Keys, defaultKeys); n < 1 || n > mostKeys {
		diags = append(diags, spec.Errorf(a.KeysRange, "Invalid number of znodes", "A load has 1 to %d znodes.", mostKeys))
	}
	if w := or(a.Writes, defaultWrites); w < 0 || w > 1 {
		diags = append(diags, spec.Errorf(a.WritesRange, "Invalid share", "A share is a number from 0 to 1."))
	}
	if or(a.InFlight, defaultLoad) < 1 {
		diags = append(diags, spec.Errorf(a.InFlightRange, "Invalid number of requests", "At least one request must be allowed to wait for its reply."))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Background) Predict(f *forecast.Forecast) hcl.Diagnostics {
	diags := f.Begin(a.Name, a.NameRange)
	if a.Session == "" && !a.SessionRange.Empty() {
		return diags
	}
	at := a.NameRange
	if !a.SessionRange.Empty() {
		at = a.SessionRange
	}
	return append(diags, f.UseSession(a.Session, forecast.Commit, at)...)
}
