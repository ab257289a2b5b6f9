package harness

import (
	"maps"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Foreteller is a word that knows, as far as its attributes have values before the
// run, what it will do to servers and sessions, and what it needs of them. What
// cannot be is a mistake of the author's, found before anything boots.
type Foreteller interface {
	Foretell(f *Forecast) hcl.Diagnostics
}

// Forecast is what is known, before anything runs, of the servers and sessions at
// one place of the story. Where it is in doubt it complains of nothing.
type Forecast struct {
	sc     *spec.Scenario
	down   map[int]certainty // its process does not run
	silent map[int]certainty // it runs, and nobody hears of it: it is frozen
	off    map[int]certainty // its machine has no power
	closed map[string]certainty
	away   map[string]certainty
	server map[string]int // that a session is on; 0 when it is not known
	tasks  map[string]certainty
	unborn map[int]certainty // it was not started yet
	filled map[sizedDisk]certainty
	cuts   []division // that are surely in force
	lists  bool       // servers were given lists of their own
	mixed  bool       // servers were given releases of their own
	vague  int        // > 0: whether, when and how often the words run is not known
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
		sc: sc, down: map[int]certainty{}, silent: map[int]certainty{}, off: map[int]certainty{}, closed: map[string]certainty{},
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

// as is the forecast for words that see the scenario as given.
func (f *Forecast) as(sc *spec.Scenario) *Forecast {
	f.sc = sc
	return f
}

// Scenario is what the words see.
func (f *Forecast) Scenario() *spec.Scenario { return f.sc }

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

func (f *Forecast) surely(c certainty) bool { return f.vague == 0 && c == yes }

// Start is the start of servers. None of them may run already.
func (f *Forecast) Start(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		switch {
		case f.vague == 0 && f.down[id] == no:
			diags = append(diags, spec.Errorf(at, "Server runs already", "Server %d runs at this point of the story; only one that was killed or stopped can be started.", id))
		case f.surely(f.off[id]):
			diags = append(diags, spec.Errorf(at, "Machine has no power", "The machine of server %d has no power at this point of the story; power_on gives it back and starts the server.", id))
		}
		set(f, f.down, id, no)
		set(f, f.silent, id, no)
		set(f, f.unborn, id, no)
	}
	return diags
}

// Stop is the end of servers' processes by a signal that they have to heed.
func (f *Forecast) Stop(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.surely(f.silent[id]) {
			diags = append(diags, spec.Errorf(at, "Server is paused", "Server %d is frozen at this point of the story and heeds no SIGTERM; resume it before, or kill it.", id))
		}
	}
	return append(diags, f.End(ids, at)...)
}

// End is the end of servers' processes. All of them must run.
func (f *Forecast) End(ids []int, at hcl.Range) hcl.Diagnostics {
	diags := f.MustRun(ids, at)
	for _, id := range ids {
		set(f, f.down, id, yes)
		set(f, f.silent, id, no)
	}
	return diags
}

// PowerOff is the end of servers and of their machines' power.
func (f *Forecast) PowerOff(ids []int, at hcl.Range) hcl.Diagnostics {
	diags := f.End(ids, at)
	for _, id := range ids {
		if !diags.HasErrors() {
			set(f, f.off, id, yes)
		}
	}
	return diags
}

// PowerOn gives machines their power back, which they must have lost, and starts
// their servers.
func (f *Forecast) PowerOn(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.vague == 0 && f.off[id] == no {
			diags = append(diags, spec.Errorf(at, "Machine has power", "Nothing has taken the power of the machine of server %d at this point of the story; start starts a server.", id))
			set(f, f.down, id, yes) // so that this is the only complaint
		}
		set(f, f.off, id, no)
	}
	return append(diags, f.Start(ids, at)...)
}

// MayEnd is something that servers may survive or not.
func (f *Forecast) MayEnd(ids []int) {
	for _, id := range ids {
		if f.down[id] == no {
			f.down[id] = maybe
		}
	}
}

// Ended is what was to be seen: that the processes of servers are gone.
func (f *Forecast) Ended(ids []int) {
	for _, id := range ids {
		set(f, f.down, id, yes)
	}
}

// Freeze is the freezing of servers, or its end.
func (f *Forecast) Freeze(ids []int, frozen bool, at hcl.Range) hcl.Diagnostics {
	diags := f.MustRun(ids, at)
	for _, id := range ids {
		switch {
		case frozen && f.surely(f.silent[id]):
			diags = append(diags, spec.Errorf(at, "Server is paused already", "Server %d is frozen at this point of the story.", id))
		case !frozen && f.vague == 0 && f.silent[id] == no && len(diags) == 0:
			diags = append(diags, spec.Errorf(at, "Server is not paused", "Nothing has frozen server %d at this point of the story.", id))
		}
		set(f, f.silent, id, map[bool]certainty{true: yes, false: no}[frozen])
	}
	return diags
}

// SomeServers is something that happens to servers of which it is not known yet
// which they are.
func (f *Forecast) SomeServers() {
	for _, s := range f.sc.Ensemble.Servers {
		f.down[s.ID], f.silent[s.ID], f.off[s.ID], f.unborn[s.ID] = maybe, maybe, maybe, maybe
	}
}

// AllRun is that all servers run that have run before.
func (f *Forecast) AllRun() {
	for _, s := range f.sc.Ensemble.Servers {
		if !s.Later || f.down[s.ID] != yes {
			set(f, f.down, s.ID, no)
			set(f, f.silent, s.ID, no)
		}
	}
}

// MustRun demands that servers run.
func (f *Forecast) MustRun(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.surely(f.down[id]) {
			diags = append(diags, spec.Errorf(at, "Server does not run", "Server %d does not run at this point of the story.", id))
		}
	}
	return diags
}

// MustBeDown demands that servers do not run.
func (f *Forecast) MustBeDown(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.vague == 0 && f.down[id] == no {
			diags = append(diags, spec.Errorf(at, "Server runs", "Server %d runs at this point of the story; kill or stop it before.", id))
		}
	}
	return diags
}

// MustBeBorn demands that servers were started, if only once.
func (f *Forecast) MustBeBorn(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.surely(f.unborn[id]) {
			diags = append(diags, spec.Errorf(at, "Server was not started", "Server %d starts later, and nothing has started it at this point of the story.", id))
		}
	}
	return diags
}

// ReleasesDiffer is that servers get releases of their own: from then on nobody can
// tell beforehand which ones they run.
func (f *Forecast) ReleasesDiffer() { f.mixed = true }

// Before tells whether all servers are known to run releases before a triple, and
// names the one of the ensemble.
func (f *Forecast) Before(triple string) (release string, surely bool) {
	before, err := spec.ParseConstraint("< " + triple)
	if err != nil || f.mixed || f.sc.OutOfRange() {
		return "", false
	}
	for _, s := range f.sc.Ensemble.Servers {
		if s.Release == "" || !before.Allows(s.Release) {
			return "", false
		}
		release = s.Release
	}
	return release, true
}

// Fill is that a disk of a server is filled, or that its room is given back. No
// server is one that is not known yet.
func (f *Forecast) Fill(server int, disk Disk, full bool, at hcl.Range) hcl.Diagnostics {
	if server == 0 || disk == "" {
		for _, s := range f.sc.Ensemble.Servers {
			f.filled[sizedDisk{s.ID, DataDisk}], f.filled[sizedDisk{s.ID, LogDisk}] = maybe, maybe
		}
		return nil
	}
	key := sizedDisk{server, disk}
	if full {
		set(f, f.filled, key, yes)
		return nil
	}
	var diags hcl.Diagnostics
	if f.vague == 0 && f.filled[key] == no {
		diags = append(diags, spec.Errorf(at, "Nothing to free", "No fill_disk has filled the %s disk of server %d at this point of the story.", disk, server))
	}
	set(f, f.filled, key, no)
	return diags
}
