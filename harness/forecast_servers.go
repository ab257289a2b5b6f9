package harness

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

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
	for _, s := range f.Scenario.Ensemble.Servers {
		f.down[s.ID], f.silent[s.ID], f.off[s.ID], f.unborn[s.ID] = maybe, maybe, maybe, maybe
	}
}

// AllRun is that all servers run that have run before.
func (f *Forecast) AllRun() {
	for _, s := range f.Scenario.Ensemble.Servers {
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
	if err != nil || f.mixed || f.Scenario.OutOfRange() {
		return "", false
	}
	for _, s := range f.Scenario.Ensemble.Servers {
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
		for _, s := range f.Scenario.Ensemble.Servers {
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
