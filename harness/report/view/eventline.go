package view

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// line is one event in words, or several merged ones.
type line struct {
	Outcome timeline.Outcome // "" for events without one
	Text    string
	Proof   string // receipt or log line
}

// surroundings hold what the line of an event depends on besides the event.
type surroundings struct {
	neutralFacts bool
	brokenBy     map[string][]report.Breach // by guarantee: words that found it broken
}

// surroundingsOf returns the surroundings of the events of a run that has ended.
func surroundingsOf(r *report.Report) surroundings {
	s := surroundings{neutralFacts: hasNeutralFacts(r), brokenBy: map[string][]report.Breach{}}
	for _, g := range r.Guarantees {
		s.brokenBy[g.Name] = g.BrokenBy
	}
	return s
}

// add updates the surroundings of the events that follow.
func (s *surroundings) add(e timeline.Event) {
	switch {
	case e.Run != nil:
		s.neutralFacts = report.FactsAreNeutral(e.Run)
	case e.Finding != nil && !e.Finding.ByCheck() && e.Outcome == timeline.Broken:
		b := report.Breach{Word: e.Finding.By, Source: e.Source, Why: e.What}
		s.brokenBy[e.Finding.Guarantee] = append(s.brokenBy[e.Finding.Guarantee], b)
	}
}

// lineOf returns an event in words.
func (s surroundings) lineOf(e timeline.Event) line {
	switch {
	case e.Finding != nil:
		return s.findingLine(e)
	case e.Server != nil:
		return line{Text: e.What, Proof: e.Server.Line}
	case e.Kind == timeline.KindFault && e.Outcome != timeline.OK:
		return line{Outcome: e.Outcome, Text: e.What, Proof: e.Receipt}
	default:
		return line{Text: e.What, Proof: e.Receipt}
	}
}

func (s surroundings) findingLine(e timeline.Event) line {
	f := e.Finding
	if f.By == timeline.ByFact {
		text := fmt.Sprintf("%s: reported %s, observed %s", e.What, f.Reported, f.Observed)
		return line{Outcome: report.FactOutcome(f.Matches, s.neutralFacts), Text: text}
	}
	text := f.By
	if f.Guarantee != "" && f.Guarantee != f.By {
		text += " " + f.Guarantee
	}
	if e.What != "" {
		text += ": " + e.What
	}
	if by := s.brokenBy[f.Guarantee]; f.ByCheck() && e.Outcome == timeline.OK && len(by) > 0 {
		g := report.Guarantee{BrokenBy: by, Checked: report.GuaranteeHeld}
		return line{Outcome: timeline.Untested, Text: text + " (" + g.Origin() + ")"} // no sign that it held
	}
	return line{Outcome: e.Outcome, Text: text}
}

// isSilent reports whether a finding is not shown: it holds and has no text, or was not
// tested. Untested guarantees are listed once for the whole report.
func isSilent(e timeline.Event) bool {
	return e.Finding != nil && (e.What == "" && e.Outcome == timeline.OK || e.Outcome == timeline.Untested)
}
