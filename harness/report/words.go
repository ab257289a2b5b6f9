package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// line is one event in words, or a few that say the same.
type line struct {
	Outcome timeline.Outcome // "" where nothing was asked
	Text    string
	Proof   string // receipt or log line
}

// words says what an event tells.
func words(e timeline.Event) line {
	switch {
	case e.Finding != nil:
		return findingWords(e)
	case e.Server != nil:
		return line{Text: e.What, Proof: e.Server.Line}
	case e.Kind == timeline.KindFault && e.Outcome != timeline.OK:
		return line{Outcome: e.Outcome, Text: e.What, Proof: e.Receipt}
	default:
		return line{Text: e.What, Proof: e.Receipt}
	}
}

func findingWords(e timeline.Event) line {
	f := e.Finding
	if f.By == factWord {
		text := fmt.Sprintf("%s: reported %s, observed %s", e.What, f.Reported, f.Observed)
		return line{Outcome: matchOutcome(f.Matches), Text: text}
	}
	text := f.By
	if f.Guarantee != "" && f.Guarantee != f.By {
		text += " " + f.Guarantee
	}
	if e.What != "" {
		text += ": " + e.What
	}
	return line{Outcome: e.Outcome, Text: text}
}

// factWord is who a finding is by when it is a fact.
const factWord = "fact"

// silent tells whether a finding says nothing beyond that all is well, or that
// nothing was tested, which the report says of all such promises in one line.
func silent(e timeline.Event) bool {
	return e.Finding != nil && (e.What == "" && e.Outcome == timeline.OK || e.Outcome == timeline.Untested)
}

// untested says which promises nothing put to the test, or nothing.
func (r *Report) untested() string {
	if len(r.Untested) == 0 {
		return ""
	}
	return "not tested: " + strings.Join(r.Untested, ", ")
}

// symbol is the mark in front of an answer.
func symbol(o timeline.Outcome) string {
	switch o {
	case timeline.OK:
		return "✓"
	case timeline.Broken, timeline.Refused:
		return "✗"
	case timeline.Unknown:
		return "?"
	default:
		return " "
	}
}

func matchOutcome(matches bool) timeline.Outcome {
	if matches {
		return timeline.OK
	}
	return timeline.Broken
}

// outcome is how good the verdict is, for marks and colours.
func (v Verdict) outcome() timeline.Outcome {
	switch {
	case v.Good():
		return timeline.OK
	case v == Inconclusive:
		return timeline.Unknown
	default:
		return timeline.Broken
	}
}

// outcome is how a control ended: only Held proves the cause.
func (c Control) outcome() timeline.Outcome {
	if c.Verdict == Reproduced {
		return timeline.Broken
	}
	return c.Verdict.outcome()
}

// words is the control's verdict; a reason is only needed where it is not the
// wanted one.
func (c Control) words() string {
	if c.Verdict == Held || c.Reason == "" {
		return c.Verdict.String()
	}
	return c.Verdict.String() + ": " + c.Reason
}

// Words sets the outcome beside what was expected.
func (g Guarantee) Words() string {
	switch g.Outcome + "/" + g.Expected {
	case GuaranteeBroken + "/" + GuaranteeBroken:
		return "broken, as expected on this release"
	case GuaranteeBroken + "/" + GuaranteeHeld:
		return "broken, and not expected to break on this release"
	case GuaranteeHeld + "/" + GuaranteeBroken:
		return "held, but expected to break on this release"
	case GuaranteeHeld + "/" + GuaranteeHeld:
		return "held"
	default:
		return "cannot tell; expected: " + g.Expected
	}
}

// explains tells whether the reader wants to know why.
func (g Guarantee) explains() bool {
	return g.Outcome != GuaranteeHeld || g.Expected != GuaranteeHeld
}

// mark is what became of the guarantee.
func (g Guarantee) mark() timeline.Outcome {
	switch g.Outcome {
	case GuaranteeHeld:
		return timeline.OK
	case GuaranteeBroken:
		return timeline.Broken
	default:
		return timeline.Unknown
	}
}

// wanted is whether that was to be expected.
func (g Guarantee) wanted() timeline.Outcome {
	switch g.Outcome {
	case g.Expected:
		return timeline.OK
	case GuaranteeHeld, GuaranteeBroken:
		return timeline.Broken
	default:
		return timeline.Unknown
	}
}

// Title names the run: its scenario, its release, and which control it is.
func (r *Report) Title() string {
	title := r.Scenario + " on " + r.Release
	if r.Control != "" {
		title += fmt.Sprintf(", control %q", r.Control)
	}
	return title
}

// Place is the runtime, and what the servers were made from where that is not a release.
// Of runs in different places each says something of its own.
func (r *Report) Place() string { return r.Runtime + r.built() }

// built says what the servers were made from, where that is not a release.
func (r *Report) built() string {
	if r.Build == "" {
		return ""
	}
	return ", built from " + r.Build
}

// mixed tells whether runs were in different places, so that each has to say in which.
func mixed(reports []*Report) bool {
	return slices.ContainsFunc(reports, func(r *Report) bool { return r.Place() != reports[0].Place() })
}

// proofCount counts the facts and controls that came out as wanted.
func (r *Report) proofCount() string {
	var counts []string
	if n := len(r.Facts); n > 0 {
		counts = append(counts, fmt.Sprintf("%d of %s", r.Matching(), plural(n, "fact")))
	}
	if n := len(r.Controls); n > 0 {
		held := 0
		for _, c := range r.Controls {
			if c.Verdict == Held {
				held++
			}
		}
		counts = append(counts, fmt.Sprintf("%d of %s held", held, plural(n, "control")))
	}
	return strings.Join(counts, ", ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
