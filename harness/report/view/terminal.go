package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Terminal writes the report for people, in 100 columns.
func Terminal(w io.Writer, r *report.Report, color bool) error {
	p := page{pen: pen(color)}
	p.head(r)
	p.guarantees(r)
	p.proof(r)
	p.foot(r)
	if _, err := io.WriteString(w, p.text.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// longestReason is how many characters of a reason the terminal shows: the values that a
// condition compares may be thousands of znodes. The files of the run have all of it.
const longestReason = 600

// mostEvidence is how many pieces of evidence the terminal shows of a guarantee, so that
// the account of how it broke follows on the same screen.
const mostEvidence = 4

// page is the text of a report while it is written.
type page struct {
	pen
	text strings.Builder
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.text, format, args...) }

// paragraph writes an indented text.
func (p *page) paragraph(indent int, s string) {
	if s != "" {
		p.printf("%s%s\n", strings.Repeat(" ", indent), hang(s, indent))
	}
}

func (p *page) head(r *report.Report) {
	verdict := p.paint(bold, strings.ToUpper(r.Verdict.String()))
	p.printf("%s  %s\n", p.tone(r.Verdict.Outcome(), verdict), hang(r.Title(), 2))
	p.paragraph(2, r.Reason)
	p.paragraph(2, r.After())
	for _, a := range r.InconclusiveBefore {
		p.printf("    - %s\n", hang(cut(a.String(), longestReason), 6))
	}
	p.printf("\n")
	p.paragraph(2, r.Summary)
	if len(r.References) > 0 {
		p.paragraph(2, "See "+strings.Join(r.References, ", "))
	}
}

func (p *page) guarantees(r *report.Report) {
	all := r.Guarantees
	if len(all)+len(r.Untested) == 0 {
		return
	}
	p.printf("\n%s\n", p.paint(bold, "Guarantees"))
	longest := 0
	for _, g := range all {
		longest = max(longest, len(g.Name))
	}
	for _, g := range all {
		p.printf("  %s %-*s  %s\n", p.tone(expectation(g), symbol(g.Outcome.Outcome())), longest, report.Plain(g.Name), p.tone(expectation(g), hang(g.Words(), longest+6)))
		if !needsExplanation(g) {
			continue
		}
		for _, text := range []string{g.Promise, g.Origin(), g.Why} {
			p.paragraph(6, cut(text, longestReason))
		}
		for _, e := range g.Evidence[:min(mostEvidence, len(g.Evidence))] {
			p.printf("      - %s\n", hang(cut(e, longestReason), 8))
		}
		if len(g.Evidence) > mostEvidence {
			p.paragraph(6, "- the rest is in report.html")
		}
		p.account(g.Account)
	}
	p.paragraph(2, untested(r))
	p.paragraph(2, notOwed(r))
}

// account writes the events that led to a violation.
func (p *page) account(moments []report.Moment) {
	if len(moments) == 0 {
		return
	}
	p.paragraph(6, "How it happened:")
	for _, m := range moments {
		p.printf("      %s  %s\n", m.Time(), hang(m.Text, 20))
	}
}

// proof writes the table that compares this run with the bug report, and below it the
// controls.
func (p *page) proof(r *report.Report) {
	if len(r.Facts)+len(r.Controls) == 0 {
		return
	}
	t := newTable(columnWidths(24, 30, 31, 1))
	t.AppendHeader(table.Row{"", "the report", "this run", ""})
	for _, f := range r.Facts {
		t.AppendRow(table.Row{report.Plain(f.Name), report.Plain(f.Reported), report.Plain(f.Observed), p.mark(f.Outcome())})
	}
	t.AppendSeparator()
	for _, c := range r.Controls {
		t.AppendRow(table.Row{report.Plain("control: " + c.Name), report.Plain(c.Because), report.Plain(controlWords(c)), p.mark(controlOutcome(c))})
	}
	p.printf("\n%s\n%s\n", p.paint(bold, proofCount(r)), t.Render())
}

func (p *page) foot(r *report.Report) {
	p.printf("\n")
	if r.Dir != "" {
		p.printf("Files  %s\n", report.Plain(r.Dir))
		p.printf("       report.html, report.json, junit.xml, timeline.jsonl, scenario.hcl, server-*/server.log\n")
	}
	p.printf("Took   %s\n", hang(fmt.Sprintf("%s, %s, %s runtime%s", seconds(r.Took), report.Count(r.Servers, "server"), r.Runtime, r.BuiltFrom()), 7))
}

// newTable returns a table whose cells wrap.
func newTable(columns []table.ColumnConfig) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	style.Options.SeparateRows = false
	t.SetStyle(style)
	t.SetColumnConfigs(columns)
	return t
}

// columnWidths limits the widths of the columns, in order.
func columnWidths(widths ...int) []table.ColumnConfig {
	var columns []table.ColumnConfig
	for i, w := range widths {
		columns = append(columns, table.ColumnConfig{Number: i + 1, WidthMax: w, WidthMaxEnforcer: text.WrapSoft})
	}
	return columns
}
