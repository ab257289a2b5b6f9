package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

//go:embed *.html.tmpl
var htmlSources embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"built":   (*Report).built,
	"clock":   Moment.time,
	"count":   (*Report).proofCount,
	"good":    Verdict.outcome,
	"ended":   Control.outcome,
	"answer":  Control.words,
	"became":  Guarantee.Words,
	"mark":    Guarantee.mark,
	"wanted":  Guarantee.wanted,
	"explain": Guarantee.explains,
	"match":   matchOutcome,
	"rows":    htmlRows,
	"open":    htmlOpen,
	"seconds": seconds,
	"symbol":  symbol,
	"tone":    htmlTone,
	"ids":     numbers,
	"omitted": (*Report).untested,
	"proof":   (*Report).evidence,
	"whole":   (*Collection).outcome,
}).ParseFS(htmlSources, "*.html.tmpl"))

// HTML writes one page that needs nothing but itself. Its links lead to the other
// files of the run's folder.
func HTML(w io.Writer, r *Report) error {
	if err := pages.ExecuteTemplate(w, "report.html.tmpl", r); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}

// htmlRow is an event of a step: unlike the terminal, the page has room for all.
type htmlRow struct {
	At string
	line
}

func htmlRows(events []timeline.Event) []htmlRow {
	var rows []htmlRow
	for _, e := range events {
		if !silent(e) {
			rows = append(rows, htmlRow{At: seconds(e.At), line: words(e)})
		}
	}
	return rows
}

// htmlOpen tells whether a step is shown unfolded: where something went wrong.
func htmlOpen(s Step) bool { return s.State == "broken" || s.State == "stopped here" }

// htmlTone is the CSS class of an answer.
func htmlTone(o timeline.Outcome) string {
	switch o {
	case timeline.OK:
		return "good"
	case timeline.Broken, timeline.Refused:
		return "bad"
	case timeline.Unknown:
		return "unsure"
	default:
		return ""
	}
}

func numbers(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i + 1
	}
	return ids
}
