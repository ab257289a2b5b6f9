package bisect

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Result is the result of a bisection, as JSON.
type Result struct {
	Scenario   string       `json:"scenario"`
	Digest     string       `json:"digest"`
	Guarantee  string       `json:"guarantee,omitempty"` // the only one that counts, if any
	Runtime    string       `json:"runtime"`
	Tried      []Tried      `json:"tried"` // oldest first
	Lines      []LineResult `json:"lines"`
	ViolatedOn string       `json:"violated_on"` // as expect takes it; "" if no release breaks
}

// Tried is a release with the answers of its runs.
type Tried struct {
	Release  string   `json:"release"`
	Answer   Answer   `json:"answer"`
	Expected Answer   `json:"expected"` // by the scenario; unclear if another guarantee of a group may break instead
	Votes    Votes    `json:"votes"`
	Broken   []string `json:"broken"` // guarantees that broke in at least one run
	Dirs     []string `json:"dirs"`   // folders of the runs
}

// LineResult is a line of releases with its edges, first the one from the line before.
type LineResult struct {
	Line  string `json:"line"`
	Edges []Edge `json:"edges"`
}

// NewTried returns a release before its first run, with what a scenario expects of the
// guarantee, or of all guarantees if that is "".
func NewTried(sc *spec.Scenario, name, guarantee string) Tried {
	t := Tried{Release: name, Expected: Holds, Broken: []string{}, Dirs: []string{}}
	for _, e := range sc.Expected(name) {
		switch {
		case guarantee != "" && !slices.Contains(e.Guarantees, guarantee):
		case guarantee != "" && len(e.Guarantees) > 1:
			t.Expected = Unclear // another one of the group may break instead
		default:
			t.Expected = Breaks
		}
	}
	return t
}

// Add counts one more run.
func (t *Tried) Add(rep *report.Report, a Answer) {
	t.Votes.Add(a)
	t.Broken = append(t.Broken, rep.Broken()...)
	slices.Sort(t.Broken)
	t.Broken = slices.Compact(t.Broken)
	t.Dirs = append(t.Dirs, rep.Dir)
}

// Conclude fills in the lines, their edges and the range of the releases that break.
func (r *Result) Conclude(lines []Line) {
	known := release.Known()
	slices.SortFunc(r.Tried, func(x, y Tried) int { return slices.Index(known, x.Release) - slices.Index(known, y.Release) })
	r.ViolatedOn = ViolatedOn(lines, known[0], known[len(known)-1])
	edges := Edges(lines)
	for _, l := range lines {
		one := LineResult{LineOf(l.Releases[0]), []Edge{}}
		for _, e := range edges {
			if LineOf(e.First) == one.Line {
				one.Edges = append(one.Edges, e)
			}
		}
		r.Lines = append(r.Lines, one)
	}
}

// LineOf returns the line of a release: its first two numbers.
func LineOf(release string) string {
	parts := strings.SplitN(release, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

// ExitCode returns that of a wrong verdict if a release answers otherwise than expected,
// that of an inconclusive one if a release stays unclear, else 0.
func (r *Result) ExitCode(lines []Line) int {
	for _, t := range r.Tried {
		if t.Answer != Unclear && t.Expected != Unclear && t.Answer != t.Expected {
			return report.Violated.ExitCode()
		}
	}
	for _, l := range lines {
		if slices.Contains(l.Answers, Unclear) {
			return report.Inconclusive.ExitCode()
		}
	}
	return 0
}

// WriteText writes the result for people, with what the scenario expects.
func (r *Result) WriteText(w io.Writer, expects []spec.Expect) error {
	var out strings.Builder
	const row = "%-12s %-8s %-9s %6v %6v %8v  %s\n"
	fmt.Fprintf(&out, row, "release", "answer", "expected", "breaks", "holds", "unclear", "violated guarantees")
	for _, t := range r.Tried {
		fmt.Fprintf(&out, row, t.Release, t.Answer, t.Expected, t.Votes.Breaks, t.Votes.Holds, t.Votes.Unclear, strings.Join(t.Broken, ", "))
	}
	fmt.Fprintf(&out, "\n%s\n\n", strings.Join(r.changes(), "\n"))
	switch {
	case r.ViolatedOn == "":
		fmt.Fprintln(&out, "No release is known to break.")
	case r.Guarantee == "" && len(expects) > 1:
		fmt.Fprintf(&out, "Some guarantee breaks on %q; --guarantee NAME finds the range of one.\n", r.ViolatedOn)
	default:
		fmt.Fprintf(&out, "violated_on = %q\n", r.ViolatedOn)
	}
	for _, e := range expects {
		if r.Guarantee == "" || slices.Contains(e.Guarantees, r.Guarantee) {
			fmt.Fprintf(&out, "The scenario expects %s: %q\n", e, e.ViolatedOn)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// changes describes what changes between lines and within each, one row each.
func (r *Result) changes() []string {
	var rows []string
	between := false
	for _, l := range r.Lines {
		var inside []string
		for _, e := range l.Edges {
			if e.BetweenLines {
				rows, between = append(rows, fmt.Sprintf("%s to %s: %s", LineOf(e.Last), l.Line, r.describe(e))), true
			} else {
				inside = append(inside, r.describe(e))
			}
		}
		if len(inside) == 0 {
			inside = []string{r.describeUnchanged(l.Line)}
		}
		rows = append(rows, l.Line+": "+strings.Join(inside, "; "))
	}
	if between {
		rows = append(rows, aboutLines)
	}
	return rows
}

// aboutLines warns against searching for the one commit that made the difference.
const aboutLines = "Lines are parallel branches: a change between two lines may not be due to one commit."

// describe describes an edge.
func (r *Result) describe(e Edge) string {
	what, before := "is fixed", Breaks
	if e.Answer == Breaks {
		what, before = "is the first that breaks", Holds
	}
	last, known, unclear := e.Last, "tried", ""
	if len(e.Unclear) > 0 {
		known, unclear = "clear", ", unless it was an unclear one: "+strings.Join(e.Unclear, ", ")
	}
	if e.BetweenLines {
		last = fmt.Sprintf("%s, the newest %s release of line %s,", e.Last, known, LineOf(e.Last))
		if !r.isFirst(e) {
			what = e.Answer.String() + " too" // not "again": it may have been released earlier
		}
	}
	return fmt.Sprintf("%s %s (%s %s)%s", e.First, what, last, before, unclear)
}

// isFirst reports whether no release before the edge answers like those after it.
func (r *Result) isFirst(e Edge) bool {
	first := slices.IndexFunc(r.Tried, func(t Tried) bool { return t.Answer == e.Answer })
	return first == slices.IndexFunc(r.Tried, func(t Tried) bool { return t.Release == e.First })
}

// describeUnchanged describes a line without an edge in it.
func (r *Result) describeUnchanged(line string) string {
	var names []string
	answer := Unclear
	for _, t := range r.Tried {
		if LineOf(t.Release) == line && t.Answer != Unclear {
			names, answer = append(names, t.Release), t.Answer
		}
	}
	if answer == Unclear {
		return "unclear on all releases tried"
	}
	return fmt.Sprintf("%s on all releases tried: %s", answer, strings.Join(names, ", "))
}
