package view_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// many returns a collection of runs with every verdict.
func many() *report.Collection {
	on := func(r *report.Report, release string) *report.Report {
		r.Release = release
		return r
	}
	failed := &report.Report{Scenario: "a|b`<b>_x_\n# c", Release: "3.9.5", Verdict: report.Error, Reason: "no [space](x) left | <on> device"}
	held := &report.Report{Scenario: "kept", Release: "3.9.5"}
	local, built := sample.Reproduced(), sample.Reproduced()
	local.Runtime, built.Runtime, built.Build = "local", "local", "/home/me/zookeeper"
	return report.Collect([]*report.Report{
		on(sample.Reproduced(), "3.4.10"), local, on(sample.Reproduced(), "3.9.5"), built, on(sample.Reproduced(), "3.4.9"), on(sample.Reproduced(), "3.9.5"),
		sample.Violated(), sample.Untested(), sample.Inconclusive(), failed, held, sample.Again(),
	}, []string{"the shard 2/8 is missing"})
}

func TestCollectionViews(t *testing.T) {
	for name, write := range view.CollectionFiles {
		var out bytes.Buffer
		assert.NilError(t, write(&out, many()))
		golden.Assert(t, out.String(), "many."+name)
	}
}

func TestCollectionOfNothing(t *testing.T) {
	c := report.Collect(nil, nil)
	assert.Equal(t, c.Counts(), "no runs")
	assert.Equal(t, c.Title(), "nothing was run")
	assert.Equal(t, c.Verdict, report.Inconclusive)
	c = report.Collect(nil, []string{"the shard 1/1 lacks 1 run"})
	assert.Equal(t, c.Title(), "not complete: nothing was run")
}

// Runs that tested nothing are counted apart, and are not among those that held.
func TestCollectionOfUntestedRuns(t *testing.T) {
	held := &report.Report{Scenario: "kept", Release: "3.9.5"}
	c := report.Collect([]*report.Report{held, sample.Untested(), held}, nil)
	assert.Equal(t, c.Title(), "nothing was tested in 1 of 3 runs")
	assert.Equal(t, c.Counts(), "1 untested, 2 held")
	assert.Equal(t, c.Outcome(), timeline.Unknown)
	assert.Equal(t, c.Verdict.ExitCode(), 0)
	assert.Equal(t, len(c.Good()), 1)
	assert.Equal(t, c.Bad()[0].Title, "Held, but nothing was tested")
}

// An incomplete collection is never shown as good.
func TestCollectionInColour(t *testing.T) {
	held := []*report.Report{{Scenario: "kept", Release: "3.9.5"}}
	for class, c := range map[string]*report.Collection{
		"good":   report.Collect(held, nil),
		"unsure": report.Collect(held, []string{"the shard 2/8 is missing"}),
		"bad":    many(),
	} {
		var page bytes.Buffer
		assert.NilError(t, view.CollectionFiles["report.html"](&page, c))
		assert.Assert(t, strings.Contains(page.String(), `<header class="`+class+`">`), page.String())
	}
}

func TestCollectionComesBackFromJSON(t *testing.T) {
	var out bytes.Buffer
	assert.NilError(t, view.CollectionFiles["report.json"](&out, many()))
	var read report.Collection
	assert.NilError(t, json.Unmarshal(out.Bytes(), &read))
	assert.DeepEqual(t, &read, many())
}
