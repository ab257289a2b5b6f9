package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Markdown writes the summary of a GitHub Actions job.
func Markdown(w io.Writer, c *report.Collection) error {
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
	if again := c.Again(); len(again) > 0 {
		fmt.Fprint(&out, "\n### Inconclusive before, and run again\n\n| scenario | release | runtime | verdict in the end | inconclusive because |\n|---|---|---|---|---|\n")
		for _, r := range again {
			for _, a := range r.InconclusiveBefore {
				fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", cell(r.Scenario), cell(r.Release), cell(r.Place()), r.Verdict, cell(shortened(a.Reason)))
			}
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

// inMarkdown escapes plain text.
var inMarkdown = strings.NewReplacer("\\", `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", "&lt;", "&", "&amp;", "\n", " ")

// cell escapes a text for a cell of a table.
func cell(s string) string { return inMarkdown.Replace(report.Plain(s)) }
