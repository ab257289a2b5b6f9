package forecast

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Start records that servers are started, and reports those that run already or have no power.
func (f *Forecast) Start(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.certain(f.down[id], isFalse) {
			diags = append(diags, spec.Errorf(at, "Server runs already", "Server %d runs at this point of the scenario; only one that was killed or stopped can be started.", id))
			f.down[id] = isUncertain // so that this is the only complaint
		}
	}
	return append(diags, f.StartThoseDown(ids, at)...)
}

// StartThoseDown records that servers run, and reports those that are frozen or have no power.
func (f *Forecast) StartThoseDown(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		switch {
		case f.certain(f.off[id], isTrue):
			diags = append(diags, spec.Errorf(at, "Machine has no power", "The machine of server %d has no power at this point of the scenario; power_on gives it back and starts the server.", id))
		case f.certain(f.silent[id], isTrue):
			diags = append(diags, spec.Errorf(at, "Server is paused", "Server %d is up at this point of the scenario, but frozen; resume it.", id))
		}
		set(f, f.down, id, isFalse)
		set(f, f.silent, id, isFalse)
		set(f, f.unborn, id, isFalse)
	}
	return diags
}

// MustHeed reports servers that are frozen, which ignore SIGTERM.
func (f *Forecast) MustHeed(ids []int, at hcl.Range) hcl.Diagnostics {
	wrong := func(id int) bool { return f.certain(f.silent[id], isTrue) }
	return serverErrors(ids, wrong, at, "Server is paused", "Server %d is frozen at this point of the scenario and heeds no SIGTERM; resume it before, or kill it.")
}

// End records that the processes of servers end, and reports those that do not run.
func (f *Forecast) End(ids []int, at hcl.Range) hcl.Diagnostics {
	diags := f.MustRun(ids, at)
	f.EndThoseUp(ids)
	return diags
}

// EndThoseUp records that the processes of servers end, unless they have ended before.
func (f *Forecast) EndThoseUp(ids []int) {
	for _, id := range ids {
		set(f, f.down, id, isTrue)
		set(f, f.silent, id, isFalse)
	}
}

// PowerOff records that machines lose power and that their servers end, if they still run.
// It reports machines that have no power.
func (f *Forecast) PowerOff(ids []int, at hcl.Range) hcl.Diagnostics {
	wrong := func(id int) bool { return f.certain(f.off[id], isTrue) }
	diags := serverErrors(ids, wrong, at, "Machine has no power", "Something has taken the power of the machine of server %d before this point of the scenario.")
	f.EndThoseUp(ids)
	for _, id := range ids {
		set(f, f.off, id, isTrue)
	}
	return diags
}

// PowerOn records that machines get their power back and their servers start, and
// reports machines that have power.
func (f *Forecast) PowerOn(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.certain(f.off[id], isFalse) {
			diags = append(diags, spec.Errorf(at, "Machine has power", "Nothing has taken the power of the machine of server %d at this point of the scenario; start starts a server.", id))
			set(f, f.down, id, isTrue) // so that this is the only complaint
		}
		set(f, f.off, id, isFalse)
	}
	return append(diags, f.Start(ids, at)...)
}

// MayEnd records that servers may end or survive.
func (f *Forecast) MayEnd(ids []int) {
	for _, id := range ids {
		if f.down[id] == isFalse {
			f.down[id] = isUncertain
		}
	}
}

// Ended records that the processes of servers were seen to be gone.
func (f *Forecast) Ended(ids []int) {
	for _, id := range ids {
		set(f, f.down, id, isTrue)
	}
}

// Freeze records that servers are paused or resumed, and reports those that are so already.
func (f *Forecast) Freeze(ids []int, frozen bool, at hcl.Range) hcl.Diagnostics {
	diags := f.MustRun(ids, at)
	for _, id := range ids {
		switch {
		case frozen && f.certain(f.silent[id], isTrue):
			diags = append(diags, spec.Errorf(at, "Server is paused already", "Server %d is frozen at this point of the scenario.", id))
		case !frozen && f.certain(f.silent[id], isFalse) && len(diags) == 0:
			diags = append(diags, spec.Errorf(at, "Server is not paused", "Nothing has frozen server %d at this point of the scenario.", id))
		}
		set(f, f.silent, id, map[bool]certainty{true: isTrue, false: isFalse}[frozen])
	}
	return diags
}

// AnyServers records that servers which are not known yet may have been started,
// ended or frozen.
func (f *Forecast) AnyServers() {
	for _, s := range f.Scenario.Ensemble.Servers {
		f.down[s.ID], f.silent[s.ID], f.off[s.ID], f.unborn[s.ID] = isUncertain, isUncertain, isUncertain, isUncertain
	}
}

// AllRun records that every server which was started once runs.
func (f *Forecast) AllRun() {
	for _, s := range f.Scenario.Ensemble.Servers {
		if !s.Later || f.down[s.ID] != isTrue {
			set(f, f.down, s.ID, isFalse)
			set(f, f.silent, s.ID, isFalse)
		}
	}
}

// MustRun reports servers that do not run.
func (f *Forecast) MustRun(ids []int, at hcl.Range) hcl.Diagnostics {
	wrong := func(id int) bool { return f.certain(f.down[id], isTrue) }
	return serverErrors(ids, wrong, at, "Server does not run", "Server %d does not run at this point of the scenario.")
}

// MustBeDown reports servers that run.
func (f *Forecast) MustBeDown(ids []int, at hcl.Range) hcl.Diagnostics {
	wrong := func(id int) bool { return f.certain(f.down[id], isFalse) }
	return serverErrors(ids, wrong, at, "Server runs", "Server %d runs at this point of the scenario; kill or stop it before.")
}

// MustHaveStarted reports servers that were never started.
func (f *Forecast) MustHaveStarted(ids []int, at hcl.Range) hcl.Diagnostics {
	wrong := func(id int) bool { return f.certain(f.unborn[id], isTrue) }
	return serverErrors(ids, wrong, at, "Server was not started", "Server %d starts later, and nothing has started it at this point of the scenario.")
}

// serverErrors returns a diagnostic for each server that is wrong. detail has a %d for its id.
func serverErrors(ids []int, wrong func(id int) bool, at hcl.Range, summary, detail string) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if wrong(id) {
			diags = append(diags, spec.Errorf(at, summary, detail, id))
		}
	}
	return diags
}

// ListsDiffer records that servers get member lists of their own, so that the size of a
// quorum is unknown from here on.
func (f *Forecast) ListsDiffer() { f.lists = true }

// ReleasesDiffer records that servers get releases of their own, so that which ones
// they run is unknown from here on.
func (f *Forecast) ReleasesDiffer() { f.releases = true }

// Before reports whether all servers certainly run releases before a triple such as
// "3.6.0", and returns one of those releases.
func (f *Forecast) Before(triple string) (release string, surely bool) {
	before, err := spec.ParseConstraint("< " + triple)
	if err != nil || f.releases || f.Scenario.OutOfRange() {
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

// Fill records that a disk is filled, or freed again, and reports a disk that nothing
// has filled. Server 0 or an empty name stand for one that is not known yet.
func (f *Forecast) Fill(server int, disk spec.DiskName, full bool, at hcl.Range) hcl.Diagnostics {
	if server == 0 || disk == "" {
		f.anyDisk()
		return nil
	}
	key := sizedDisk{server, disk}
	if full {
		set(f, f.filled, key, isTrue)
		return nil
	}
	var diags hcl.Diagnostics
	if f.certain(f.filled[key], isFalse) {
		diags = append(diags, spec.Errorf(at, "Nothing to free", "No fill_disk has filled the %s disk of server %d at this point of the scenario.", disk, server))
	}
	set(f, f.filled, key, isFalse)
	return diags
}

// anyDisk records that disks which are not known yet may have been filled or freed.
func (f *Forecast) anyDisk() {
	for _, s := range f.Scenario.Ensemble.Servers {
		f.filled[sizedDisk{s.ID, spec.DataDisk}], f.filled[sizedDisk{s.ID, spec.LogDisk}] = isUncertain, isUncertain
	}
}
