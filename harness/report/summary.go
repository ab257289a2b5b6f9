package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
)

// Worst is the verdict that counts of several; of none it is Held.
func Worst(reports []*Report) Verdict {
	worst := Held
	for _, r := range reports {
		worst = max(worst, r.Verdict)
	}
	return worst
}

// Summary writes the last table of several runs.
func Summary(w io.Writer, reports []*Report) error {
	t := newTable(columnWidths(28, 12, 14, 7, reasonWidth))
	style := *t.Style()
	style.Options = table.OptionsNoBordersAndSeparators
	t.SetStyle(style)
	t.AppendHeader(table.Row{"scenario", "release", "verdict", "seconds", "reason"})
	apart := mixed(reports)
	for _, r := range reports {
		name := r.Scenario
		if r.Control != "" {
			name += ", control: " + r.Control
		}
		if apart {
			name += ", " + r.Place()
		}
		t.AppendRow(table.Row{Plain(name), Plain(r.Release), r.Verdict.String(), fmt.Sprintf("%.1f", r.Took.Seconds()), shortened(r.Reason)})
	}
	if _, err := fmt.Fprintln(w, unpadded(t.Render())); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

// unpadded takes away what fills a table without borders up to its width.
func unpadded(table string) string {
	lines := strings.Split(table, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// The reason's column, and how much of a reason the summary shows: the whole of
// it stands in the run's own report.
const (
	reasonWidth  = 31
	reasonLength = 90
)

// shortened makes one line of a reason and cuts it, between two words if it can.
func shortened(reason string) string {
	line := []rune(strings.Join(strings.Fields(Plain(reason)), " "))
	if len(line) <= reasonLength {
		return string(line)
	}
	short := string(line[:reasonLength])
	if end := strings.LastIndexByte(short, ' '); end > 0 {
		short = short[:end]
	}
	return short + " …"
}
