package bisect

// Edge is a change of the answer between two releases.
type Edge struct {
	Last    string   `json:"last"`              // last release before the change
	First   string   `json:"first"`             // first release after the change
	Answer  Answer   `json:"answer"`            // of First and the releases after it
	Unclear []string `json:"unclear,omitempty"` // between the two
	// BetweenLines marks an edge from the newest clear release of one line to the oldest
	// of a later one. Lines are parallel branches, so no single commit need be the cause.
	BetweenLines bool `json:"between_lines,omitempty"`
}

// Edges returns the changes of the answer, within lines and from one to the next, oldest
// first.
func Edges(lines []Line) []Edge {
	var found []Edge
	var next Edge
	answer, home := Unclear, none // of the last clear release
	for n, l := range lines {
		for i, r := range l.Releases {
			if l.Answers[i] == Unclear {
				next.Unclear = append(next.Unclear, r)
				continue
			}
			if answer != Unclear && answer != l.Answers[i] {
				next.First, next.Answer, next.BetweenLines = r, l.Answers[i], n != home
				found = append(found, next)
			}
			next, answer, home = Edge{Last: r}, l.Answers[i], n
		}
	}
	return found
}
