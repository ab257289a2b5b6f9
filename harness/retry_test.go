package harness_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const retried = `
scenario "retried" {
  summary = "A server pauses."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 pauses" {
    create "/x" {}
    pause { server = 2 }
    resume { server = 2 }
  }
}
`

// eachBoot boots another runtime each time; the last one again and again.
type eachBoot struct {
	*fake.Runtime
	boots    int
	runtimes []*fake.Runtime
}

func (e *eachBoot) Boot(ctx context.Context, ens *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	rt := e.runtimes[min(e.boots, len(e.runtimes)-1)]
	e.boots++
	return rt.Boot(ctx, ens, needs)
}

// retry runs the scenario on one runtime after the other.
func retry(ctx context.Context, t *testing.T, retries int, runtimes ...*fake.Runtime) (*report.Report, *eachBoot) {
	t.Helper()
	rt := &eachBoot{Runtime: &fake.Runtime{}, runtimes: runtimes}
	plan := load(t, "retried.hcl", retried, spec.Inputs{Release: testRelease})
	rep := harness.Run(ctx, plan, harness.Options{Runtime: rt, Root: t.TempDir(), Save: view.Write, Retries: retries})
	for _, booted := range runtimes {
		assertTidy(t, booted)
	}
	return rep, rt
}

// unsure makes a run inconclusive: nothing proves that server 2 pauses.
func unsure() *fake.Runtime {
	return &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, NoReceipt: true}}}
}

// An inconclusive run is run again; each attempt keeps its folder, and the last report names
// those before it.
func TestInconclusiveRunIsRunAgain(t *testing.T) {
	rep, rt := retry(t.Context(), t, 5, unsure(), unsure(), &fake.Runtime{})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	assert.Equal(t, rt.boots, 3)
	assert.Equal(t, len(rep.InconclusiveBefore), 2)
	for i, a := range rep.InconclusiveBefore {
		assert.Assert(t, strings.Contains(a.Reason, "pause"), a.Reason)
		f, err := os.Open(filepath.Join(a.Dir, "report.json"))
		assert.NilError(t, err)
		saved, err := report.ReadJSON(f)
		assert.NilError(t, errors.Join(err, f.Close()))
		assert.Equal(t, saved.Verdict, report.Inconclusive)
		assert.Equal(t, len(saved.InconclusiveBefore), i)
		assert.Assert(t, rep.Follows(saved) && !saved.Follows(rep))
	}
}

func TestRetriesHaveAnEnd(t *testing.T) {
	for retries, boots := range map[int]int{0: 1, 2: 3} {
		rep, rt := retry(t.Context(), t, retries, unsure())
		assert.Equal(t, rep.Verdict, report.Inconclusive)
		assert.Equal(t, rt.boots, boots)
		assert.Equal(t, len(rep.InconclusiveBefore), retries)
	}
}

// A violation and an error are results, an interrupt is the user's wish, and what a runtime
// cannot do it will never do.
func TestOnlyInconclusiveRunsAreRunAgain(t *testing.T) {
	stray := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Stray: "/stray"}}}
	rep, rt := retry(t.Context(), t, 2, stray)
	assert.Equal(t, rep.Verdict, report.Violated, rep.Reason)
	assert.Equal(t, rt.boots, 1)

	rep, rt = retry(t.Context(), t, 2, &fake.Runtime{BootFails: errors.New("no space left")})
	assert.Equal(t, rep.Verdict, report.Error, rep.Reason)
	assert.Equal(t, rt.boots, 1)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rep, rt = retry(ctx, t, 2, &fake.Runtime{})
	assert.Equal(t, rep.Verdict, report.Inconclusive, rep.Reason)
	assert.Equal(t, rt.boots, 1)

	plan := load(t, "cut.hcl", strings.Replace(retried, "create", "cut {\n from = 1\n to = 2\n}\n create", 1), spec.Inputs{Release: testRelease})
	refused := harness.Run(t.Context(), plan, harness.Options{Runtime: &fake.Runtime{Cannot: plan.Needs()}, Retries: 2})
	assert.Equal(t, refused.Verdict, report.Inconclusive, refused.Reason)
	assert.Equal(t, len(refused.InconclusiveBefore), 0)
}
