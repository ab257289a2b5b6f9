package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

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
	for _, r := range reports {
		name := r.Scenario
		if r.Control != "" {
			name += ", control: " + r.Control
		}
		t.AppendRow(table.Row{plain(name), plain(r.Release), r.Verdict, fmt.Sprintf("%.1f", r.Took.Seconds()), shortened(r.Reason)})
	}
	if _, err := fmt.Fprintln(w, t.Render()); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

// The reason's column, and how much of a reason the summary shows: the whole of
// it stands in the run's own report.
const (
	reasonWidth  = 31
	reasonLength = 90
)

// shortened cuts a reason between two words, and makes one line of it.
func shortened(reason string) string {
	short := ""
	for _, word := range strings.Fields(plain(reason)) {
		if utf8.RuneCountInString(short)+utf8.RuneCountInString(word) >= reasonLength {
			return short + " …"
		}
		short = strings.TrimSpace(short + " " + word)
	}
	return short
}
