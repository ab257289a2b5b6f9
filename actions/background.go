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

// Background implements the word background.
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
	defaultKeys   = 10
	defaultWrites = 0.5
	defaultLoad   = 16
	maxKeys       = 10_000
	retryPause    = 20 * time.Millisecond // while the session is disconnected
	randomStream  = 0x7a6b                // arbitrary
)

// Run implements harness.Action.
func (a *Background) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Session)
	if err != nil {
		return err
	}
	l := &load{s: s, keys: a.paths(), writes: valueOr(a.Writes, defaultWrites), inFlight: valueOr(a.InFlight, defaultLoad),
		random: rand.New(rand.NewPCG(a.Seed, randomStream)), first: make(chan struct{})}
	if err := l.prepare(ctx, a.Path); err != nil {
		return err
	}
	if err := env.Begin(a.Name, l.run); err != nil {
		return err
	}
	select {
	case <-l.first:
	case <-time.After(harness.OperationLimit):
		return verdict.Inconclusive("the load got no reply within %s", harness.OperationLimit)
	case <-ctx.Done():
		return verdict.Inconclusive("%w", context.Cause(ctx))
	}
	env.Cluster.Receipt("session "+s.Name(), fmt.Sprintf("background %q", a.Name), fmt.Sprintf("session %s got the first reply of the load on %s", s.ID(), a.Path))
	return nil
}

func (a *Background) paths() []string {
	keys := make([]string, valueOr(a.Keys, defaultKeys))
	for i := range keys {
		keys[i] = path.Join(a.Path, fmt.Sprintf("k%d", i))
	}
	return keys
}

// load sends reads and sets of some znodes in one session, and counts their outcomes.
type load struct {
	s        *session.Session
	keys     []string
	writes   float64
	inFlight int
	random   *rand.Rand
	first    chan struct{} // closed with the first reply

	ok, refused, unknown int
	away                 atomic.Bool // the session is disconnected
}

// prepare creates the znodes that do not exist yet.
func (l *load) prepare(ctx context.Context, parent string) error {
	ctx, cancel := context.WithTimeout(ctx, harness.OperationLimit)
	defer cancel()
	for _, p := range append([]string{parent}, l.keys...) {
		if r := l.s.Create(ctx, p, nil, timeline.Persistent); r.Outcome != timeline.OK && r.Code != "NodeExists" {
			return verdict.Inconclusive("cannot create the znodes of the load: %w", r.Err())
		}
	}
	return nil
}

func (l *load) run(ctx context.Context, stop <-chan struct{}) (string, error) {
	requests, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	go l.endAfter(requests, stop, giveUp)
	err := l.s.Pipeline(requests, l.inFlight, func(i int) (session.Request, bool) {
		if l.away.Swap(false) {
			waitToRetry(ctx, stop)
		}
		select {
		case <-stop:
			return session.Request{}, false
		default:
			return l.request(i), true
		}
	}, func(_ int, r session.Result) error { return l.count(r) })
	summary := fmt.Sprintf("%d requests ok, %d refused, %d without a reply", l.ok, l.refused, l.unknown)
	if l.s.State() == session.Expired {
		err = session.ErrExpired // even if the load is stopped before a request fails with it
	}
	if err != nil && !errors.Is(err, errStopped) && ctx.Err() == nil {
		return summary, verdict.Inconclusive("after %s: %w", summary, err)
	}
	return summary, nil
}

// endAfter cancels the requests of a stopped load that are still in flight when the session has
// no connection: without one they might wait forever.
func (l *load) endAfter(requests context.Context, stop <-chan struct{}, giveUp context.CancelCauseFunc) {
	select {
	case <-stop:
	case <-requests.Done():
		return
	}
	// A client notices the death of its server later than the step that killed the server.
	verdict.Wait(requests, harness.OperationLimit, func(context.Context) verdict.Verdict {
		if state := l.s.State(); state != session.Connected {
			return verdict.Holds("session %s is %s", l.s.Name(), state)
		}
		return verdict.Undecided("session %s is connected", l.s.Name())
	})
	giveUp(errStopped)
}

// errStopped cancels the requests of a stopped load.
var errStopped = errors.New("the load is stopped")

// waitToRetry waits a little, because without a connection requests fail at once.
func waitToRetry(ctx context.Context, stop <-chan struct{}) {
	select {
	case <-stop:
	case <-ctx.Done():
	case <-time.After(retryPause):
	}
}

// request returns request number i. All sets have different data, so that the data of a read
// identify the set.
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
		l.away.Store(r.Code == timeline.CodeNotSent)
		if r.Code == timeline.CodeSessionExpired {
			return r.Err() // the client does not open another session by itself
		}
	default:
		l.unknown++
	}
	return nil
}

// Validate implements harness.Validator.
func (a *Background) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validSession(sc, a.Session, a.SessionRange, a.NameRange), validPath(a.Path, false, a.PathRange)...)
	if n := valueOr(a.Keys, defaultKeys); n < 1 || n > maxKeys {
		diags = append(diags, spec.Errorf(a.KeysRange, "Invalid number of znodes", "A load has 1 to %d znodes.", maxKeys))
	}
	if w := valueOr(a.Writes, defaultWrites); w < 0 || w > 1 {
		diags = append(diags, spec.Errorf(a.WritesRange, "Invalid share", "writes is a share, from 0 to 1."))
	}
	if valueOr(a.InFlight, defaultLoad) < 1 {
		diags = append(diags, spec.Errorf(a.InFlightRange, "Invalid number of requests", "in_flight must be at least 1."))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Background) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return append(f.Begin(a.Name, a.NameRange), predictSession(f, a.Session, a.SessionRange, forecast.Commit, a.NameRange)...)
}
