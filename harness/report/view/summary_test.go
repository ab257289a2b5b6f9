package view_test

import (
	"bytes"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/report/view"
)

func TestSummary(t *testing.T) {
	long := sample.Violated()
	long.Reason = strings.Repeat("a reason that goes on and on, ", 9)
	var out bytes.Buffer
	assert.NilError(t, view.Summary(&out, []*report.Report{sample.Reproduced(), sample.Violated(), sample.Untested(), sample.Inconclusive(), long}))
	golden.Assert(t, out.String(), "summary.txt")
	for _, line := range strings.Split(out.String(), "\n") {
		assert.Check(t, len([]rune(line)) <= 100, line)
	}
}
