package harness

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Conclude makes the report from the timeline alone, so that a saved run has the same
// report as when it ended. The verdict follows from the checks, the findings of the
// scenario's assertions, the expectations in the head, and the end. With names only these
// guarantees count, and each of them must have been tested.
func Conclude(checks *history.Checks, events []timeline.Event, names ...string) *report.Report {
	return conclude(checks.Judge(events, withGroups(names, expectationsIn(events))...), events, names)
}

// conclude makes the report from the verdicts of the checks.
func conclude(checked map[string]history.Verdict, events []timeline.Event, names []string) *report.Report {
	rep := report.Of(events)
	merged := mergeFindings(checked, events)
	expected := expectedOf(merged, expectationsIn(events))
	counted := withGroups(names, expectationsIn(events))
	for _, g := range timeline.Guarantees {
		if len(names) > 0 && !slices.Contains(counted, g.Name) {
			continue
		}
		f, x, picked := merged[g.Name], expected[g.Name], slices.Contains(names, g.Name)
		if why := checked[g.Name].NotOwed; why != "" && !slices.Contains(rep.NotOwed, why) {
			rep.NotOwed = append(rep.NotOwed, why)
		}
		switch {
		case f.Outcome != timeline.Untested:
		case picked:
			x.broke = nil // it must be tested itself
		case !x.toTest:
			rep.Untested = append(rep.Untested, g.Name)
			continue
		}
		out := outcomeOf(g, f, x)
		out.Account = report.Account(events, f.Events)
		rep.Guarantees = append(rep.Guarantees, out)
	}
	rep.Verdict, rep.Reason = decide(rep.Guarantees, endOf(events))
	return rep
}

// endOf returns the end of a timeline; a missing one makes the run inconclusive.
func endOf(events []timeline.Event) timeline.Event {
	if n := len(events); n > 0 && events[n-1].Kind == timeline.KindEnd {
		return events[n-1]
	}
	return timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.Unknown, What: "the record is not complete: it has no end"}
}

// finding holds what the checks and the assertions of a scenario found of one guarantee.
type finding struct {
	history.Verdict
	brokenBy []report.Breach
	checked  report.GuaranteeState // by the check alone; "" if no check judges the guarantee
}

// mergeFindings merges the findings of assertions with those of the checks, by guarantee.
// A guarantee that either found broken is broken, with the evidence of both. An assertion
// that held counts only if no check tested the guarantee.
func mergeFindings(checked map[string]history.Verdict, events []timeline.Event) map[string]finding {
	merged := map[string]finding{}
	for _, g := range timeline.Guarantees {
		f := finding{Verdict: history.Verdict{Outcome: timeline.Untested, Why: "nothing in the run tests it"}}
		if v, judged := checked[g.Name]; judged {
			f = finding{Verdict: v, checked: report.StateOf(v.Outcome)}
		}
		merged[g.Name] = f
	}
	for _, e := range events {
		if e.Finding == nil || e.Finding.ByCheck() {
			continue
		}
		f, ok := merged[e.Finding.Guarantee]
		switch {
		case !ok: // it names no guarantee
		case e.Outcome == timeline.Broken:
			f.addBreach(e)
			merged[e.Finding.Guarantee] = f
		case e.Outcome == timeline.OK && f.Outcome == timeline.Untested:
			f.Verdict = history.Verdict{Outcome: timeline.OK, Why: e.What}
			merged[e.Finding.Guarantee] = f
		}
	}
	return merged
}

// addBreach adds that an assertion found the guarantee broken.
func (f *finding) addBreach(e timeline.Event) {
	b := report.Breach{Word: e.Finding.By, Source: e.Source, Why: e.What}
	f.brokenBy = append(f.brokenBy, b)
	switch {
	case len(f.brokenBy) > 1:
		if text := b.String() + ": " + b.Why; b != f.brokenBy[0] && !slices.Contains(f.Evidence, text) {
			f.Evidence = append(slices.Clone(f.Evidence), text)
		}
	case f.Outcome == timeline.Broken: // by the check, whose evidence follows the reason of the assertion
		f.Evidence = append([]string{f.Why}, f.Evidence...)
		f.Why = b.Why
	default:
		f.Verdict = history.Verdict{Outcome: timeline.Broken, Why: b.Why}
	}
	if len(f.brokenBy) == 1 { // what two events of a check show comes before what the assertion compares
		f.Events = append(slices.Clone(f.Events[:min(2, len(f.Events))]), e.Seq)
	}
}

// outcomeOf returns the expected and the found outcome of a guarantee.
func outcomeOf(g timeline.Guarantee, f finding, x expectation) report.Guarantee {
	out := report.Guarantee{Name: g.Name, Promise: g.Promise, Source: g.Source, Expected: report.GuaranteeHeld,
		Why: f.Why, Evidence: f.Evidence, BrokenBy: f.brokenBy, Checked: f.checked}
	if out.Outcome = report.StateOf(f.Outcome); f.Outcome == timeline.Untested {
		out.Outcome = report.GuaranteeUnknown
	}
	if len(x.group) > 0 {
		out.Expected = report.GuaranteeBroken
	}
	if len(x.group) > 1 {
		out.AnyOf = x.group
	}
	if out.Outcome != report.GuaranteeBroken {
		out.Instead = x.broke
	}
	return out
}

// decide derives the verdict and its reason from the outcomes and the end.
func decide(guarantees []report.Guarantee, end timeline.Event) (report.Verdict, string) {
	var broke, surprising, missing, unmet, unknown []string
	for _, g := range guarantees {
		switch {
		case g.Outcome == report.GuaranteeBroken && g.AsExpected():
			broke = append(broke, g.Name)
		case g.AsExpected():
		case g.Outcome == report.GuaranteeUnknown:
			unknown = append(unknown, g.Name)
		case g.Outcome == report.GuaranteeBroken:
			surprising = append(surprising, g.Name)
		case len(g.AnyOf) == 0:
			missing = append(missing, g.Name)
		case !slices.Contains(unmet, timeline.OneOf(g.AnyOf)):
			unmet = append(unmet, timeline.OneOf(g.AnyOf))
		}
	}
	switch {
	case end.Outcome == timeline.Failed:
		return report.Error, end.What
	case len(surprising) > 0:
		return report.Violated, "broken, though not expected to break on this release: " + strings.Join(surprising, ", ")
	case end.Outcome != timeline.OK:
		return report.Inconclusive, end.What
	case len(unknown) > 0:
		return report.Inconclusive, "cannot tell: " + strings.Join(unknown, ", ")
	case len(missing)+len(unmet) > 0:
		if len(missing) > 0 {
			unmet = append([]string{strings.Join(missing, ", ")}, unmet...)
		}
		return report.NotReproduced, "expected to break on this release, but held: " + strings.Join(unmet, "; ")
	case len(broke) > 0:
		return report.Reproduced, "broken, as expected on this release: " + strings.Join(broke, ", ")
	case len(guarantees) == 0:
		return report.Untested, "held, but nothing was tested: no check and no assertion had anything to judge"
	default:
		return report.Held, "every guarantee held, and none was expected to break on this release"
	}
}
