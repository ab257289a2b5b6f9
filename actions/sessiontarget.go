package actions

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// sessionTarget names the session that a word acts on.
type sessionTarget struct {
	Name      string    `hcl:"session,label"`
	NameRange hcl.Range `hcl:"session,label_range"`
}

func (t *sessionTarget) validate(sc *spec.Scenario) hcl.Diagnostics {
	return validSession(sc, t.Name, t.NameRange, t.NameRange)
}

// validSession reports a session that the scenario does not declare; "" stands for the session
// of the step. at is the range of the attribute, label that of the word's label.
func validSession(sc *spec.Scenario, name string, at, label hcl.Range) hcl.Diagnostics {
	if at.Empty() {
		at = label
	}
	if _, ok := sc.Session(name); ok {
		return nil
	}
	var names []string
	for _, s := range sc.Sessions {
		names = append(names, s.Name)
	}
	switch {
	case name != "":
		return hcl.Diagnostics{spec.Errorf(at, "No such session", "The scenario declares no session %q.%s", name, spec.DidYouMean(name, names))}
	case len(names) == 0:
		return hcl.Diagnostics{spec.Errorf(at, "No session", `This needs a client session; declare one in the scenario: session "app" {}.`)}
	default:
		return hcl.Diagnostics{spec.Errorf(at, "Ambiguous session", "The scenario has several sessions; write session = NAME, one of %s.", strings.Join(names, ", "))}
	}
}

// predictSession reports a session that cannot do what an operation needs, unless its name is
// not known before the run. at is the range of the attribute, label that of the word's label.
func predictSession(f *forecast.Forecast, name string, at hcl.Range, needs forecast.Use, label hcl.Range) hcl.Diagnostics {
	if name == "" && !at.Empty() {
		return nil
	}
	if at.Empty() {
		at = label
	}
	return f.UseSession(name, needs, at)
}
