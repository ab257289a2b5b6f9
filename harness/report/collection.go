package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Collection is many runs as one report.
type Collection struct {
	Verdict  Verdict   `json:"verdict"`            // the worst; of no runs it is Inconclusive
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
	if len(reports) == 0 {
		c.Verdict = Inconclusive
	}
	slices.SortStableFunc(c.Reports, func(a, b *Report) int {
		return cmp.Or(strings.Compare(a.Scenario, b.Scenario), strings.Compare(a.Place(), b.Place()), compareReleases(a.Release, b.Release), a.Started.Compare(b.Started))
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
	"report.json": func(w io.Writer, c *Collection) error { return encode(w, c) },
	"report.html": collectionHTML,
	"summary.md":  Markdown,
	"junit.xml":   func(w io.Writer, c *Collection) error { return JUnit(w, c.Reports) },
}

func collectionHTML(w io.Writer, c *Collection) error {
	if err := pages.ExecuteTemplate(w, "collection.html.tmpl", c); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}

// Title is the verdict in words.
func (c *Collection) Title() string {
	title := c.Verdict.String()
	if len(c.Reports) == 0 {
		title = "nothing was run"
	}
	if len(c.Problems) > 0 {
		title = "not complete: " + title
	}
	return title
}

// outcome is that of the verdict; what is not complete has no good one.
func (c *Collection) outcome() timeline.Outcome {
	if len(c.Problems) > 0 && c.Verdict.Good() {
		return timeline.Unknown
	}
	return c.Verdict.outcome()
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

// asExpected is a scenario with the releases on which it gave the wanted verdict, in one
// runtime and of one build.
type asExpected struct{ Scenario, Place, Held, Reproduced string }

// Good are the scenarios that gave the wanted verdict.
func (c *Collection) Good() []asExpected {
	var all []asExpected
	for rest := c.of(Held, Reproduced); len(rest) > 0; {
		n, first := 0, rest[0]
		releases := map[Verdict][]string{}
		for n < len(rest) && rest[n].Scenario == first.Scenario && rest[n].Place() == first.Place() {
			releases[rest[n].Verdict] = append(releases[rest[n].Verdict], rest[n].Release)
			n++
		}
		all = append(all, asExpected{first.Scenario, first.Place(), counted(releases[Held]), counted(releases[Reproduced])})
		rest = rest[n:]
	}
	return all
}

// counted lists releases that come sorted; those that are there several times are counted.
func counted(releases []string) string {
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
			fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", cell(r.Scenario), cell(r.Release), cell(r.Place()), r.Verdict, cell(shortened(r.Reason)))
		}
	}
	if good := c.Good(); len(good) > 0 {
		fmt.Fprint(&out, "\n### As expected\n\n| scenario | runtime | held on | reproduced on |\n|---|---|---|---|\n")
		for _, g := range good {
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", cell(g.Scenario), cell(g.Place), cell(g.Held), cell(g.Reproduced))
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
