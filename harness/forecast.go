package harness

import (
	"maps"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Predictor is a word that knows, as far as its attributes have values before the
// run, what it will do to servers and sessions, and what it needs of them. What
// cannot be is a mistake of the author's, found before anything boots.
type Predictor interface {
	Predict(f *Forecast) hcl.Diagnostics
}

// Forecast is what is known, before anything runs, of the servers and sessions at
// one place of the story. Where it is in doubt it complains of nothing.
type Forecast struct {
	Scenario *spec.Scenario    // as the present word sees it
	down     map[int]certainty // its process does not run
	silent   map[int]certainty // it runs, and nobody hears of it: it is frozen
	off      map[int]certainty // its machine has no power
	closed   map[string]certainty
	away     map[string]certainty
	server   map[string]int // that a session is on; 0 when it is not known
	tasks    map[string]certainty
	unborn   map[int]certainty // it was not started yet
	filled   map[sizedDisk]certainty
	cuts     []division // that are surely in force
	lists    bool       // servers were given lists of their own
	mixed    bool       // servers were given releases of their own
	vague    int        // > 0: whether, when and how often the words run is not known
}

// sizedDisk is a disk that can be filled.
type sizedDisk struct {
	server int
	disk   Disk
}

type certainty int

const (
	no certainty = iota
	maybe
	yes
)

func newForecast(sc *spec.Scenario) *Forecast {
	f := &Forecast{
		Scenario: sc, down: map[int]certainty{}, silent: map[int]certainty{}, off: map[int]certainty{}, closed: map[string]certainty{},
		away: map[string]certainty{}, server: map[string]int{}, tasks: map[string]certainty{},
		unborn: map[int]certainty{}, filled: map[sizedDisk]certainty{},
	}
	if sc.Ensemble == nil {
		f.vague = 1
		return f
	}
	for _, s := range sc.Ensemble.Servers {
		if s.Later {
			f.down[s.ID], f.unborn[s.ID] = yes, yes
		}
	}
	for _, s := range sc.Sessions {
		f.server[s.Name] = s.Server
	}
	return f
}

// ListsDiffer is that servers get lists of their own: from then on nobody can tell
// beforehand how many make a quorum.
func (f *Forecast) ListsDiffer() { f.lists = true }

// vaguely forecasts words of which it is not known when or how often they run. With
// heed false nothing of what they do is kept, for they are only looked at.
func (f *Forecast) vaguely(heed bool, words func()) {
	before := f.clone()
	f.vague++
	words()
	if !heed {
		*f = before
		return
	}
	f.vague--
}

func (f *Forecast) clone() Forecast {
	c := *f
	c.down, c.silent, c.off = maps.Clone(f.down), maps.Clone(f.silent), maps.Clone(f.off)
	c.closed, c.away, c.server, c.tasks = maps.Clone(f.closed), maps.Clone(f.away), maps.Clone(f.server), maps.Clone(f.tasks)
	c.unborn, c.filled = maps.Clone(f.unborn), maps.Clone(f.filled)
	return c
}

func set[K comparable](f *Forecast, facts map[K]certainty, key K, now certainty) {
	if f.vague > 0 && facts[key] != now {
		now = maybe
	}
	facts[key] = now
}

// Uncertain reports whether it is unknown if, when and how often the present words run.
func (f *Forecast) Uncertain() bool { return f.vague > 0 }

func (f *Forecast) surely(c certainty) bool { return f.vague == 0 && c == yes }
