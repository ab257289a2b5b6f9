package harness_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const controlled = `
variable "again" { default = true }

scenario "controlled" {
  summary = "Server 2 is stale when it starts again."

  expect "replica_agreement" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 misses something" {
    kill { servers = var.again ? [2] : [] }
    create "/x" {}
    start { servers = var.again ? [2] : [] }
    await { synced = [1, 2, 3] }
  }

  control "it starts only once" {
    because   = "It misses nothing."
    variables = { again = false }
  }

  control "another release" {
    because = "It is for old ones only."
    release = "3.4.14"
    on      = "< 3.5.0"
  }
}
`

// runControlled runs the scenario with its controls. Server 2 has a stray znode from the
// given start on.
func runControlled(t *testing.T, release string, start int) *report.Report {
	t.Helper()
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Start: start, Stray: "/stray"}}}
	rep := harness.Run(t.Context(), load(t, "controlled.hcl", controlled, spec.Inputs{Release: release}), harness.Options{Runtime: rt, Controls: true})
	assertTidy(t, rt)
	return rep
}

func TestControlThatHoldsConfirmsTheCause(t *testing.T) {
	rep := runControlled(t, testRelease, 2)
	assert.Equal(t, rep.Verdict, report.Reproduced, rep.Reason)
	assert.Equal(t, len(rep.Controls), 1, "the other control is for other releases")
	c := rep.Controls[0]
	assert.DeepEqual(t, []any{c.Name, c.Because, c.Release, c.Verdict}, []any{"it starts only once", "It misses nothing.", testRelease, report.Held})
}

func TestControlThatDoesNotHoldReplacesTheVerdict(t *testing.T) {
	rep := runControlled(t, testRelease, 1)
	assert.Equal(t, rep.Verdict, report.Violated)
	assert.Assert(t, cmp.Contains(rep.Reason, `the control "it starts only once" did not hold: broken, though not expected`))
}

func TestControlsRunOnlyAfterReproduction(t *testing.T) {
	rep := runControlled(t, "3.4.14", 3)
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	assert.Equal(t, len(rep.Controls), 0)
}

const controlledByNothing = `
variable "asserts" { default = true }

scenario "controlled_by_nothing" {
  summary = "The control does nothing at all."

  expect "availability" { violated_on = ">= 3.5.0" }

  ensemble { servers = 1 }

  step "asserts" {
    repeat {
      for_each = var.asserts ? [1] : []
      assert {
        condition = leader == null
        guarantee = "availability"
      }
    }
  }

  control "it asserts nothing" {
    because   = "It has nothing that could break."
    variables = { asserts = false }
  }
}
`

// A control that tests nothing does not confirm the cause, and does not disprove it.
func TestControlThatTestsNothingMakesTheRunInconclusive(t *testing.T) {
	rep := harness.Run(t.Context(), load(t, "c.hcl", controlledByNothing, spec.Inputs{Release: testRelease}), harness.Options{Runtime: &fake.Runtime{}, Controls: true})
	assert.Equal(t, rep.Verdict, report.Inconclusive)
	assert.Assert(t, cmp.Contains(rep.Reason, `the control "it asserts nothing" proves nothing: held, but nothing was tested`))
}

const upgraded = `
scenario "upgraded" {
  summary = "Server 2 is stale when it starts again."

  expect "replica_agreement" { violated_on = ">= 3.5.0" }

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 misses something" {
    kill { server = 2 }
    create "/x" {}
    start { server = 2 }
    await { synced = [1, 2, 3] }
  }

  control "another release" {
    because = "It came later."
    release = "3.4.14"
  }
}
`

// A build replaces one release. A control on another release runs the published one, unless
// the build is for all releases.
func TestControlOnAnotherReleaseDoesNotUseTheBuild(t *testing.T) {
	for _, c := range []struct {
		build   harness.Build
		control string
	}{
		{harness.Build{From: "here", Release: testRelease}, ""},
		{harness.Build{From: "mine:{release}"}, "mine:{release}"},
	} {
		rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Start: 2, Stray: "/stray"}}}
		plan := load(t, "upgraded.hcl", upgraded, spec.Inputs{Release: testRelease})
		rep := harness.Run(t.Context(), plan, harness.Options{Runtime: rt, Build: c.build, Root: t.TempDir(), Save: view.Write, Controls: true})
		assert.Equal(t, rep.Build, c.build.From, rep.Reason)
		text, err := os.ReadFile(filepath.Join(rep.Controls[0].Dir, "report.json"))
		assert.NilError(t, err)
		var control report.Report
		assert.NilError(t, json.Unmarshal(text, &control))
		assert.DeepEqual(t, []string{control.Release, control.Build}, []string{"3.4.14", c.control})
	}
}
