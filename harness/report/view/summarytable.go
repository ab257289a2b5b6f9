package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/zkscenario/zkscenario/harness/report"
)

// reasonWidth is the width of the reason's column.
const reasonWidth = 31

// Summary writes the table of several runs.
func Summary(w io.Writer, reports []*report.Report) error {
	t := newTable(columnWidths(28, 12, 14, 7, reasonWidth))
	style := *t.Style()
	style.Options = table.OptionsNoBordersAndSeparators
	t.SetStyle(style)
	t.AppendHeader(table.Row{"scenario", "release", "verdict", "seconds", "reason"})
	apart := inSeveralPlaces(reports)
	for _, r := range reports {
		name := r.Scenario
		if r.Control != "" {
			name += ", control: " + r.Control
		}
		if apart {
			name += ", " + r.Place()
		}
		t.AppendRow(table.Row{report.Plain(name), report.Plain(r.Release), r.Verdict.String(), fmt.Sprintf("%.1f", r.Took.Seconds()), reasonWithAttempts(r)})
	}
	if _, err := fmt.Fprintln(w, trimLines(t.Render())); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

// reasonWithAttempts returns the beginning of the reason, and how often the run was
// inconclusive before.
func reasonWithAttempts(r *report.Report) string {
	if after := r.After(); after != "" {
		return shortened(r.Reason) + "; " + after
	}
	return shortened(r.Reason)
}

// trimLines removes the spaces that fill a table without borders.
func trimLines(table string) string {
	lines := strings.Split(table, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
