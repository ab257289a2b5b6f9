package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

const quiet = `
scenario "quiet" {
  summary = "Nothing breaks."
  ensemble { servers = 1 }
  session "app" {}
  step "a" {
    create "/x" {}
  }
}
`

// breaking implements a runtime whose first boots fail.
type breaking struct {
	runtime.Runtime
	boots int
}

func (r *breaking) Boot(ctx context.Context, e *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	if r.boots--; r.boots >= 0 {
		return nil, errors.New("the machine broke")
	}
	return r.Runtime.Boot(ctx, e, needs)
}

// One run that was an error is replaced by another; if that is an error too, the bisection
// ends.
func TestBisectReplacesOneErrorAndThenEnds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "quiet.hcl")
	assert.NilError(t, os.WriteFile(file, []byte(quiet), 0o600))
	for _, c := range []struct {
		boots  int
		answer bisect.Answer
		err    error
	}{
		{0, bisect.Holds, nil},
		{1, bisect.Holds, nil},
		{2, bisect.Unclear, codeError(report.Error.ExitCode())},
	} {
		cmd := &cobra.Command{}
		cmd.SetContext(t.Context())
		b := bisection{runs: 1, cmd: cmd, rt: &breaking{&fake.Runtime{}, c.boots}, runsFlags: runsFlags{out: t.ArtifactDir()}}
		b.releases = []string{"3.9.5"}
		var err error
		b.plans, err = b.planFlags.plans(cmd, []string{file})
		assert.NilError(t, err)
		answer, err := b.answer("3.9.5")
		assert.Equal(t, answer, c.answer)
		assert.Equal(t, err, c.err)
	}
}
