package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Collection is many runs as one report.
type Collection struct {
	Verdict  Verdict   `json:"verdict"`            // the worst
	Problems []string  `json:"problems,omitempty"` // why it's not the whole
	Reports  []*Report `json:"reports"`            // without their steps
}

// Collect makes one report of many. Problems are why it is not all that was to be.
func Collect(reports []*Report, problems []string) *Collection {
	c := &Collection{Verdict: Worst(reports), Problems: problems, Reports: []*Report{}}
	for _, r := range reports {
		short := *r
		short.Steps = []Step{}
		c.Reports = append(c.Reports, &short)
	}
	slices.SortStableFunc(c.Reports, func(a, b *Report) int {
		return cmp.Or(strings.Compare(a.Scenario, b.Scenario), compareReleases(a.Release, b.Release), a.Started.Compare(b.Started))
	})
	return c
}

// compareReleases puts 3.4.2 before 3.4.10.
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

// CollectionFiles are the views of a collection, by file name.
var CollectionFiles = map[string]func(io.Writer, *Collection) error{
	"report.json": collectionJSON,
	"report.html": collectionHTML,
	"summary.md":  Markdown,
	"junit.xml":   func(w io.Writer, c *Collection) error { return JUnit(w, c.Reports) },
}

func collectionJSON(w io.Writer, c *Collection) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(c); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

func collectionHTML(w io.Writer, c *Collection) error {
	if err := pages.ExecuteTemplate(w, "collection.html.tmpl", c); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}

// Title is the verdict in words.
func (c *Collection) Title() string {
	if len(c.Problems) > 0 {
		return "not complete: " + c.Verdict.String()
	}
	return c.Verdict.String()
}

// Counts says how many runs had which verdict, the worst first.
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
	return strings.Join(counts, ", ")
}

// of are the reports with one of the verdicts.
func (c *Collection) of(verdicts ...Verdict) []*Report {
	var found []*Report
	for _, r := range c.Reports {
		if slices.Contains(verdicts, r.Verdict) {
			found = append(found, r)
		}
	}
	return found
}

// collected are runs that are shown together.
type collected struct {
	Title   string
	Reports []*Report
}

// Bad are the runs to look at. What nothing can be said of stands apart from what is
// wrong.
func (c *Collection) Bad() []collected {
	all := []collected{
		{"Wrong verdicts", c.of(Violated, NotReproduced)},
		{"Broken harness or machine", c.of(Error)},
		{"Inconclusive: nothing can be said", c.of(Inconclusive)},
	}
	return slices.DeleteFunc(all, func(s collected) bool { return len(s.Reports) == 0 })
}

// asExpected is a scenario with the releases on which it gave the wanted verdict.
type asExpected struct{ Scenario, Held, Reproduced string }

// Good are the scenarios that gave the wanted verdict.
func (c *Collection) Good() []asExpected {
	var all []asExpected
	for _, r := range c.of(Held, Reproduced) {
		if n := len(all); n == 0 || all[n-1].Scenario != r.Scenario {
			all = append(all, asExpected{Scenario: r.Scenario})
		}
		last := &all[len(all)-1]
		if r.Verdict == Held {
			last.Held = appended(last.Held, r.Release)
		} else {
			last.Reproduced = appended(last.Reproduced, r.Release)
		}
	}
	return all
}

// appended adds a release to a list; the second time it is counted.
func appended(list, release string) string {
	releases := strings.Split(list, ", ")
	last := releases[len(releases)-1]
	name, times, _ := strings.Cut(last, " × ")
	switch {
	case list == "":
		return release
	case name != release:
		return list + ", " + release
	}
	n := 1
	_, _ = fmt.Sscan(times, &n) // none is once
	releases[len(releases)-1] = fmt.Sprintf("%s × %d", release, n+1)
	return strings.Join(releases, ", ")
}

// Markdown writes the summary that GitHub shows of a job.
func Markdown(w io.Writer, c *Collection) error {
	var out strings.Builder
	fmt.Fprintf(&out, "## ZooKeeper scenarios: %s\n\n%s.\n", c.Title(), c.Counts())
	if len(c.Problems) > 0 {
		fmt.Fprint(&out, "\n### Not complete\n\n")
	}
	for _, p := range c.Problems {
		fmt.Fprintf(&out, "* %s\n", cell(p))
	}
	for _, s := range c.Bad() {
		fmt.Fprintf(&out, "\n### %s\n\n| scenario | release | runtime | verdict | reason |\n|---|---|---|---|---|\n", s.Title)
		for _, r := range s.Reports {
			fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", cell(r.Scenario), cell(r.Release), cell(r.Runtime), r.Verdict, cell(shortened(r.Reason)))
		}
	}
	if good := c.Good(); len(good) > 0 {
		fmt.Fprint(&out, "\n### As expected\n\n| scenario | held on | reproduced on |\n|---|---|---|\n")
		for _, g := range good {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", cell(g.Scenario), cell(g.Held), cell(g.Reproduced))
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

// inMarkdown keeps plain text plain.
var inMarkdown = strings.NewReplacer("\\", `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", "&lt;", "&", "&amp;", "\n", " ")

// cell is a text as a cell of a table.
func cell(s string) string { return inMarkdown.Replace(Plain(s)) }
