package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Collection joins many runs to one report.
type Collection struct {
	Verdict  Verdict   `json:"verdict"`            // the worst; Inconclusive without runs
	Problems []string  `json:"problems,omitempty"` // why the collection is not complete
	Reports  []*Report `json:"reports"`            // without their steps
}

// Collect joins reports. Problems are the reasons why the collection is not complete.
func Collect(reports []*Report, problems []string) *Collection {
	c := &Collection{Verdict: Worst(reports), Problems: problems, Reports: []*Report{}}
	for _, r := range reports {
		short := *r
		short.Steps = []Step{}
		c.Reports = append(c.Reports, &short)
	}
	if len(reports) == 0 {
		c.Verdict = Inconclusive
	}
	slices.SortStableFunc(c.Reports, func(a, b *Report) int {
		return cmp.Or(strings.Compare(a.Scenario, b.Scenario), strings.Compare(a.Place(), b.Place()), compareReleases(a.Release, b.Release), a.Started.Compare(b.Started))
	})
	return c
}

// compareReleases sorts 3.4.2 before 3.4.10.
func compareReleases(a, b string) int {
	left, right := strings.FieldsFunc(a, notInNumbers), strings.FieldsFunc(b, notInNumbers)
	for i := range min(len(left), len(right)) {
		if c := cmp.Or(cmp.Compare(len(left[i]), len(right[i])), cmp.Compare(left[i], right[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(left), len(right))
}

func notInNumbers(r rune) bool { return r < '0' || r > '9' }

// Title returns the verdict in words.
func (c *Collection) Title() string {
	title := c.Verdict.String()
	switch {
	case len(c.Reports) == 0:
		title = "nothing was run"
	case c.Verdict == Untested: // the others are as expected
		title = fmt.Sprintf("nothing was tested in %d of %s", len(c.of(Untested)), Count(len(c.Reports), "run"))
	}
	if len(c.Problems) > 0 {
		title = "not complete: " + title
	}
	return title
}

// Outcome rates the verdict. What is not complete is at best unknown.
func (c *Collection) Outcome() timeline.Outcome {
	if len(c.Problems) > 0 && c.Verdict.Good() {
		return timeline.Unknown
	}
	return c.Verdict.Outcome()
}

// Counts lists how many runs had which verdict, the worst first.
func (c *Collection) Counts() string {
	var counts []string
	for v := Error; v >= Held; v-- {
		if n := len(c.of(v)); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, v))
		}
	}
	if len(counts) == 0 {
		return "no runs"
	}
	text, attempts := strings.Join(counts, ", "), 0
	for _, r := range c.Again() {
		attempts += len(r.InconclusiveBefore)
	}
	if attempts > 0 {
		text += "; before, " + Count(attempts, "inconclusive attempt")
	}
	return text
}

// Again lists the runs that were inconclusive before, whatever their verdict is.
func (c *Collection) Again() []*Report {
	var found []*Report
	for _, r := range c.Reports {
		if len(r.InconclusiveBefore) > 0 {
			found = append(found, r)
		}
	}
	return found
}

// of returns the reports with one of the verdicts.
func (c *Collection) of(verdicts ...Verdict) []*Report {
	var found []*Report
	for _, r := range c.Reports {
		if slices.Contains(verdicts, r.Verdict) {
			found = append(found, r)
		}
	}
	return found
}

// Group is a list of runs under one title.
type Group struct {
	Title   string
	Reports []*Report
}

// Bad groups the runs without a good verdict. Inconclusive runs have a group of their own,
// and so have those that tested nothing.
func (c *Collection) Bad() []Group {
	all := []Group{
		{"Wrong verdicts", c.of(Violated, NotReproduced)},
		{"Broken harness or machine", c.of(Error)},
		{"Inconclusive", c.of(Inconclusive)},
		{"Held, but nothing was tested", c.of(Untested)},
	}
	return slices.DeleteFunc(all, func(s Group) bool { return len(s.Reports) == 0 })
}

// GoodRuns is a scenario with the releases on which it had a good verdict, in one
// runtime and of one build.
type GoodRuns struct{ Scenario, Place, Held, Reproduced string }

// Good lists the scenarios with a good verdict.
func (c *Collection) Good() []GoodRuns {
	var all []GoodRuns
	for rest := c.of(Held, Reproduced); len(rest) > 0; {
		n, first := 0, rest[0]
		releases := map[Verdict][]string{}
		for n < len(rest) && rest[n].Scenario == first.Scenario && rest[n].Place() == first.Place() {
			releases[rest[n].Verdict] = append(releases[rest[n].Verdict], rest[n].Release)
			n++
		}
		all = append(all, GoodRuns{first.Scenario, first.Place(), withCounts(releases[Held]), withCounts(releases[Reproduced])})
		rest = rest[n:]
	}
	return all
}

// withCounts lists sorted releases, each once, with a count if it occurs more than once.
func withCounts(releases []string) string {
	var texts []string
	for len(releases) > 0 {
		n := 1
		for n < len(releases) && releases[n] == releases[0] {
			n++
		}
		text := releases[0]
		if n > 1 {
			text += fmt.Sprintf(" × %d", n)
		}
		texts, releases = append(texts, text), releases[n:]
	}
	return strings.Join(texts, ", ")
}
