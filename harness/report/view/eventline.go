package view

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// line is one event in words, or several merged ones.
type line struct {
	Outcome timeline.Outcome // "" for events without one
	Text    string
	Proof   string // receipt or log line
}

// lineOf returns an event in words.
func lineOf(e timeline.Event) line {
	switch {
	case e.Finding != nil:
		return findingLine(e)
	case e.Server != nil:
		return line{Text: e.What, Proof: e.Server.Line}
	case e.Kind == timeline.KindFault && e.Outcome != timeline.OK:
		return line{Outcome: e.Outcome, Text: e.What, Proof: e.Receipt}
	default:
		return line{Text: e.What, Proof: e.Receipt}
	}
}

func findingLine(e timeline.Event) line {
	f := e.Finding
	if f.By == timeline.ByFact {
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

// isSilent reports whether a finding is not shown: it holds and has no text, or was not
// tested. Untested guarantees are listed once for the whole report.
func isSilent(e timeline.Event) bool {
	return e.Finding != nil && (e.What == "" && e.Outcome == timeline.OK || e.Outcome == timeline.Untested)
}

func matchOutcome(matches bool) timeline.Outcome {
	if matches {
		return timeline.OK
	}
	return timeline.Broken
}
