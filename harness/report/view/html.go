package view

import (
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

//go:embed *.html.tmpl
var htmlSources embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"proofCount":       proofCount,
	"controlOutcome":   controlOutcome,
	"controlWords":     controlWords,
	"evidence":         evidence,
	"expectation":      expectation,
	"isOpen":           isOpen,
	"needsExplanation": needsExplanation,
	"notOwed":          notOwed,
	"rows":             htmlRows,
	"seconds":          seconds,
	"serverIDs":        serverIDs,
	"symbol":           symbol,
	"tone":             htmlTone,
	"untested":         untested,
}).ParseFS(htmlSources, "*.html.tmpl"))

// htmlPage is a report with the path of its run's folder, for links.
type htmlPage struct {
	*report.Report
	Folder string // "" is the page's own, else it ends with a slash
}

// HTML writes a page without external resources. It links to the other files of the
// run's folder, in which it belongs.
func HTML(w io.Writer, r *report.Report) error { return htmlWithLinks(w, r, "") }

func htmlWithLinks(w io.Writer, r *report.Report, folder string) error {
	if err := pages.ExecuteTemplate(w, "report.html.tmpl", htmlPage{r, folder}); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}

// htmlRow is an event of a step. The page shows all events, the terminal only some.
type htmlRow struct {
	At string
	line
}

func htmlRows(r *report.Report, events []timeline.Event) []htmlRow {
	around := surroundingsOf(r)
	var rows []htmlRow
	for _, e := range events {
		if !isSilent(e) {
			rows = append(rows, htmlRow{At: seconds(e.At), line: around.lineOf(e)})
		}
	}
	return rows
}

// isOpen reports whether a step is shown unfolded: if something went wrong in it.
func isOpen(s report.Step) bool {
	return s.State == report.StepBroken || s.State == report.StepStopped
}

// htmlTone returns the CSS class of an outcome.
func htmlTone(o timeline.Outcome) string {
	switch o {
	case timeline.OK:
		return "good"
	case timeline.Broken, timeline.Refused:
		return "bad"
	case timeline.Unknown:
		return "unsure"
	case timeline.Untested:
		return "soft"
	default:
		return ""
	}
}

// serverIDs returns the ids of n servers.
func serverIDs(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i + 1
	}
	return ids
}

func collectionHTML(w io.Writer, c *report.Collection) error {
	if err := pages.ExecuteTemplate(w, "collection.html.tmpl", c); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}
