package report

// Answer is what a run says of ZooKeeper's promises, whatever was expected of them.
type Answer int

// The answers.
const (
	Unclear Answer = iota // nothing can be said
	Holds
	Breaks
)

var answerNames = [...]string{"unclear", "holds", "breaks"}

// String is the answer in one word.
func (a Answer) String() string { return answerNames[a] }

// MarshalText writes the answer in one word.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Answer is what the run says of one guarantee, or of all of them when that is "": one
// that broke is enough, and what broke stays broken in a run that is inconclusive.
func (r *Report) Answer(guarantee string) Answer {
	answer := Unclear // also of a guarantee that nothing put to the test
	if guarantee == "" {
		answer = Holds
	}
	for _, g := range r.Guarantees {
		switch {
		case guarantee != "" && g.Name != guarantee:
		case g.Outcome == GuaranteeBroken && r.Verdict != Error:
			return Breaks
		case g.Outcome == GuaranteeHeld:
			answer = Holds
		}
	}
	if r.Verdict == Inconclusive || r.Verdict == Error {
		return Unclear
	}
	return answer
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
