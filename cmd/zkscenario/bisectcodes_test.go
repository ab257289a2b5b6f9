package main

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
)

func TestBisectCodeFollowsFromTheReports(t *testing.T) {
	broken := []report.Guarantee{{Name: "durability", Outcome: report.GuaranteeBroken}}
	held := &report.Report{Verdict: report.Held}
	for name, c := range map[string]struct {
		code    int
		reports []*report.Report
	}{
		"held":                   {bisectGood, []*report.Report{held}},
		"not reproduced":         {bisectGood, []*report.Report{{Verdict: report.NotReproduced}}},
		"reproduced":             {bisectBad, []*report.Report{{Verdict: report.Reproduced, Guarantees: broken}}},
		"violated":               {bisectBad, []*report.Report{{Verdict: report.Violated, Guarantees: broken}}},
		"inconclusive":           {bisectSkip, []*report.Report{{Verdict: report.Inconclusive}}},
		"error":                  {bisectSkip, []*report.Report{{Verdict: report.Error}}},
		"one of many breaks":     {bisectBad, []*report.Report{{Verdict: report.Error}, held, {Verdict: report.Reproduced, Guarantees: broken}}},
		"one of many is unclear": {bisectSkip, []*report.Report{held, {Verdict: report.Inconclusive}, held}},
	} {
		assert.Check(t, bisectCode(c.reports) == c.code, name)
	}
	for code, want := range map[int]int{0: 0, 1: 1, 125: 125, exitUsage: 128, report.Error.ExitCode(): 128} {
		assert.Check(t, forGit(code) == want, code)
	}
}
