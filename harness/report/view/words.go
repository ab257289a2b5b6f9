package view

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// controlOutcome rates a control: only one that held confirms the cause.
func controlOutcome(c report.Control) timeline.Outcome {
	if c.Verdict == report.Reproduced {
		return timeline.Broken
	}
	return c.Verdict.Outcome()
}

// controlWords returns the verdict of a control, with the reason unless it held.
func controlWords(c report.Control) string {
	if c.Verdict == report.Held || c.Reason == "" {
		return c.Verdict.String()
	}
	return c.Verdict.String() + ": " + c.Reason
}

// needsExplanation reports whether the evidence of a guarantee is shown.
func needsExplanation(g report.Guarantee) bool {
	return g.Outcome != report.GuaranteeHeld || g.Expected != report.GuaranteeHeld
}

// expectation rates a guarantee by whether its outcome was expected.
func expectation(g report.Guarantee) timeline.Outcome {
	switch {
	case g.AsExpected():
		return timeline.OK
	case g.Outcome == report.GuaranteeUnknown:
		return timeline.Unknown
	default:
		return timeline.Broken
	}
}

// untested lists the guarantees that nothing put to the test; it is empty without any.
func untested(r *report.Report) string {
	if len(r.Untested) == 0 {
		return ""
	}
	return "not tested: " + strings.Join(r.Untested, ", ")
}

// notOwed states what the checks left out because of what the scenario itself did; it is
// empty if they left out nothing.
func notOwed(r *report.Report) string { return strings.Join(r.NotOwed, "; ") }

// proofCount counts the facts and controls that came out as expected.
func proofCount(r *report.Report) string {
	var counts []string
	if n := len(r.Facts); n > 0 {
		count := fmt.Sprintf("%d of %s", r.Matching(), report.Count(n, "fact"))
		if hasNeutralFacts(r) {
			count += " (none need match: nothing is expected to break)"
		}
		counts = append(counts, count)
	}
	if n := len(r.Controls); n > 0 {
		held := 0
		for _, c := range r.Controls {
			if c.Verdict == report.Held {
				held++
			}
		}
		counts = append(counts, fmt.Sprintf("%d of %s held", held, report.Count(n, "control")))
	}
	return strings.Join(counts, ", ")
}

func hasNeutralFacts(r *report.Report) bool {
	return slices.ContainsFunc(r.Facts, func(f report.Fact) bool { return f.Neutral })
}

// evidence lists what explains the verdict, as lines.
func evidence(r *report.Report) string {
	lines := []string{r.Reason}
	for _, g := range r.Guarantees {
		if !needsExplanation(g) {
			continue
		}
		lines = append(lines, g.Name+": "+g.Words())
		for _, text := range []string{g.Origin(), g.Why} {
			if text != "" {
				lines = append(lines, "  "+text)
			}
		}
		for _, e := range g.Evidence {
			lines = append(lines, "  - "+e)
		}
		for _, m := range g.Account {
			lines = append(lines, "  "+m.String())
		}
	}
	return strings.Join(lines, "\n")
}

// inSeveralPlaces reports whether runs were in different places, so that each must name
// its own.
func inSeveralPlaces(reports []*report.Report) bool {
	return slices.ContainsFunc(reports, func(r *report.Report) bool { return r.Place() != reports[0].Place() })
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// The summaries show the beginning of a reason; the run's own report has all of it.
const reasonLength = 90

// shortened returns a reason as one line, cut between two words if possible.
func shortened(reason string) string {
	return cut(strings.Join(strings.Fields(report.Plain(reason)), " "), reasonLength)
}

// cut returns the beginning of a text that is longer than some characters, between two
// words if possible.
func cut(text string, most int) string {
	all := []rune(text)
	if len(all) <= most {
		return text
	}
	short := string(all[:most])
	if end := strings.LastIndexByte(short, ' '); end > 0 {
		short = short[:end]
	}
	return short + " …"
}
