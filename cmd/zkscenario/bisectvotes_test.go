package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// varying implements a runtime whose runs of testdata/votes.hcl end differently.
type varying struct {
	fake.Runtime
	runs map[string]string // one letter each, by release: b breaks, u is unclear
}

// Boot runs the next run of the release. A run without a letter holds.
func (v *varying) Boot(ctx context.Context, e *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	left := v.runs[e.Release]
	v.Deviations = nil
	if left != "" {
		path := map[byte]string{'b': "/stray", 'u': "/unclear"}[left[0]]
		v.Deviations, v.runs[e.Release] = []fake.Deviation{{Server: 1, Stray: path}}, left[1:]
	}
	return v.Runtime.Boot(ctx, e, needs)
}

func TestMajorityOfRunsDecides(t *testing.T) {
	var out strings.Builder
	b := bisection{runs: 3, runsFlags: runsFlags{out: t.TempDir(), timeout: time.Minute}, runtimeFlags: runtimeFlags{runtime: "local"}}
	b.cmd = &cobra.Command{}
	b.cmd.SetContext(t.Context())
	b.cmd.SetOut(&out)
	b.cmd.SetErr(io.Discard) // which has the duration of each run
	assert.NilError(t, b.prepare("testdata/votes.hcl", "3.4.6..3.7.0"))
	rt := &varying{runs: map[string]string{
		"3.4.14":      "b",      // the other two hold
		"3.5.0-alpha": "bhb",    // one of three disagrees
		"3.5.4-beta":  "ubub",   // two unclear runs are replaced
		"3.5.5":       "uuuuuu", // stays unclear
		"3.5.6":       "hh",
		"3.6.4":       "bb",
		"3.7.0":       "ubb",
	}}
	b.rt = rt
	lines, err := b.search()
	assert.NilError(t, err)
	assert.NilError(t, b.result(lines).WriteText(&out, b.plans[0].Scenario.Expects))
	golden.Assert(t, out.String(), "votes.txt")
	for release, left := range rt.runs {
		assert.Equal(t, left, "", "runs of %s that were not needed", release)
	}
}
