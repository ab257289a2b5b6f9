package bisect

// Votes counts the answers of the runs on one release.
type Votes struct {
	Breaks  int `json:"breaks"`
	Holds   int `json:"holds"`
	Unclear int `json:"unclear"`
}

// Add counts the answer of one more run.
func (v *Votes) Add(a Answer) {
	switch a {
	case Breaks:
		v.Breaks++
	case Holds:
		v.Holds++
	case Unclear:
		v.Unclear++
	}
}

// Answer returns the answer of more than half of the runs wanted. Unclear runs have no
// vote; other runs replace them.
func (v Votes) Answer(runs int) Answer {
	switch {
	case 2*v.Breaks > runs:
		return Breaks
	case 2*v.Holds > runs:
		return Holds
	default:
		return Unclear
	}
}

// Done reports whether no more runs are needed: the answer is clear, or is still unclear
// after twice the runs wanted.
func (v Votes) Done(runs int) bool {
	return v.Answer(runs) != Unclear || v.Breaks+v.Holds+v.Unclear >= 2*runs
}
