package assertions

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

func (a *Await) checkResult(_ context.Context, env *harness.Env) verdict.Verdict {
	switch {
	case a.Result == "":
		return notNamed
	case !env.Kept(a.Result):
		return verdict.Undecided("there is no result %q yet", a.Result)
	}
	return verdict.Holds("there is a result %q", a.Result)
}

func (a *Await) checkSession(_ context.Context, env *harness.Env) verdict.Verdict {
	if a.State == "" {
		return notNamed
	}
	s := env.Present(a.Session)
	switch {
	case s == nil:
		return verdict.Undecided("the session is not open")
	case s.State() != a.State:
		return verdict.Undecided("session %s is %s", s.Name(), s.State())
	}
	return verdict.Holds("session %s is %s", s.Name(), a.State)
}

func (a *Await) checkEvent(_ context.Context, env *harness.Env) verdict.Verdict {
	if a.Event == "" {
		return notNamed
	}
	wanted, n := max(a.Count, 1), 0
	for _, e := range env.Events(a.Session) {
		if e.Watch.Type == a.Event && (a.Path == "" || e.Watch.Path == a.Path) {
			n++
		}
	}
	if n < wanted {
		return verdict.Undecided("%s received %d of %d times", a.describeEvent(), n, wanted)
	}
	return verdict.Holds("%s received %d of %d times", a.describeEvent(), n, wanted)
}

func (a *Await) describeEvent() string {
	if a.Path == "" {
		return a.Event
	}
	return a.Event + " of " + a.Path
}

// sessionStates are the states that await can wait for.
var sessionStates = []session.State{session.Away, session.Closed, session.Connected, session.Connecting, session.Expired}

// validateSession reports mistakes in the attributes about a session.
func (a *Await) validateSession(sc *spec.Scenario) hcl.Diagnostics {
	var diags hcl.Diagnostics
	about := a.State != "" || a.Event != ""
	if _, ok := sc.Session(a.Session); !ok && (about || a.Session != "") {
		diags = append(diags, a.noSession(sc))
	}
	if a.Session != "" && a.StateRange.Empty() && a.EventRange.Empty() {
		diags = append(diags, spec.Errorf(a.SessionRange, "Nothing to wait for", "session needs state = STATE or event = TYPE."))
	}
	if a.State != "" && !slices.Contains(sessionStates, a.State) {
		diags = append(diags, spec.Errorf(a.StateRange, "No such state", "%q is not a state of a session.%s", a.State, spec.DidYouMean(string(a.State), texts(sessionStates))))
	}
	if a.Event != "" && !slices.Contains(timeline.EventTypes(), a.Event) {
		diags = append(diags, spec.Errorf(a.EventRange, "No such event", "%q is not a type of watch event.%s", a.Event, spec.DidYouMean(a.Event, timeline.EventTypes())))
	}
	return append(diags, a.validateEvent()...)
}

// validateEvent reports mistakes in the attributes about a watch event.
func (a *Await) validateEvent() hcl.Diagnostics {
	var diags hcl.Diagnostics
	if a.EventRange.Empty() {
		for _, at := range []hcl.Range{a.PathRange, a.CountRange} {
			if !at.Empty() {
				diags = append(diags, spec.Errorf(at, "Event missing", "path and count need event = TYPE."))
			}
		}
		return diags
	}
	if err := timeline.CheckPath(a.Path, false); a.Path != "" && err != nil {
		diags = append(diags, spec.Errorf(a.PathRange, "Invalid path", "%q is not the path of a znode: %s.", a.Path, err))
	}
	if !a.CountRange.Empty() && a.Count < 1 {
		diags = append(diags, spec.Errorf(a.CountRange, "Invalid number of events", "count must be at least 1."))
	}
	return diags
}

func (a *Await) noSession(sc *spec.Scenario) *hcl.Diagnostic {
	if a.Session == "" {
		return spec.Errorf(a.Range, "Which session?", "Add session = NAME, a session that the scenario declares.")
	}
	var names []string
	for _, s := range sc.Sessions {
		names = append(names, s.Name)
	}
	return spec.Errorf(a.SessionRange, "No such session", "The scenario declares no session %q.%s", a.Session, spec.DidYouMean(a.Session, names))
}

func texts[T ~string](values []T) []string {
	names := make([]string, len(values))
	for i, name := range values {
		names[i] = fmt.Sprint(name)
	}
	return names
}
