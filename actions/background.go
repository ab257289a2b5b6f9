package actions

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
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
	Summary: "Starts a load of reads, sets and creates on some znodes, which goes on in the background. Every outcome is recorded and judged; none stops the run.",
	Label:   "name",
	Plain:   `Start the load "{{.name}}" of reads and sets on{{with .keys}} {{.}}{{end}} znodes under {{.path}}{{with .session}} as session {{.}}{{end}}{{with .writes}}, a share of {{.}} being sets{{end}}{{with .creates}}, a share of {{.}} being creates{{end}}{{with .mode}} with the mode {{.}}{{end}}{{with .size}}, {{.}} each{{end}}{{with .sizes}}, of the sizes {{.}} in turn{{end}}{{with .rate}}, at most {{.}} a second{{end}}{{with .in_flight}}, {{.}} in flight{{end}}{{with .seed}}, seed {{.}}{{end}}`,
	Waits:   "Waits until the znodes exist and the first request has its reply.",
	Receipt: "the reply to the first request.",
	Example: `background "load" {
  path = "/load"
  rate = 200
  size = "1kB"
}`,
	New: func() harness.Action { return &Background{} },
}

// Background implements the word background.
type Background struct {
	Name          string              `hcl:"name,label"`
	NameRange     hcl.Range           `hcl:"name,label_range"`
	Path          string              `hcl:"path" doc:"Parent of the load's own znodes k0, k1 and so on; it is created if it does not exist."`
	PathRange     hcl.Range           `hcl:"path,attr_value_range"`
	Keys          *int                `hcl:"keys,optional" doc:"Number of znodes. Default: 10."`
	KeysRange     hcl.Range           `hcl:"keys,attr_value_range"`
	Writes        *float64            `hcl:"writes,optional" doc:"Share of the requests that are sets, 0 to 1. Default: 0.5."`
	WritesRange   hcl.Range           `hcl:"writes,attr_value_range"`
	Creates       float64             `hcl:"creates,optional" doc:"Share of the requests that create another child of the parent, 0 to 1: NAME-0, NAME-1 and so on, by the name of the load and the number of the request. Default: 0."`
	CreatesRange  hcl.Range           `hcl:"creates,attr_value_range"`
	Mode          timeline.CreateMode `hcl:"mode,optional" doc:"Mode of these creates: persistent, ephemeral, persistent_sequential or ephemeral_sequential. Default: persistent."`
	ModeRange     hcl.Range           `hcl:"mode,attr_value_range"`
	Rate          *float64            `hcl:"rate,optional" doc:"The most requests a second. Default: none, as many as in_flight lets through."`
	RateRange     hcl.Range           `hcl:"rate,attr_value_range"`
	InFlight      *int                `hcl:"in_flight,optional" doc:"Maximum number of requests in flight. Default: 16."`
	InFlightRange hcl.Range           `hcl:"in_flight,attr_value_range"`
	Seed          uint64              `hcl:"seed,optional" doc:"Seed of the sequence of requests; the same seed gives the same sequence. Default: 0."`
	Session       string              `hcl:"session,optional" doc:"Session to use. Default: that of the step, or the scenario's only one."`
	SessionRange  hcl.Range           `hcl:"session,attr_value_range"`

	Sizes writeSizes `hcl:",remain"`
}

const (
	defaultKeys   = 10
	defaultWrites = 0.5
	defaultLoad   = 16
	maxKeys       = 10_000
	randomStream  = 0x7a6b // arbitrary
)

// Run implements harness.Action.
func (a *Background) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Session)
	if err != nil {
		return err
	}
	l, err := a.load(s)
	if err != nil {
		return verdict.Inconclusive("%w", err)
	}
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

// load returns the load, which has not begun.
func (a *Background) load(s *session.Session) (*load, error) {
	sizes, err := a.Sizes.list()
	if err != nil {
		return nil, err
	}
	return &load{
		s: s, keys: a.paths(), children: path.Join(a.Path, a.Name+"-"), mode: a.Mode, sizes: sizes, first: make(chan struct{}),
		sets: valueOr(a.Writes, defaultWrites), creates: a.Creates,
		flow:   session.Flow{InFlight: valueOr(a.InFlight, defaultLoad), Rate: valueOr(a.Rate, 0)},
		random: rand.New(rand.NewPCG(a.Seed, randomStream)),
	}, nil
}

func (a *Background) paths() []string {
	keys := make([]string, valueOr(a.Keys, defaultKeys))
	for i := range keys {
		keys[i] = path.Join(a.Path, fmt.Sprintf("k%d", i))
	}
	return keys
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
	if !a.CreatesRange.Empty() && (a.Creates < 0 || a.Creates+valueOr(a.Writes, defaultWrites) > 1) {
		diags = append(diags, spec.Errorf(a.CreatesRange, "Invalid share", "creates is a share, from 0 to 1; together with writes, which is %g, it is at most 1.", valueOr(a.Writes, defaultWrites)))
	}
	if !a.ModeRange.Empty() && a.CreatesRange.Empty() {
		diags = append(diags, spec.Errorf(a.ModeRange, "Nothing to create", "mode is that of the creates; write creates = SHARE too."))
	}
	if rate := valueOr(a.Rate, 1); rate <= 0 {
		diags = append(diags, spec.Errorf(a.RateRange, "Invalid rate", "rate is a number of requests a second, above 0."))
	}
	if valueOr(a.InFlight, defaultLoad) < 1 {
		diags = append(diags, spec.Errorf(a.InFlightRange, "Invalid number of requests", "in_flight must be at least 1."))
	}
	diags = append(diags, validMode(a.Mode, loadModes, a.ModeRange)...)
	if a.Creates > 0 && (strings.Contains(a.Name, "/") || timeline.CheckPath("/"+a.Name, true) != nil) {
		diags = append(diags, spec.Errorf(a.NameRange, "Invalid name", "%q cannot begin the names of the znodes that the load creates.", a.Name))
	}
	return append(diags, a.Sizes.validate()...)
}

// loadModes lists the modes that every release has.
var loadModes = []timeline.CreateMode{timeline.Ephemeral, timeline.EphemeralSequential, timeline.Persistent, timeline.PersistentSequential}

// Predict implements forecast.Predictor.
func (a *Background) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return append(f.Begin(a.Name, a.NameRange), predictSession(f, a.Session, a.SessionRange, forecast.Commit, a.NameRange)...)
}
