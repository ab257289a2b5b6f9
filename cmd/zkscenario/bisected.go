package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// bisected is what bisect found, as JSON.
type bisected struct {
	Scenario   string         `json:"scenario"`
	Digest     string         `json:"digest"`
	Guarantee  string         `json:"guarantee,omitempty"` // the only one that counts, if any
	Runtime    string         `json:"runtime"`
	Tried      []triedRelease `json:"tried"` // oldest first
	Lines      []bisectedLine `json:"lines"`
	ViolatedOn string         `json:"violated_on"` // as expect wants it, "" when no release breaks
}

// triedRelease is a release with what its runs said.
type triedRelease struct {
	Release  string        `json:"release"`
	Answer   report.Answer `json:"answer"`
	Expected report.Answer `json:"expected"` // by the scenario
	Votes    bisect.Votes  `json:"votes"`
	Broken   []string      `json:"broken"` // guarantees that broke in one of the runs
	Dirs     []string      `json:"dirs"`   // where the files of the runs are
}

// bisectedLine is a line of releases with the change from the one before, if there is
// any, and those in it.
type bisectedLine struct {
	Line  string        `json:"line"`
	Edges []bisect.Edge `json:"edges"`
}

// newTried is the release of a plan before its first run.
func newTried(plan *harness.Plan, guarantee string) triedRelease {
	t := triedRelease{Release: releaseOf(plan), Expected: report.Holds, Broken: []string{}, Dirs: []string{}}
	for _, name := range plan.Scenario.Expected(t.Release) {
		if guarantee == "" || guarantee == name {
			t.Expected = report.Breaks
		}
	}
	return t
}

func (t *triedRelease) add(rep *report.Report, a report.Answer) {
	t.Votes.Add(a)
	t.Broken = unique(append(t.Broken, rep.Broken()...))
	t.Dirs = append(t.Dirs, rep.Dir)
}

func newBisected(b *bisection, lines []bisect.Line) bisected {
	known := func(t triedRelease) int {
		return slices.IndexFunc(b.plans, func(p *harness.Plan) bool { return releaseOf(p) == t.Release })
	}
	slices.SortFunc(b.tried, func(x, y triedRelease) int { return known(x) - known(y) })
	all := release.Known()
	found := bisected{
		Scenario: b.plans[0].Scenario.Name, Digest: b.plans[0].Digest(), Guarantee: b.guarantee, Runtime: b.rt.Name(),
		Tried: b.tried, ViolatedOn: bisect.ViolatedOn(lines, all[0], all[len(all)-1]),
	}
	edges := bisect.Edges(lines)
	for _, l := range lines {
		mine := bisectedLine{line(l.Releases[0]), []bisect.Edge{}}
		for _, e := range edges {
			if line(e.First) == mine.Line {
				mine.Edges = append(mine.Edges, e)
			}
		}
		found.Lines = append(found.Lines, mine)
	}
	return found
}

// exitCode is 1 for a release that answers otherwise than expected, 3 for one of which
// nothing is known.
func (f bisected) exitCode(lines []bisect.Line) int {
	for _, t := range f.Tried {
		if t.Answer != report.Unclear && t.Answer != t.Expected {
			return report.Violated.ExitCode()
		}
	}
	for _, l := range lines {
		if slices.Contains(l.Answers, report.Unclear) {
			return report.Inconclusive.ExitCode()
		}
	}
	return 0
}

func (f bisected) print(cmd *cobra.Command, sc *spec.Scenario) {
	const row = "%-12s %-8s %-9s %6v %6v %8v  %s\n"
	cmd.Printf(row, "release", "answer", "expected", "breaks", "holds", "unclear", "what broke")
	for _, t := range f.Tried {
		cmd.Printf(row, t.Release, t.Answer, t.Expected, t.Votes.Breaks, t.Votes.Holds, t.Votes.Unclear, strings.Join(t.Broken, ", "))
	}
	cmd.Println()
	for _, row := range f.changes() {
		cmd.Println(row)
	}
	cmd.Println()
	switch {
	case f.ViolatedOn == "":
		cmd.Println("No release is known to break.")
	case f.Guarantee == "" && len(sc.Expects) > 1:
		cmd.Printf("Some guarantee breaks on %q; --guarantee NAME finds the range of one.\n", f.ViolatedOn)
	default:
		cmd.Printf("violated_on = %q\n", f.ViolatedOn)
	}
	for _, e := range sc.Expects {
		if f.Guarantee == "" || f.Guarantee == e.Guarantee {
			cmd.Printf("The scenario says of %s: %q\n", e.Guarantee, e.ViolatedOn)
		}
	}
}

// changes tell what happens from line to line and in each.
func (f bisected) changes() []string {
	var rows []string
	between := false
	for _, l := range f.Lines {
		var inside []string
		for _, e := range l.Edges {
			if e.BetweenLines {
				rows, between = append(rows, fmt.Sprintf("%s to %s: %s", line(e.Last), l.Line, f.words(e))), true
			} else {
				inside = append(inside, f.words(e))
			}
		}
		if len(inside) == 0 {
			inside = []string{f.sameAll(l.Line)}
		}
		rows = append(rows, l.Line+": "+strings.Join(inside, "; "))
	}
	if between {
		rows = append(rows, aboutLines)
	}
	return rows
}

// aboutLines keeps anybody from looking for the commit that made the difference.
const aboutLines = "Lines are branches that were developed beside each other: what changes from one to the next need not be the work of one commit."

// words tell of a change.
func (f bisected) words(e bisect.Edge) string {
	what, before := "is mended", report.Breaks
	if e.Answer == report.Breaks {
		what, before = "is the first that breaks", report.Holds
	}
	last, known, doubt := e.Last, "tried", ""
	if len(e.Unclear) > 0 {
		known, doubt = "clear", ", unless it was one of those that stay unclear: "+strings.Join(e.Unclear, ", ")
	}
	if e.BetweenLines {
		last = fmt.Sprintf("%s, the newest %s of line %s,", e.Last, known, line(e.Last))
		if !f.isFirst(e) {
			what = e.Answer.String() + " too" // not "again": it may have been released earlier
		}
	}
	return fmt.Sprintf("%s %s (%s %s)%s", e.First, what, last, before, doubt)
}

// isFirst tells whether no release before the edge answers like those behind it.
func (f bisected) isFirst(e bisect.Edge) bool {
	first := slices.IndexFunc(f.Tried, func(t triedRelease) bool { return t.Answer == e.Answer })
	return first == slices.IndexFunc(f.Tried, func(t triedRelease) bool { return t.Release == e.First })
}

// sameAll tells of a line in which nothing changes.
func (f bisected) sameAll(name string) string {
	var names []string
	answer := report.Unclear
	for _, t := range f.Tried {
		if line(t.Release) == name && t.Answer != report.Unclear {
			names, answer = append(names, t.Release), t.Answer
		}
	}
	if answer == report.Unclear {
		return "nothing can be said of any release"
	}
	return fmt.Sprintf("%s on all that were tried: %s", answer, strings.Join(names, ", "))
}
