package bisect

import "github.com/zkscenario/zkscenario/harness/report"

// Votes count what the runs on one release have said.
type Votes struct {
	Breaks  int `json:"breaks"`
	Holds   int `json:"holds"`
	Unclear int `json:"unclear"`
}

// Add counts the answer of one more run.
func (v *Votes) Add(a report.Answer) {
	switch a {
	case report.Breaks:
		v.Breaks++
	case report.Holds:
		v.Holds++
	case report.Unclear:
		v.Unclear++
	}
}

// Answer is what more than half of the wanted runs say. Runs that are unclear have no
// vote, and others take their place.
func (v Votes) Answer(runs int) report.Answer {
	switch {
	case 2*v.Breaks > runs:
		return report.Breaks
	case 2*v.Holds > runs:
		return report.Holds
	default:
		return report.Unclear
	}
}

// Done tells whether no run is needed any more: the answer is clear, or twice the
// wanted runs have not made it so.
func (v Votes) Done(runs int) bool {
	return v.Answer(runs) != report.Unclear || v.Breaks+v.Holds+v.Unclear >= 2*runs
}
