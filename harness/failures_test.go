package harness_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// A failure has the line of the innermost word, also of one in a procedure.
func TestFailuresHaveTheirLine(t *testing.T) {
	const src = `scenario "failures" {
  summary = "A guarantee breaks, and then a precondition is missing."
  ensemble { servers = 3 }
  session "app" { server = 1 }
  step "both fail" {
    assert {
      condition = length(followers) == 5
      guarantee = "availability"
    }
    call "demand" {}
  }
}

procedure "demand" {
  sequence {
    require {
      condition = length(followers) == 4
      within    = "10ms"
    }
  }
}
`
	_, plans, diags := harness.Load("failures.hcl", []byte(src), spec.Inputs{Release: testRelease}, language())
	assert.Equal(t, len(diags), 0, "%v", diags)
	rep := runPlan(t.Context(), t, &fake.Runtime{}, plans[0])
	assert.Equal(t, len(rep.Failures), 2)
	assert.DeepEqual(t, rep.Failures[0], report.Failure{Source: "failures.hcl:6", Why: "assertion failed: length(followers) == 5 (2 != 5)"})
	assert.Equal(t, rep.Failures[1].Source, "failures.hcl:16")
	assert.Equal(t, plans[0].File.Line("failures.hcl:16"), "require {")
	for _, source := range []string{"", "failures.hcl", "failures.hcl:0", "failures.hcl:99", "other.hcl:1"} {
		assert.Equal(t, plans[0].File.Line(source), "", source)
	}
}
