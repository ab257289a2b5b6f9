package bisect_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// A violation counts, whether it was expected or not.
func TestAnswerOfFollowsFromTheGuarantees(t *testing.T) {
	guarantees := func(durability, rejoin report.GuaranteeState) []report.Guarantee {
		return []report.Guarantee{{Name: "durability", Outcome: durability}, {Name: "rejoin", Outcome: rejoin}}
	}
	const held, broken, unknown = report.GuaranteeHeld, report.GuaranteeBroken, report.GuaranteeUnknown
	for _, c := range []struct {
		verdict                 report.Verdict
		durability, rejoin      report.GuaranteeState
		any, ofDurability, rest bisect.Answer
	}{
		{report.Held, held, held, bisect.Holds, bisect.Holds, bisect.Unclear},
		{report.Reproduced, broken, held, bisect.Breaks, bisect.Breaks, bisect.Unclear},
		{report.Reproduced, held, broken, bisect.Breaks, bisect.Holds, bisect.Unclear},
		{report.NotReproduced, held, held, bisect.Holds, bisect.Holds, bisect.Unclear},
		{report.NotReproduced, held, broken, bisect.Breaks, bisect.Holds, bisect.Unclear}, // both were expected to break
		{report.Violated, held, broken, bisect.Breaks, bisect.Holds, bisect.Unclear},
		{report.Violated, unknown, broken, bisect.Breaks, bisect.Unclear, bisect.Unclear},
		{report.Inconclusive, unknown, held, bisect.Unclear, bisect.Unclear, bisect.Unclear},
		{report.Inconclusive, unknown, broken, bisect.Breaks, bisect.Unclear, bisect.Unclear},
		{report.Error, held, broken, bisect.Unclear, bisect.Unclear, bisect.Unclear},
		{report.Error, held, held, bisect.Unclear, bisect.Unclear, bisect.Unclear},
	} {
		r := &report.Report{Verdict: c.verdict, Guarantees: guarantees(c.durability, c.rejoin)}
		assert.DeepEqual(t, []bisect.Answer{bisect.AnswerOf(r, ""), bisect.AnswerOf(r, "durability"), bisect.AnswerOf(r, "watch_order")}, []bisect.Answer{c.any, c.ofDurability, c.rest})
	}
	assert.Equal(t, bisect.AnswerOf(&report.Report{Verdict: report.Held}, ""), bisect.Holds)
	assert.Equal(t, bisect.AnswerOf(&report.Report{Verdict: report.Untested}, ""), bisect.Unclear)
	r := &report.Report{Guarantees: guarantees(held, broken)}
	assert.DeepEqual(t, r.Broken(), []string{"rejoin"})
}
