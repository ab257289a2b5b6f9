package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// GuaranteeState is the state of a guarantee, expected or found.
type GuaranteeState string

// The states of a guarantee. Only held and broken can be expected.
const (
	GuaranteeHeld     GuaranteeState = "held"
	GuaranteeBroken   GuaranteeState = "broken"
	GuaranteeUnknown  GuaranteeState = "unknown"
	GuaranteeUntested GuaranteeState = "untested" // as a check found it; a run as a whole is unknown then
)

// StateOf returns the state of a guarantee for the outcome of its check.
func StateOf(o timeline.Outcome) GuaranteeState {
	switch o {
	case timeline.OK:
		return GuaranteeHeld
	case timeline.Broken:
		return GuaranteeBroken
	case timeline.Untested:
		return GuaranteeUntested
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
	Expected GuaranteeState `json:"expected"`         // held or broken
	AnyOf    []string       `json:"any_of,omitempty"` // the group of guarantees of which at least one is expected to break; this one is among them
	Outcome  GuaranteeState `json:"outcome"`
	Instead  []string       `json:"instead,omitempty"` // those of its group that broke, if it did not; then nothing else is expected of it
	Why      string         `json:"why,omitempty"`
	Evidence []string       `json:"evidence,omitempty"`
	BrokenBy []Breach       `json:"broken_by,omitempty"` // words of the scenario that found it broken
	Checked  GuaranteeState `json:"checked,omitempty"`   // what its built-in check found; "" if it has none
	Account  []Moment       `json:"account,omitempty"`   // the events that led to the violation
}

// Breach is the finding of a word of the scenario that a guarantee is broken.
type Breach struct {
	Word   string `json:"word"`   // assert or await
	Source string `json:"source"` // file and line, as "lock.hcl:27"
	Why    string `json:"why"`
}

// String names the word and where it stands, as in "assert (lock.hcl:27)".
func (b Breach) String() string {
	if b.Source == "" { // timelines of earlier versions
		return b.Word
	}
	return fmt.Sprintf("%s (%s)", b.Word, path.Base(b.Source))
}

// mostNamed is the number of words that Origin names.
const mostNamed = 3

// Origin states which words of the scenario found the guarantee broken, and what its
// built-in check found, so that one guarantee never seems to be both held and broken. It
// is "" unless a word found it broken.
func (g Guarantee) Origin() string {
	if len(g.BrokenBy) == 0 {
		return ""
	}
	var names []string
	for _, b := range g.BrokenBy { // a word may stand in a repeat
		if name := b.String(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	more := ""
	if n := len(names) - mostNamed; n > 0 {
		names, more = names[:mostNamed], fmt.Sprintf(" and %d more", n)
	}
	text := "broken by your " + strings.Join(names, ", ") + more
	switch g.Checked {
	case GuaranteeHeld:
		return text + "; the built-in check found nothing"
	case GuaranteeBroken:
		return text + "; the built-in check found it broken too"
	case GuaranteeUnknown:
		return text + "; the built-in check cannot tell"
	case GuaranteeUntested:
		return text + "; the built-in check had nothing to judge"
	default:
		return text
	}
}

// Words describes the outcome compared with the expectation.
func (g Guarantee) Words() string {
	if len(g.AnyOf) > 0 {
		return g.wordsInGroup()
	}
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

// wordsInGroup describes the outcome of a guarantee of a group.
func (g Guarantee) wordsInGroup() string {
	group := timeline.OneOf(g.AnyOf)
	outcome := "held"
	if g.Outcome == GuaranteeUnknown {
		outcome = "cannot tell"
	}
	switch {
	case g.Outcome == GuaranteeBroken:
		return "broken, as expected on this release: " + group
	case len(g.Instead) > 0:
		return fmt.Sprintf("%s; %s broke, as expected on this release: %s", outcome, strings.Join(g.Instead, ", "), group)
	case g.Outcome == GuaranteeUnknown:
		return "cannot tell; expected to break: " + group
	default:
		return "held, but expected to break on this release: " + group
	}
}

// AsExpected reports whether the outcome is the expected one. Of a group one violation is.
func (g Guarantee) AsExpected() bool { return g.Outcome == g.Expected || len(g.Instead) > 0 }
