package bisect

import "github.com/zkscenario/zkscenario/harness/report"

// Answer states whether a release keeps the guarantees, whatever is expected of it.
type Answer int

// The answers.
const (
	Unclear Answer = iota // the runs do not suffice
	Holds
	Breaks
)

var answerNames = [...]string{"unclear", "holds", "breaks"}

// String returns the answer in one word.
func (a Answer) String() string { return answerNames[a] }

// MarshalText writes the answer in one word.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// AnswerOf returns the answer of one run for one guarantee, or for all of them if that is
// "". One violation is enough, and counts even if the run is inconclusive.
func AnswerOf(r *report.Report, guarantee string) Answer {
	answer := Unclear // also for a guarantee that was not tested
	if guarantee == "" {
		answer = Holds
	}
	for _, g := range r.Guarantees {
		switch {
		case guarantee != "" && g.Name != guarantee:
		case g.Outcome == report.GuaranteeBroken && r.Verdict != report.Error:
			return Breaks
		case g.Outcome == report.GuaranteeHeld:
			answer = Holds
		}
	}
	switch r.Verdict {
	case report.Untested, report.Inconclusive, report.Error:
		return Unclear
	default:
		return answer
	}
}
