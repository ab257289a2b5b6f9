package forecast

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Use describes what an operation needs of its session.
type Use int

const (
	// Send needs a connection: the reply is not awaited.
	Send Use = iota
	// Ask needs a reply of the session's server.
	Ask
	// Commit needs a reply that takes a quorum.
	Commit
)

// UseSession reports a session that an operation cannot use: one that is over or
// disconnected, or on a server that cannot answer. "" means the session of the step.
func (f *Forecast) UseSession(name string, use Use, at hcl.Range) hcl.Diagnostics {
	s, ok := f.Scenario.Session(name)
	if !ok {
		return nil // reported elsewhere
	}
	on := f.server[s.Name]
	switch {
	case f.certain(f.closed[s.Name], isTrue):
		return hcl.Diagnostics{spec.Errorf(at, "Session is over", "The session %q is closed or expired at this point of the scenario; connect opens a new one.", s.Name)}
	case f.certain(f.away[s.Name], isTrue):
		return hcl.Diagnostics{spec.Errorf(at, "Session is away", "The session %q is disconnected at this point of the scenario, until connect or move.", s.Name)}
	case on != 0 && f.certain(f.down[on], isTrue):
		return hcl.Diagnostics{spec.Errorf(at, "Server of the session does not run", "The session %q is on server %d, which does not run at this point of the scenario; move it before, or start the server.", s.Name, on)}
	case use == Send:
		return nil
	case on != 0 && f.mute(on) != "":
		return hcl.Diagnostics{spec.Errorf(at, "Server of the session is silent", "The session %q is on server %d, which %s at this point of the scenario; move it before, or say how the operation may end: may_fail = true, or wait = false.", s.Name, on, f.mute(on))}
	case use == Ask:
		return nil // of a server that may not have noticed yet that it has no quorum
	case on != 0:
		return f.mustBelong([]int{on}, at)
	default:
		return f.MustHaveQuorum(at)
	}
}

// EndSession records that a session ends, by its client or by the ensemble.
func (f *Forecast) EndSession(name string, at hcl.Range) hcl.Diagnostics {
	return f.leave(name, f.closed, "at this point of the scenario already", at)
}

// Disconnect records that the session's client stays disconnected.
func (f *Forecast) Disconnect(name string, at hcl.Range) hcl.Diagnostics {
	return f.leave(name, f.away, "at this point of the scenario", at)
}

// leave records what becomes of a session, and reports one that is over.
func (f *Forecast) leave(name string, becomes map[string]certainty, when string, at hcl.Range) hcl.Diagnostics {
	s, ok := f.Scenario.Session(name)
	if !ok {
		return nil
	}
	if f.certain(f.closed[s.Name], isTrue) {
		return hcl.Diagnostics{spec.Errorf(at, "Session is over", "The session %q is closed or expired %s.", s.Name, when)}
	}
	set(f, becomes, s.Name, isTrue)
	return nil
}

// Reach records that a session connects to a server; 0 means its last one. With anew a
// session that is over is opened as a new one, otherwise it is reported.
func (f *Forecast) Reach(name string, server int, anew bool, at hcl.Range) hcl.Diagnostics {
	s, ok := f.Scenario.Session(name)
	if !ok {
		return nil
	}
	var diags hcl.Diagnostics
	if !anew && f.certain(f.closed[s.Name], isTrue) {
		diags = append(diags, spec.Errorf(at, "Session is over", "The session %q is closed or expired at this point of the scenario; connect opens a new one.", s.Name))
	}
	if server == 0 {
		server = f.server[s.Name]
	}
	if server != 0 {
		diags = append(diags, f.MustServe([]int{server}, at)...)
	}
	set(f, f.closed, s.Name, isFalse)
	set(f, f.away, s.Name, isFalse)
	if f.Uncertain() && f.server[s.Name] != server {
		server = 0
	}
	f.server[s.Name] = server
	return diags
}

// ReachAny records that a session connects to a server that is not known yet.
func (f *Forecast) ReachAny(name string) {
	if s, ok := f.Scenario.Session(name); ok {
		f.closed[s.Name], f.away[s.Name], f.server[s.Name] = isFalse, isFalse, 0
	}
}

// Begin records that a background workload begins, and reports one that runs already.
func (f *Forecast) Begin(name string, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if f.certain(f.loads[name], isTrue) {
		diags = append(diags, spec.Errorf(at, "Load goes on already", "The load %q goes on at this point of the scenario; finish ends it.", name))
	}
	set(f, f.loads, name, isTrue)
	return diags
}

// Finish records that a background workload ends, and reports one that does not run.
func (f *Forecast) Finish(name string, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if f.certain(f.loads[name], isFalse) {
		var names []string
		for known, c := range f.loads {
			if c != isFalse {
				names = append(names, known)
			}
		}
		slices.Sort(names)
		diags = append(diags, spec.Errorf(at, "No such load", "No load %q goes on at this point of the scenario.%s", name, spec.DidYouMean(name, names)))
	}
	set(f, f.loads, name, isFalse)
	return diags
}
