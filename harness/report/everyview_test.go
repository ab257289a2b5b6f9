package report_test

import (
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Every verdict is the first thing that every view says, in its own colour.
func TestEveryVerdictLeadsEveryView(t *testing.T) {
	for _, v := range ordered {
		r := inconclusive()
		r.Verdict = v.verdict
		colour, class := "\x1b[31m", "bad"
		switch {
		case v.good:
			colour, class = "\x1b[32m", "good"
		case v.verdict == report.Inconclusive:
			colour, class = "\x1b[33m", "unsure"
		}
		terminal := render(t, terminal(true), r)
		assert.Assert(t, strings.HasPrefix(terminal, colour), terminal)
		assert.Assert(t, strings.HasPrefix(text.StripEscape(terminal), strings.ToUpper(v.name)+"  "), terminal)
		page := render(t, report.HTML, r)
		assert.Assert(t, strings.Contains(page, `<header class="`+class+"\">\n<div class=\"verdict\">"+v.name+"</div>"), page)
		assert.Assert(t, strings.Contains(render(t, report.JSON, r), `"verdict": "`+v.name+`"`))
	}
}

// What CI shows as passed must be exactly what exits with 0.
func TestJUnitPassesOnlyGoodVerdicts(t *testing.T) {
	for _, v := range ordered {
		r := inconclusive()
		r.Verdict = v.verdict
		c := readJUnit(t, r).Suites[0].Cases[0]
		assert.Equal(t, c.Failure == nil && c.Error == nil, v.code == 0, v.name)
		assert.Equal(t, c.Failure != nil, v.code == 1, v.name)
	}
}

func TestViewsOfARunThatNeverBegan(t *testing.T) {
	r := &report.Report{Scenario: "s", Release: "3.9.5", Verdict: report.Error, Reason: "no space left on device"}
	for _, view := range []string{render(t, terminal(false), r), render(t, report.HTML, r), render(t, report.Files["junit.xml"], r)} {
		assert.Assert(t, strings.Contains(view, "no space left on device"))
		assert.Assert(t, !strings.Contains(view, "this run"), "an empty table")
		assert.Assert(t, !strings.Contains(view, "Guarantees"), "an empty list")
	}
	assert.Assert(t, !strings.Contains(render(t, terminal(false), r), "Files"), "files that nobody kept")
}

func TestTableOfControlsAlone(t *testing.T) {
	r := &report.Report{Controls: controls()}
	got := render(t, terminal(false), r)
	assert.Assert(t, strings.Contains(got, "2 of 2 controls held\n┌"), got)
	assert.Assert(t, strings.Contains(got, "control: no sync"), got)
}

// A reader must find every event of a step on the page, and its proof with it.
func TestHTMLHasEveryEventWithItsProof(t *testing.T) {
	page := render(t, report.HTML, reproduced())
	for _, e := range append(electionEvents(), moveEvents()...) {
		for _, want := range []string{e.What, e.Receipt, line(e)} {
			want = strings.NewReplacer(`"`, "&#34;", "'", "&#39;").Replace(want)
			assert.Check(t, strings.Contains(page, want), want)
		}
	}
}

func line(e timeline.Event) string {
	if e.Server == nil {
		return ""
	}
	return e.Server.Line
}

func TestFilesAreThoseOfTheRunsFolder(t *testing.T) {
	assert.Equal(t, len(report.Files), 3)
	for _, name := range []string{"report.json", "report.html", "junit.xml"} {
		assert.Assert(t, report.Files[name] != nil, name)
	}
}
