package report_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestVerdicts(t *testing.T) {
	for _, want := range sample.Verdicts {
		assert.Equal(t, want.Verdict.String(), want.Name)
		assert.Equal(t, want.Verdict.ExitCode(), want.Code, want.Name)
		assert.Equal(t, want.Verdict.Good(), want.Good, want.Name)
		var read report.Verdict
		assert.NilError(t, read.UnmarshalText([]byte(want.Name)))
		assert.Equal(t, read, want.Verdict)
	}
}

func TestWorst(t *testing.T) {
	assert.Equal(t, report.Worst(nil), report.Held)
	for i, worse := range sample.Verdicts {
		for _, better := range sample.Verdicts[:i+1] {
			pair := []*report.Report{{Verdict: worse.Verdict}, {Verdict: better.Verdict}}
			assert.Equal(t, report.Worst(pair), worse.Verdict, better.Name)
			pair[0], pair[1] = pair[1], pair[0]
			assert.Equal(t, report.Worst(pair), worse.Verdict, better.Name)
		}
	}
}

func TestMatching(t *testing.T) {
	assert.Equal(t, sample.Reproduced().Matching(), 9)
	assert.Equal(t, sample.Violated().Matching(), 8)
	assert.Equal(t, sample.Inconclusive().Matching(), 0)
}

func TestShownEvents(t *testing.T) {
	begin := sample.Step(0, "s")
	for kind, want := range map[timeline.Kind]bool{
		timeline.KindFault: true, timeline.KindServer: true, timeline.KindFinding: true, timeline.KindNote: true,
		timeline.KindRun: false, timeline.KindStep: false, timeline.KindOp: false, timeline.KindTree: false, timeline.KindHandshake: false,
		timeline.KindInvoke: false, timeline.KindDisk: false, timeline.KindEnd: false,
	} {
		assert.Equal(t, len(report.Of([]timeline.Event{begin, {Kind: kind, Step: "s"}}).Steps[0].Events) == 1, want, kind)
	}
	untested := timeline.Event{Kind: timeline.KindFinding, Step: "s", Outcome: timeline.Untested}
	assert.Equal(t, len(report.Of([]timeline.Event{begin, untested}).Steps[0].Events), 0)
}
