package report

import (
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// StepState describes how far a step came.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepBroken  StepState = "broken"       // an assertion of the step found a broken guarantee
	StepStopped StepState = "stopped here" // the run ended early in this step
	StepNotRun  StepState = "not run"
)

// Step is one step of the run. Boot and judgement are steps too.
type Step struct {
	Name   string           `json:"name"`
	State  StepState        `json:"state"`
	At     time.Duration    `json:"at_ns"`
	Took   time.Duration    `json:"took_ns"`
	Events []timeline.Event `json:"events,omitempty"` // faults, roles and findings, without the client operations
}

// stepsOf lists the steps of a timeline: those that its head announces, with boot and
// judgement. Heads of older timelines announce none; then the steps that began are
// listed.
func stepsOf(events []timeline.Event) []Step {
	if len(events) == 0 {
		return nil
	}
	steps := announced(events[0].Run)
	at := func(name string) int { return slices.IndexFunc(steps, func(s Step) bool { return s.Name == name }) }
	for _, e := range events {
		if e.Kind == timeline.KindStep && at(e.What) < 0 {
			steps = append(steps, Step{Name: e.What, State: StepNotRun})
		}
		if i := at(e.Step); i >= 0 && e.Kind != timeline.KindEnd {
			steps[i].add(e)
		}
	}
	if i := at(stoppedIn(events)); i >= 0 {
		steps[i].State = StepStopped
	}
	return steps
}

// announced returns the steps that a head announces, before any of them is run.
func announced(head *timeline.Run) []Step {
	if head == nil || len(head.Steps) == 0 {
		return nil
	}
	var steps []Step
	for _, name := range slices.Concat([]string{timeline.StepBoot}, head.Steps, []string{timeline.StepJudge}) {
		steps = append(steps, Step{Name: name, State: StepNotRun})
	}
	return steps
}

// add counts an event in the step in which it was recorded.
func (s *Step) add(e timeline.Event) {
	switch {
	case e.Kind == timeline.KindStep:
		s.At, s.State = e.At, StepDone
	case e.Finding != nil && !e.Finding.ByCheck() && e.Finding.Guarantee != "" && e.Outcome == timeline.Broken:
		s.State = StepBroken
	}
	if e.Finding != nil && e.Finding.By == timeline.ByFinally {
		s.State = StepStopped
	}
	s.Took = e.At - s.At
	if isShown(e) {
		s.Events = append(s.Events, e)
	}
}

// stoppedIn names the step in which a run ended early; it is empty if the run was
// complete. Where the end does not name the step, it is the last one that began.
func stoppedIn(events []timeline.Event) string {
	last := ""
	for _, e := range events {
		switch e.Kind {
		case timeline.KindStep:
			last = e.What
		case timeline.KindEnd:
			if e.Outcome == timeline.OK || e.Step != "" {
				return e.Step
			}
		}
	}
	return last
}

// isShown reports whether readers of a report see the event. Client operations are in
// the timeline only, and untested guarantees are listed once for the whole report.
func isShown(e timeline.Event) bool {
	switch e.Kind {
	case timeline.KindFault, timeline.KindServer, timeline.KindNote:
		return true
	case timeline.KindFinding:
		return e.Outcome != timeline.Untested
	default:
		return false
	}
}

// factsOf lists the facts of a timeline.
func factsOf(events []timeline.Event) []Fact {
	var facts []Fact
	neutral := len(events) > 0 && FactsAreNeutral(events[0].Run)
	for _, e := range events {
		if f := e.Finding; f != nil && f.By == timeline.ByFact {
			facts = append(facts, Fact{Name: e.What, Reported: f.Reported, Observed: f.Observed, Matches: f.Matches, Neutral: neutral && !f.Matches})
		}
	}
	return facts
}
