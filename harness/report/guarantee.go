package report

import "github.com/zkscenario/zkscenario/harness/timeline"

// GuaranteeState is the state of a guarantee, expected or found.
type GuaranteeState string

// The states of a guarantee. None is expected to be unknown.
const (
	GuaranteeHeld    GuaranteeState = "held"
	GuaranteeBroken  GuaranteeState = "broken"
	GuaranteeUnknown GuaranteeState = "unknown"
)

// StateOf returns the state of a guarantee for the outcome of its checks. A guarantee
// that was not tested is unknown.
func StateOf(o timeline.Outcome) GuaranteeState {
	switch o {
	case timeline.OK:
		return GuaranteeHeld
	case timeline.Broken:
		return GuaranteeBroken
	default:
		return GuaranteeUnknown
	}
}

// Outcome converts the state back.
func (s GuaranteeState) Outcome() timeline.Outcome {
	switch s {
	case GuaranteeHeld:
		return timeline.OK
	case GuaranteeBroken:
		return timeline.Broken
	default:
		return timeline.Unknown
	}
}

// Guarantee is one promise, what was expected of it and what was found.
type Guarantee struct {
	Name     string         `json:"name"`
	Promise  string         `json:"promise"`
	Source   string         `json:"source"`
	Expected GuaranteeState `json:"expected"` // held or broken
	Outcome  GuaranteeState `json:"outcome"`
	Why      string         `json:"why,omitempty"`
	Evidence []string       `json:"evidence,omitempty"`
	Account  []Moment       `json:"account,omitempty"` // the events that led to the violation
}

// Words describes the outcome compared with the expectation.
func (g Guarantee) Words() string {
	switch {
	case g.Outcome == GuaranteeUnknown:
		return "cannot tell; expected: " + string(g.Expected)
	case g.Outcome == GuaranteeBroken && g.AsExpected():
		return "broken, as expected on this release"
	case g.Outcome == GuaranteeBroken:
		return "broken, and not expected to break on this release"
	case !g.AsExpected():
		return "held, but expected to break on this release"
	default:
		return "held"
	}
}

// AsExpected reports whether the outcome is the expected one.
func (g Guarantee) AsExpected() bool { return g.Outcome == g.Expected }
