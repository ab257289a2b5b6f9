package harness

import (
	"fmt"
	"maps"
	"slices"

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
	lists  bool // servers were given lists of their own
	vague  int  // > 0: whether, when and how often the words run is not known
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
	}
	if sc.Ensemble == nil {
		f.vague = 1
		return f
	}
	for _, s := range sc.Ensemble.Servers {
		if s.Later {
			f.down[s.ID] = yes
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
	}
	return diags
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
		f.down[s.ID], f.silent[s.ID], f.off[s.ID] = maybe, maybe, maybe
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

// MustServe demands that servers can serve: that they run, and that a quorum does.
func (f *Forecast) MustServe(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.surely(f.down[id]) || f.surely(f.silent[id]) {
			diags = append(diags, spec.Errorf(at, "Server cannot serve", "Server %d does not run at this point of the story, or is frozen.", id))
		}
	}
	return append(diags, f.Quorum(at)...)
}

// Quorum demands that a quorum can exist. Where servers have lists of their own,
// nobody can tell beforehand how many make one.
func (f *Forecast) Quorum(at hcl.Range) hcl.Diagnostics {
	voters, missing := 0, []int{}
	for _, s := range f.sc.Ensemble.Servers {
		switch {
		case f.lists || s.List != nil || s.Later:
			return nil
		case s.Observer:
			continue
		case f.surely(f.down[s.ID]) || f.surely(f.silent[s.ID]):
			missing = append(missing, s.ID)
		}
		voters++
	}
	if voters-len(missing) >= voters/2+1 {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(at, "No quorum", "This needs a quorum, %d of the %d servers that vote; at this point of the story %s.",
		voters/2+1, voters, theyAre(missing, "does not run", "do not run"))}
}

func theyAre(ids []int, one, many string) string {
	if len(ids) == 1 {
		return fmt.Sprintf("server %d %s", ids[0], one)
	}
	return fmt.Sprintf("servers %s %s", list(ids), many)
}

// UseSession is the use of a session by an operation, "" for that of the step. It
// must be open, and its server must run.
func (f *Forecast) UseSession(name string, at hcl.Range) hcl.Diagnostics {
	s, ok := DeclaredSession(f.sc, name)
	if !ok {
		return nil // somebody else complains of that
	}
	switch {
	case f.surely(f.closed[s.Name]):
		return hcl.Diagnostics{spec.Errorf(at, "Session is over", "The session %q is closed or expired at this point of the story; connect opens a new one.", s.Name)}
	case f.surely(f.away[s.Name]):
		return hcl.Diagnostics{spec.Errorf(at, "Session is away", "The session %q is disconnected at this point of the story, until connect or move.", s.Name)}
	case f.server[s.Name] != 0 && f.surely(f.down[f.server[s.Name]]):
		return hcl.Diagnostics{spec.Errorf(at, "Server of the session does not run", "The session %q is on server %d, which does not run at this point of the story; move it before, or start the server.", s.Name, f.server[s.Name])}
	}
	return nil
}

// EndSession is the end of a session, by its client or by the ensemble.
func (f *Forecast) EndSession(name string, at hcl.Range) hcl.Diagnostics {
	s, ok := DeclaredSession(f.sc, name)
	if !ok {
		return nil
	}
	if f.surely(f.closed[s.Name]) {
		return hcl.Diagnostics{spec.Errorf(at, "Session is over", "The session %q is closed or expired at this point of the story already.", s.Name)}
	}
	set(f, f.closed, s.Name, yes)
	return nil
}

// Disconnect is that the session's client stays away.
func (f *Forecast) Disconnect(name string, at hcl.Range) hcl.Diagnostics {
	s, ok := DeclaredSession(f.sc, name)
	if !ok {
		return nil
	}
	if f.surely(f.closed[s.Name]) {
		return hcl.Diagnostics{spec.Errorf(at, "Session is over", "The session %q is closed or expired at this point of the story.", s.Name)}
	}
	set(f, f.away, s.Name, yes)
	return nil
}

// Reach is that the session is brought to a server, 0 for its last one; a new one
// where it was over, if that is allowed.
func (f *Forecast) Reach(name string, server int, anew bool, at hcl.Range) hcl.Diagnostics {
	s, ok := DeclaredSession(f.sc, name)
	if !ok {
		return nil
	}
	var diags hcl.Diagnostics
	if !anew && f.surely(f.closed[s.Name]) {
		diags = append(diags, spec.Errorf(at, "Session is over", "The session %q is closed or expired at this point of the story; connect opens a new one.", s.Name))
	}
	if server == 0 {
		server = f.server[s.Name]
	}
	if server != 0 {
		diags = append(diags, f.MustServe([]int{server}, at)...)
	}
	set(f, f.closed, s.Name, no)
	set(f, f.away, s.Name, no)
	if f.vague > 0 && f.server[s.Name] != server {
		server = 0
	}
	f.server[s.Name] = server
	return diags
}

// ReachSome is Reach for a server of which it is not known yet which it is.
func (f *Forecast) ReachSome(name string) {
	if s, ok := DeclaredSession(f.sc, name); ok {
		f.closed[s.Name], f.away[s.Name], f.server[s.Name] = no, no, 0
	}
}

// Begin is the beginning of a load.
func (f *Forecast) Begin(name string, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if f.surely(f.tasks[name]) {
		diags = append(diags, spec.Errorf(at, "Load goes on already", "The load %q goes on at this point of the story; finish ends it.", name))
	}
	set(f, f.tasks, name, yes)
	return diags
}

// Finish is the end of a load.
func (f *Forecast) Finish(name string, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if f.vague == 0 && f.tasks[name] == no {
		var names []string
		for known, c := range f.tasks {
			if c != no {
				names = append(names, known)
			}
		}
		slices.Sort(names)
		diags = append(diags, spec.Errorf(at, "No such load", "No load %q goes on at this point of the story.%s", name, spec.DidYouMean(name, names)))
	}
	set(f, f.tasks, name, no)
	return diags
}
