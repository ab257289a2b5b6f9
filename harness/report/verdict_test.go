package report_test

import (
	"bytes"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// ordered are the verdicts from the best to the worst.
var ordered = []struct {
	verdict report.Verdict
	name    string
	code    int
	good    bool
}{
	{report.Held, "held", 0, true},
	{report.Reproduced, "reproduced", 0, true},
	{report.Inconclusive, "inconclusive", 3, false},
	{report.NotReproduced, "not reproduced", 1, false},
	{report.Violated, "violated", 1, false},
	{report.Error, "error", 4, false},
}

func TestVerdicts(t *testing.T) {
	for _, want := range ordered {
		assert.Equal(t, want.verdict.String(), want.name)
		assert.Equal(t, want.verdict.ExitCode(), want.code, want.name)
		assert.Equal(t, want.verdict.Good(), want.good, want.name)
		var read report.Verdict
		assert.NilError(t, read.UnmarshalText([]byte(want.name)))
		assert.Equal(t, read, want.verdict)
	}
}

func TestWorst(t *testing.T) {
	assert.Equal(t, report.Worst(nil), report.Held)
	for i, worse := range ordered {
		for _, better := range ordered[:i+1] {
			pair := []*report.Report{{Verdict: worse.verdict}, {Verdict: better.verdict}}
			assert.Equal(t, report.Worst(pair), worse.verdict, better.name)
			pair[0], pair[1] = pair[1], pair[0]
			assert.Equal(t, report.Worst(pair), worse.verdict, better.name)
		}
	}
}

func TestSummary(t *testing.T) {
	long := violated()
	long.Reason = strings.Repeat("a reason that goes on and on, ", 9)
	var out bytes.Buffer
	assert.NilError(t, report.Summary(&out, []*report.Report{reproduced(), violated(), inconclusive(), long}))
	golden.Assert(t, out.String(), "summary.txt")
	for _, line := range strings.Split(out.String(), "\n") {
		assert.Check(t, len([]rune(line)) <= 100, line)
	}
}

func TestMatching(t *testing.T) {
	assert.Equal(t, reproduced().Matching(), 9)
	assert.Equal(t, violated().Matching(), 8)
	assert.Equal(t, inconclusive().Matching(), 0)
}

func TestTold(t *testing.T) {
	for kind, want := range map[timeline.Kind]bool{
		timeline.KindFault: true, timeline.KindServer: true, timeline.KindFinding: true, timeline.KindNote: true,
		timeline.KindRun: false, timeline.KindStep: false, timeline.KindOp: false, timeline.KindTree: false, timeline.KindHandshake: false,
		timeline.KindInvoke: false, timeline.KindDisk: false, timeline.KindEnd: false,
	} {
		assert.Equal(t, report.Told(timeline.Event{Kind: kind}), want, kind)
	}
	assert.Assert(t, !report.Told(timeline.Event{Kind: timeline.KindFinding, Outcome: timeline.Untested}))
}
