package view_test

import (
	"os"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Every view begins with the verdict, in its colour.
func TestEveryVerdictLeadsEveryView(t *testing.T) {
	for _, v := range sample.Verdicts {
		r := sample.Inconclusive()
		r.Verdict = v.Verdict
		colour, class := "\x1b[31m", "bad"
		switch {
		case v.Good:
			colour, class = "\x1b[32m", "good"
		case v.Verdict == report.Untested, v.Verdict == report.Inconclusive:
			colour, class = "\x1b[33m", "unsure"
		}
		terminal := render(t, terminal(true), r)
		assert.Assert(t, strings.HasPrefix(terminal, colour), terminal)
		assert.Assert(t, strings.HasPrefix(text.StripEscape(terminal), strings.ToUpper(v.Name)+"  "), terminal)
		page := render(t, view.HTML, r)
		assert.Assert(t, strings.Contains(page, `<header class="`+class+"\">\n<div class=\"verdict\">"+v.Name+"</div>"), page)
		assert.Assert(t, strings.Contains(render(t, view.JSON, r), `"verdict": "`+v.Name+`"`))
	}
}

// CI shows a run as passed or skipped if and only if its exit code is 0, and as skipped if
// nothing was tested.
func TestJUnitPassesOnlyGoodVerdicts(t *testing.T) {
	for _, v := range sample.Verdicts {
		r := sample.Inconclusive()
		r.Verdict = v.Verdict
		c := readJUnit(t, r).Suites[0].Cases[0]
		assert.Equal(t, c.Failure == nil && c.Error == nil, v.Code == 0, v.Name)
		assert.Equal(t, c.Failure != nil, v.Code == 1, v.Name)
		assert.Equal(t, c.Skipped != nil, v.Verdict == report.Untested, v.Name)
	}
}

func TestViewsOfARunThatNeverBegan(t *testing.T) {
	r := &report.Report{Scenario: "s", Release: "3.9.5", Verdict: report.Error, Reason: "no space left on device"}
	for _, view := range []string{render(t, terminal(false), r), render(t, view.HTML, r), render(t, view.Files["junit.xml"], r)} {
		assert.Assert(t, strings.Contains(view, "no space left on device"))
		assert.Assert(t, !strings.Contains(view, "this run"), "an empty table")
		assert.Assert(t, !strings.Contains(view, "Guarantees"), "an empty list")
	}
	assert.Assert(t, !strings.Contains(render(t, terminal(false), r), "Files"), "files that do not exist")
}

func TestTableOfControlsAlone(t *testing.T) {
	r := &report.Report{Controls: sample.Controls()}
	got := render(t, terminal(false), r)
	assert.Assert(t, strings.Contains(got, "2 of 2 controls held\n┌"), got)
	assert.Assert(t, strings.Contains(got, "control: no sync"), got)
}

// The page has every event of a step, with its proof.
func TestHTMLHasEveryEventWithItsProof(t *testing.T) {
	page := render(t, view.HTML, sample.Reproduced())
	for _, e := range append(sample.ElectionEvents(), sample.MoveEvents()...) {
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

// The documentation lists the files that the views write.
func TestFilesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../../docs/results.md")
	assert.NilError(t, err)
	ofRun, ofCollection, found := strings.Cut(string(page), "\n## Many runs\n")
	assert.Assert(t, found)
	for name := range view.Files {
		assert.Check(t, strings.Contains(ofRun, "\n| `"+name+"` |"), "docs/results.md does not list %s in the folder of a run", name)
	}
	for name := range view.CollectionFiles {
		assert.Check(t, strings.Contains(ofCollection, "\n| `"+name+"` |"), "docs/results.md does not list %s among the files of many runs", name)
	}
	for _, name := range []string{"report.json", "report.html", "junit.xml"} {
		assert.Assert(t, view.Files[name] != nil, name)
	}
}
