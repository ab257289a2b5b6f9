package bisect

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestResultDescribesChangesAndHasExitCode(t *testing.T) {
	result := Result{
		Tried: []Tried{
			{Release: "3.4.3", Answer: Holds, Expected: Holds}, {Release: "3.4.4", Answer: Breaks, Expected: Breaks},
			{Release: "3.5.0-alpha", Answer: Unclear}, {Release: "3.6.0", Answer: Holds, Expected: Holds},
			{Release: "3.6.4", Answer: Holds, Expected: Holds},
		},
		Lines: []LineResult{
			{"3.4", []Edge{
				{Last: "3.4.3", First: "3.4.4", Answer: Breaks},
				{Last: "3.4.6", First: "3.4.9", Answer: Holds, Unclear: []string{"3.4.7", "3.4.8"}},
			}},
			{"3.5", nil},
			{"3.6", []Edge{{Last: "3.4.14", First: "3.6.0", Answer: Holds, Unclear: []string{"3.5.0-alpha"}, BetweenLines: true}}},
		},
	}
	assert.DeepEqual(t, result.changes(), []string{
		"3.4: 3.4.4 is the first that breaks (3.4.3 holds); 3.4.9 is fixed (3.4.6 breaks), unless it was an unclear one: 3.4.7, 3.4.8",
		"3.5: unclear on all releases tried",
		"3.4 to 3.6: 3.6.0 holds too (3.4.14, the newest clear release of line 3.4, breaks), unless it was an unclear one: 3.5.0-alpha",
		"3.6: holds on all releases tried: 3.6.0, 3.6.4",
		aboutLines,
	})
	clear, unclear := Line{Answers: []Answer{Holds}}, Line{Answers: []Answer{Holds, Unclear}}
	assert.Equal(t, result.ExitCode([]Line{clear}), 0)
	assert.Equal(t, result.ExitCode([]Line{clear, unclear}), report.Inconclusive.ExitCode())
	result.Tried[0].Expected = Breaks
	assert.Equal(t, result.ExitCode([]Line{unclear}), report.Violated.ExitCode())
}

// Of a group any guarantee may break, so nothing certain is expected of a single one.
func TestTriedExpectsNothingOfOneGuaranteeOfAGroup(t *testing.T) {
	sc := &spec.Scenario{Expects: []spec.Expect{{Guarantees: []string{"durability", "rejoin"}}}}
	for guarantee, want := range map[string]Answer{"": Breaks, "rejoin": Unclear, "watch_order": Holds} {
		tried := NewTried(sc, "3.9.5", guarantee)
		assert.Equal(t, tried.Expected, want, guarantee)
		for _, answer := range []Answer{Holds, Breaks} {
			tried.Answer = answer
			result, wrong := Result{Tried: []Tried{tried}}, want != Unclear && want != answer
			assert.Equal(t, result.ExitCode(nil) != 0, wrong, "%s: %s", guarantee, answer)
		}
	}
}
