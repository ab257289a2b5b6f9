package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
)

// many are runs of every sort, in no order.
func many() *report.Collection {
	on := func(r *report.Report, release string) *report.Report {
		r.Release = release
		return r
	}
	failed := &report.Report{Scenario: "a|b`<b>_x_\n# c", Release: "3.9.5", Verdict: report.Error, Reason: "no [space](x) left | <on> device"}
	held := &report.Report{Scenario: "kept", Release: "3.9.5"}
	return report.Collect([]*report.Report{
		on(reproduced(), "3.4.10"), on(reproduced(), "3.9.5"), on(reproduced(), "3.4.9"), on(reproduced(), "3.9.5"),
		violated(), inconclusive(), failed, held,
	}, []string{"the shard 2/8 is missing"})
}

func TestCollectionViews(t *testing.T) {
	for name, view := range report.CollectionFiles {
		var out bytes.Buffer
		assert.NilError(t, view(&out, many()))
		golden.Assert(t, out.String(), "many."+name)
	}
}

func TestCollectionOfNothing(t *testing.T) {
	c := report.Collect(nil, nil)
	assert.Equal(t, c.Counts(), "no runs")
	assert.Equal(t, c.Title(), "held")
}

func TestCollectionComesBackFromJSON(t *testing.T) {
	var out bytes.Buffer
	assert.NilError(t, report.CollectionFiles["report.json"](&out, many()))
	var read report.Collection
	assert.NilError(t, json.Unmarshal(out.Bytes(), &read))
	assert.DeepEqual(t, &read, many())
}
