// Package report is what a run found, as data, and its views: terminal, JSON,
// JUnit and HTML. A view is a pure function of a Report.
package report

import (
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Verdict is the answer of a run. Greater is worse.
type Verdict int

// The verdicts.
const (
	Held          Verdict = iota // every guarantee held, and none was expected to break
	Reproduced                   // exactly the expected guarantees broke
	Inconclusive                 // a precondition or receipt is missing
	NotReproduced                // a guarantee that was expected to break held
	Violated                     // a guarantee broke that was not expected to
	Error                        // the harness or the machine broke
)

var verdictNames = [...]string{"held", "reproduced", "inconclusive", "not reproduced", "violated", "error"}

// String is the verdict in words.
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict in words.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText wrote; what it does not know is an Error.
func (v *Verdict) UnmarshalText(text []byte) error {
	*v = Error
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
		}
	}
	return nil
}

// ExitCode is the exit code of a command that ends with this verdict.
func (v Verdict) ExitCode() int {
	switch v {
	case Held, Reproduced:
		return 0
	case NotReproduced, Violated:
		return 1
	case Inconclusive:
		return 3
	default:
		return 4
	}
}

// Good tells whether the verdict is the one that was wanted.
func (v Verdict) Good() bool { return v == Held || v == Reproduced }

// Report is everything that is known of a run after its end.
type Report struct {
	Scenario   string        `json:"scenario"`
	Summary    string        `json:"summary"`
	References []string      `json:"references,omitempty"`
	Control    string        `json:"control,omitempty"` // which control of the scenario this is
	Digest     string        `json:"digest,omitempty"`  // of what was run: the file, the procedures that it calls, and the variables that were given
	Release    string        `json:"release"`
	Runtime    string        `json:"runtime"`
	Build      string        `json:"build,omitempty"` // folder or image that servers of the release were made from, where it is not as it was published
	Servers    int           `json:"servers"`
	Started    time.Time     `json:"started"`
	Took       time.Duration `json:"took_ns"`
	Verdict    Verdict       `json:"verdict"`
	Reason     string        `json:"reason"` // one sentence
	Guarantees []Guarantee   `json:"guarantees"`
	Untested   []string      `json:"untested,omitempty"` // guarantees that nothing in the run put to the test
	Steps      []Step        `json:"steps"`
	Facts      []Fact        `json:"facts,omitempty"`
	Controls   []Control     `json:"controls,omitempty"`
	Dir        string        `json:"dir,omitempty"` // where the run's files are
}

// Guarantee is one promise, what was expected of it and what became of it.
type Guarantee struct {
	Name     string   `json:"name"`
	Promise  string   `json:"promise"`
	Source   string   `json:"source"`
	Expected string   `json:"expected"` // held or broken
	Outcome  string   `json:"outcome"`  // held, broken or unknown
	Why      string   `json:"why,omitempty"`
	Evidence []string `json:"evidence,omitempty"`
	Account  []Moment `json:"account,omitempty"` // how it broke: who knew what when
}

// The outcomes of a guarantee.
const (
	GuaranteeHeld    = "held"
	GuaranteeBroken  = "broken"
	GuaranteeUnknown = "unknown"
)

// Step is one step of the story.
type Step struct {
	Name   string           `json:"name"`
	State  string           `json:"state"` // done, broken, stopped here, not run
	At     time.Duration    `json:"at_ns"`
	Took   time.Duration    `json:"took_ns"`
	Events []timeline.Event `json:"events,omitempty"` // faults, roles and findings; not the single operations
}

// Fact sets what a report said beside what this run saw.
type Fact struct {
	Name     string `json:"name"`
	Reported string `json:"reported"`
	Observed string `json:"observed"`
	Matches  bool   `json:"matches"`
}

// Control is a run of the scenario with its cause taken away.
type Control struct {
	Name    string  `json:"name"`
	Because string  `json:"because"`
	Release string  `json:"release"`
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
	Dir     string  `json:"dir,omitempty"` // where the files of its run are
}

// Matching counts the facts that this run saw as they were reported.
func (r *Report) Matching() int {
	n := 0
	for _, f := range r.Facts {
		if f.Matches {
			n++
		}
	}
	return n
}

// Told tells whether an event belongs to the story as people read it. What was not
// tested is no part of it: the report says so in one line.
func Told(e timeline.Event) bool {
	switch e.Kind {
	case timeline.KindFault, timeline.KindServer, timeline.KindNote:
		return true
	case timeline.KindFinding:
		return e.Outcome != timeline.Untested
	default:
		return false
	}
}
