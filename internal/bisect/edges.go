package bisect

import "github.com/zkscenario/zkscenario/harness/report"

// Edge is a change of the answer between two releases.
type Edge struct {
	Last    string        `json:"last"`              // with the answer before it
	First   string        `json:"first"`             // with the answer behind it
	Answer  report.Answer `json:"answer"`            // behind it: First is the first that breaks, or that is mended
	Unclear []string      `json:"unclear,omitempty"` // between the two, where nothing can be said
	// BetweenLines marks the newest clear release of one line and the oldest of a later
	// one. Lines are branches that grow beside each other: such an edge tells them
	// apart, and need not be the work of one commit.
	BetweenLines bool `json:"between_lines,omitempty"`
}

// Edges are where the answer changes, within lines and from one to the next, oldest
// first.
func Edges(lines []Line) []Edge {
	var found []Edge
	var next Edge
	answer, home := report.Unclear, none // of the last that is clear
	for n, l := range lines {
		for i, r := range l.Releases {
			if l.Answers[i] == report.Unclear {
				next.Unclear = append(next.Unclear, r)
				continue
			}
			if answer != report.Unclear && answer != l.Answers[i] {
				next.First, next.Answer, next.BetweenLines = r, l.Answers[i], n != home
				found = append(found, next)
			}
			next, answer, home = Edge{Last: r}, l.Answers[i], n
		}
	}
	return found
}
