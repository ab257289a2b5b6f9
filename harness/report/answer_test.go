package report_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
)

// What broke, broke, whether somebody expected it or not.
func TestAnswer(t *testing.T) {
	guarantees := func(durability, rejoin string) []report.Guarantee {
		return []report.Guarantee{{Name: "durability", Outcome: durability}, {Name: "rejoin", Outcome: rejoin}}
	}
	const held, broken, unknown = report.GuaranteeHeld, report.GuaranteeBroken, report.GuaranteeUnknown
	for _, c := range []struct {
		verdict                 report.Verdict
		durability, rejoin      string
		any, ofDurability, rest report.Answer
	}{
		{report.Held, held, held, report.Holds, report.Holds, report.Unclear},
		{report.Reproduced, broken, held, report.Breaks, report.Breaks, report.Unclear},
		{report.Reproduced, held, broken, report.Breaks, report.Holds, report.Unclear},
		{report.NotReproduced, held, held, report.Holds, report.Holds, report.Unclear},
		{report.NotReproduced, held, broken, report.Breaks, report.Holds, report.Unclear}, // it expected both
		{report.Violated, held, broken, report.Breaks, report.Holds, report.Unclear},
		{report.Violated, unknown, broken, report.Breaks, report.Unclear, report.Unclear},
		{report.Inconclusive, unknown, held, report.Unclear, report.Unclear, report.Unclear},
		{report.Inconclusive, unknown, broken, report.Breaks, report.Unclear, report.Unclear},
		{report.Error, held, broken, report.Unclear, report.Unclear, report.Unclear},
		{report.Error, held, held, report.Unclear, report.Unclear, report.Unclear},
	} {
		r := &report.Report{Verdict: c.verdict, Guarantees: guarantees(c.durability, c.rejoin)}
		assert.DeepEqual(t, []report.Answer{r.Answer(""), r.Answer("durability"), r.Answer("watch_order")}, []report.Answer{c.any, c.ofDurability, c.rest})
	}
	assert.Equal(t, (&report.Report{Verdict: report.Held}).Answer(""), report.Holds)
	r := &report.Report{Guarantees: guarantees(held, broken)}
	assert.DeepEqual(t, r.Broken(), []string{"rejoin"})
}
