// Package report holds what a run found, as data, and the conclusions drawn from it.
// Package view shows it.
package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Report is everything known about a run after its end.
type Report struct {
	Scenario   string        `json:"scenario"`
	Summary    string        `json:"summary"`
	References []string      `json:"references,omitempty"`
	Control    string        `json:"control,omitempty"` // name of the control, if the run is one
	Digest     string        `json:"digest,omitempty"`  // of the file, the procedures it calls and the variables that were set
	Release    string        `json:"release"`
	Runtime    string        `json:"runtime"`
	Build      string        `json:"build,omitempty"` // folder or image used instead of the published release
	Servers    int           `json:"servers"`
	Started    time.Time     `json:"started"`
	Took       time.Duration `json:"took_ns"`
	Verdict    Verdict       `json:"verdict"`
	Reason     string        `json:"reason"` // one sentence
	Guarantees []Guarantee   `json:"guarantees"`
	Untested   []string      `json:"untested,omitempty"` // guarantees that nothing in the run put to the test
	NotOwed    []string      `json:"not_owed,omitempty"` // what the checks left out because of what the scenario itself did
	Failures   []Failure     `json:"failures,omitempty"` // words of the scenario that failed, in order
	Steps      []Step        `json:"steps"`
	Facts      []Fact        `json:"facts,omitempty"`
	Controls   []Control     `json:"controls,omitempty"`
	Dir        string        `json:"dir,omitempty"` // folder with the files of the run

	InconclusiveBefore []Attempt `json:"inconclusive_before,omitempty"` // attempts at this run, oldest first, that were inconclusive, so that it was run again
}

// New starts a report with the head of a timeline.
func New(head *timeline.Run) *Report {
	return &Report{
		Scenario: head.Scenario, Summary: head.Summary, References: head.References, Control: head.Control, Digest: head.Digest,
		Release: head.Release, Runtime: head.Runtime, Build: head.Build, Servers: len(head.Servers), Started: head.Started,
	}
}

// Of starts a report with everything in a timeline that needs no judgement.
func Of(events []timeline.Event) *Report {
	r := &Report{}
	if n := len(events); n > 0 {
		if head := events[0].Run; head != nil {
			r = New(head)
		}
		r.Took = events[n-1].At
	}
	r.Guarantees, r.Steps, r.Facts = []Guarantee{}, append([]Step{}, stepsOf(events)...), factsOf(events)
	r.Failures = failuresOf(events)
	return r
}

// Failure is a word of the scenario that found a guarantee broken or ended the run early.
type Failure struct {
	Source string `json:"source"` // file and line, as "lock.hcl:27"
	Why    string `json:"why"`
}

// failuresOf lists each word once: one that ended the run may have recorded a finding.
func failuresOf(events []timeline.Event) []Failure {
	var all []Failure
	for _, e := range events {
		failed := e.Kind == timeline.KindFinding && e.Outcome == timeline.Broken || e.Kind == timeline.KindEnd && e.Outcome != timeline.OK
		listed := slices.ContainsFunc(all, func(f Failure) bool { return f.Source == e.Source })
		if failed && e.Source != "" && (e.Kind == timeline.KindFinding || !listed) {
			all = append(all, Failure{Source: e.Source, Why: e.What})
		}
	}
	return all
}

// Fact compares a value in a bug report with the value in this run.
type Fact struct {
	Name     string `json:"name"`
	Reported string `json:"reported"`
	Observed string `json:"observed"`
	Matches  bool   `json:"matches"`
	Neutral  bool   `json:"neutral,omitempty"` // it differs, and need not match: nothing is expected to break in this run, such as in a control
}

// Outcome rates the fact: Untested if it differs and need not match.
func (f Fact) Outcome() timeline.Outcome { return FactOutcome(f.Matches, f.Neutral) }

// FactOutcome rates a fact that matches or not, and must match or not.
func FactOutcome(matches, neutral bool) timeline.Outcome {
	switch {
	case matches:
		return timeline.OK
	case neutral:
		return timeline.Untested
	default:
		return timeline.Broken
	}
}

// FactsAreNeutral reports whether the facts of a run need not match: they describe a
// violation, and none is expected in a control, or on a release without the bug.
func FactsAreNeutral(head *timeline.Run) bool { return head != nil && len(head.Expectations()) == 0 }

// Control is a run of the scenario without its cause.
type Control struct {
	Name    string  `json:"name"`
	Because string  `json:"because"`
	Release string  `json:"release"`
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
	Dir     string  `json:"dir,omitempty"` // folder with the files of its run
}

// Matching counts the facts that this run observed as reported.
func (r *Report) Matching() int {
	n := 0
	for _, f := range r.Facts {
		if f.Matches {
			n++
		}
	}
	return n
}

// Broken lists the guarantees that broke.
func (r *Report) Broken() []string {
	var names []string
	for _, g := range r.Guarantees {
		if g.Outcome == GuaranteeBroken {
			names = append(names, g.Name)
		}
	}
	return names
}

// Title names the run: its scenario, its release, and its control if it is one.
func (r *Report) Title() string {
	title := r.Scenario + " on " + r.Release
	if r.Control != "" {
		title += fmt.Sprintf(", control %q", r.Control)
	}
	return title
}

// Place names the runtime and the build. Runs in different places are not comparable.
func (r *Report) Place() string { return r.Runtime + r.BuiltFrom() }

// BuiltFrom names the build after a comma; it is empty for a published release.
func (r *Report) BuiltFrom() string {
	if r.Build == "" {
		return ""
	}
	return ", built from " + r.Build
}

// Count writes a number of things, such as "1 run" or "2 runs".
func Count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
