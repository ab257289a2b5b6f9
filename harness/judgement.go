package harness

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Judgement is what a timeline proves. It is a pure function of the events, so
// that a saved run is judged as it was when it ended.
type Judgement struct {
	Verdict    report.Verdict
	Reason     string
	Guarantees []report.Guarantee
	Untested   []string // the guarantees that nothing in the run put to the test
}

// Conclude judges a timeline: by the checks, by what the story itself found, by
// what its head expects and by how it ended. With names only these guarantees
// count, and each of them must have been put to the test.
func Conclude(checks *history.Checks, events []timeline.Event, names ...string) Judgement {
	return conclude(checks.Judge(events, names...), events, names)
}

// conclude draws the conclusion from what the checks have found.
func conclude(checked map[string]history.Verdict, events []timeline.Event, names []string) Judgement {
	j := Judgement{Guarantees: []report.Guarantee{}}
	f := found(checked, events)
	for _, g := range timeline.Guarantees {
		picked := slices.Contains(names, g.Name)
		if len(names) > 0 && !picked {
			continue
		}
		v := f[g.Name]
		toBreak := slices.Contains(expectedIn(events), g.Name)
		if v.Outcome == timeline.Untested && !toBreak && !picked {
			j.Untested = append(j.Untested, g.Name)
			continue
		}
		out := outcomeOf(g, v, toBreak)
		out.Account = report.Account(events, v.Events)
		j.Guarantees = append(j.Guarantees, out)
	}
	j.Verdict, j.Reason = decide(j.Guarantees, endOf(events))
	return j
}

// expectedIn are the guarantees that are to break by a timeline's head.
func expectedIn(events []timeline.Event) []string {
	if len(events) == 0 || events[0].Run == nil {
		return nil
	}
	return events[0].Run.Expected
}

// endOf is the end of a timeline; nothing can be said where that is missing.
func endOf(events []timeline.Event) timeline.Event {
	if n := len(events); n > 0 && events[n-1].Kind == timeline.KindEnd {
		return events[n-1]
	}
	return timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.Unknown, What: "the record is not complete: it has no end"}
}

// found sets what the story found beside what the checks did, by guarantee. Broken
// by either is broken, with all evidence. That a word of the story saw it hold is
// the last thing to go by.
func found(checked map[string]history.Verdict, events []timeline.Event) map[string]history.Verdict {
	broken, kept := map[string]history.Verdict{}, map[string]history.Verdict{}
	for _, e := range events {
		switch {
		case e.Finding == nil || history.IsVerdict(e):
		case e.Outcome == timeline.Broken:
			blame(broken, e.Finding.Guarantee, history.Verdict{Outcome: timeline.Broken, Why: e.What, Events: []int{e.Seq}})
		case e.Outcome == timeline.OK:
			kept[e.Finding.Guarantee] = history.Verdict{Outcome: timeline.OK, Why: e.What}
		}
	}
	all := map[string]history.Verdict{}
	for _, g := range timeline.Guarantees {
		v, judged := checked[g.Name]
		if !judged {
			v = history.Verdict{Outcome: timeline.Untested, Why: "nothing in the run puts it to the test"}
		}
		if v.Outcome == timeline.Broken {
			blame(broken, g.Name, v)
		}
		if b, ok := broken[g.Name]; ok {
			v = b
		} else if k, ok := kept[g.Name]; ok && v.Outcome == timeline.Untested {
			v = k
		}
		all[g.Name] = v
	}
	return all
}

// blame adds a verdict that a guarantee broke to those before it.
func blame(broken map[string]history.Verdict, guarantee string, v history.Verdict) {
	had, ok := broken[guarantee]
	if !ok {
		broken[guarantee] = v
		return
	}
	had.Evidence = append(append(slices.Clone(had.Evidence), v.Why), v.Evidence...)
	if len(v.Events) > 1 { // those of a check say more than the word of the story that failed
		had.Events = v.Events
	}
	broken[guarantee] = had
}

// outcomeOf sets what was expected of a guarantee beside what was found.
func outcomeOf(g timeline.Guarantee, v history.Verdict, toBreak bool) report.Guarantee {
	out := report.Guarantee{Name: g.Name, Promise: g.Promise, Source: g.Source, Expected: report.GuaranteeHeld,
		Why: v.Why, Evidence: v.Evidence, Outcome: report.GuaranteeUnknown}
	if toBreak {
		out.Expected = report.GuaranteeBroken
	}
	switch v.Outcome {
	case timeline.Broken:
		out.Outcome = report.GuaranteeBroken
	case timeline.OK:
		out.Outcome = report.GuaranteeHeld
	case timeline.Unknown, timeline.Untested:
	}
	return out
}

// decide compares, guarantee by guarantee, what was expected to break with what
// broke.
func decide(guarantees []report.Guarantee, end timeline.Event) (report.Verdict, string) {
	var broke, surprising, missing, unknown []string
	for _, g := range guarantees {
		switch {
		case g.Outcome == report.GuaranteeUnknown:
			unknown = append(unknown, g.Name)
		case g.Outcome == report.GuaranteeBroken && g.Expected == report.GuaranteeHeld:
			surprising = append(surprising, g.Name)
		case g.Outcome == report.GuaranteeBroken:
			broke = append(broke, g.Name)
		case g.Expected == report.GuaranteeBroken:
			missing = append(missing, g.Name)
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
	case len(missing) > 0:
		return report.NotReproduced, "expected to break on this release, but held: " + strings.Join(missing, ", ")
	case len(broke) > 0:
		return report.Reproduced, "broken, as expected on this release: " + strings.Join(broke, ", ")
	default:
		return report.Held, "every guarantee held, and none was expected to break on this release"
	}
}
