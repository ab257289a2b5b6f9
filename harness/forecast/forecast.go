// Package forecast finds, before anything boots, what cannot be: a start of a server
// that runs, a session used after it was closed, a wait without a quorum. It walks
// through a plan as the run will, and complains of nothing that is uncertain.
package forecast

import (
	"maps"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Predictor is implemented by words that know before the run, as far as their
// attributes have values, what they do to servers and sessions and what they need of
// them. The diagnostics are mistakes of the author.
type Predictor interface {
	Predict(f *Forecast) hcl.Diagnostics
}

// Forecast holds what is known, before anything runs, of the servers and sessions at
// one place of the scenario.
type Forecast struct {
	Scenario *spec.Scenario // as the present word sees it
	network

	down     map[int]certainty // no process runs
	silent   map[int]certainty // the process is frozen
	off      map[int]certainty // the machine has no power
	unborn   map[int]certainty // never started so far
	closed   map[string]certainty
	away     map[string]certainty // sessions whose client is disconnected
	server   map[string]int       // where a session is; 0 when unknown
	loads    map[string]certainty // background workloads that run
	filled   map[sizedDisk]certainty
	lists    bool // servers have member lists of their own
	releases bool // servers have releases of their own
	depth    int  // > 0: it is unknown if, when and how often the words run
}

// sizedDisk identifies a disk that can be filled.
type sizedDisk struct {
	server int
	disk   spec.DiskName
}

type certainty int

const (
	isFalse certainty = iota
	isUncertain
	isTrue
)

// New returns the forecast for the beginning of a scenario. Without an ensemble, as
// in a procedure by itself, everything is uncertain.
func New(sc *spec.Scenario) *Forecast {
	f := &Forecast{
		Scenario: sc, down: map[int]certainty{}, silent: map[int]certainty{}, off: map[int]certainty{}, unborn: map[int]certainty{},
		closed: map[string]certainty{}, away: map[string]certainty{}, server: map[string]int{}, loads: map[string]certainty{},
		filled: map[sizedDisk]certainty{},
	}
	if sc.Ensemble == nil {
		f.depth = 1
		return f
	}
	for _, s := range sc.Ensemble.Servers {
		if s.Later {
			f.down[s.ID], f.unborn[s.ID] = isTrue, isTrue
		}
	}
	for _, s := range sc.Sessions {
		f.server[s.Name] = s.Server
	}
	return f
}

// Uncertainly forecasts words of which it is unknown when or how often they run. With
// keep false their effects are dropped afterwards.
func (f *Forecast) Uncertainly(keep bool, words func()) {
	before := copyOf(f)
	f.depth++
	words()
	if !keep {
		*f = before
		return
	}
	f.depth--
}

// AfterAnything records that whatever came before may have ended early, at any word.
func (f *Forecast) AfterAnything() {
	if f.Scenario.Ensemble == nil {
		return
	}
	f.AnyServers()
	f.Heal()
	for _, s := range f.Scenario.Sessions {
		f.closed[s.Name], f.away[s.Name], f.server[s.Name] = isUncertain, isUncertain, 0
	}
	for name := range f.loads {
		f.loads[name] = isUncertain
	}
	f.anyDisk()
}

// Uncertain reports whether it is unknown if, when and how often the present words run.
func (f *Forecast) Uncertain() bool { return f.depth > 0 }

func copyOf(f *Forecast) Forecast {
	c := *f
	c.down, c.silent, c.off, c.unborn = maps.Clone(f.down), maps.Clone(f.silent), maps.Clone(f.off), maps.Clone(f.unborn)
	c.closed, c.away, c.server, c.loads = maps.Clone(f.closed), maps.Clone(f.away), maps.Clone(f.server), maps.Clone(f.loads)
	c.filled = maps.Clone(f.filled)
	return c
}

// set records a fact, which stays uncertain where it is uncertain that the word runs.
func set[K comparable](f *Forecast, facts map[K]certainty, key K, now certainty) {
	if f.Uncertain() && facts[key] != now {
		now = isUncertain
	}
	facts[key] = now
}

// certain reports whether a fact has this value for certain.
func (f *Forecast) certain(fact, value certainty) bool { return !f.Uncertain() && fact == value }
