package view_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/report/view"
)

func TestJSONIsReadBackAsItWas(t *testing.T) {
	for name, r := range sample.Reports() {
		got, err := report.ReadJSON(strings.NewReader(render(t, view.JSON, r)))
		assert.NilError(t, err, name)
		assert.DeepEqual(t, got, r)
	}
}

func TestReadJSONOfSomethingElse(t *testing.T) {
	_, err := report.ReadJSON(strings.NewReader("<html>"))
	assert.ErrorContains(t, err, "read report")
	got, err := report.ReadJSON(strings.NewReader(`{"verdict": "splendid", "new": 1}`))
	assert.NilError(t, err)
	assert.Equal(t, got.Verdict, report.Error, "an unknown verdict is not a good one")
}

func TestHTMLNeedsNothingElseAndEscapes(t *testing.T) {
	for name, r := range sample.Reports() {
		page := render(t, view.HTML, r)
		for _, unwanted := range []string{"<script", "http://", "https://", "src=", "@import", "url("} {
			assert.Check(t, !strings.Contains(page, unwanted), "%s has %s", name, unwanted)
		}
	}
}

func TestHTMLUnfoldsWhereItWentWrong(t *testing.T) {
	page := render(t, view.HTML, sample.Reproduced())
	assert.Equal(t, strings.Count(page, "<details open>"), 1)
	assert.Equal(t, strings.Count(page, "<details>"), 3)
	assert.Assert(t, strings.Contains(page, `href="server-5/server.log"`))
}

// junit is the part of the XML that a CI system reads.
type junit struct {
	Suites []struct {
		Name    string `xml:"name,attr"`
		Errors  int    `xml:"errors,attr"`
		Fails   int    `xml:"failures,attr"`
		Skipped int    `xml:"skipped,attr"`
		Cases   []struct {
			Name    string    `xml:"name,attr"`
			Failure *problem  `xml:"failure"`
			Error   *problem  `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

type problem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func readJUnit(t *testing.T, reports ...*report.Report) junit {
	t.Helper()
	var out strings.Builder
	assert.NilError(t, view.JUnit(&out, reports))
	var got junit
	assert.NilError(t, xml.Unmarshal([]byte(out.String()), &got))
	assert.Equal(t, len(got.Suites), len(reports))
	return got
}

func TestJUnitOfSeveralRuns(t *testing.T) {
	got := readJUnit(t, sample.Reproduced(), sample.Violated(), sample.Inconclusive(), sample.Hostile(), sample.Untested())
	for i, want := range []struct{ name, failure, err string }{
		{"binchanges on 3.9.5, docker", "", ""},
		{`binchanges on 3.4.14, control "no sync from disk", local`, "violated", ""},
		{"kill_the_leader on 3.8.4, local", "", "inconclusive"},
		{"", "", "error"},
		{"idle on 3.9.5, local", "", ""},
	} {
		c := got.Suites[i].Cases[0]
		if want.name != "" {
			assert.Equal(t, c.Name, want.name)
		}
		assert.Equal(t, c.Skipped != nil, i == 4)
		assert.Equal(t, got.Suites[i].Skipped == 1, i == 4)
		checkProblem(t, c.Failure, got.Suites[i].Fails, want.failure)
		checkProblem(t, c.Error, got.Suites[i].Errors, want.err)
	}
}

func checkProblem(t *testing.T, got *problem, count int, want string) {
	t.Helper()
	assert.Equal(t, got != nil, want != "")
	if got != nil {
		assert.Equal(t, got.Type, want)
		assert.Equal(t, count, 1)
	} else {
		assert.Equal(t, count, 0)
	}
}

func TestJUnitFailureHasReasonAndEvidence(t *testing.T) {
	got := readJUnit(t, sample.Violated()).Suites[0].Cases[0].Failure
	assert.Equal(t, got.Message, sample.Violated().Reason)
	for _, want := range []string{"the acknowledged create of /kept is nowhere", "acknowledged with zxid 0x100000005", "held, but expected to break"} {
		assert.Assert(t, strings.Contains(got.Text, want), got.Text)
	}
}
