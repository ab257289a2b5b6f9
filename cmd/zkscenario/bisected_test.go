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

// moody servers answer each run of testdata/votes.hcl otherwise.
type moody struct {
	fake.Runtime
	runs map[string]string // of a release, one letter each, as in internal/bisect: b breaks, u is unclear
}

// Boot plays the next run of the release. One that is not told of holds.
func (m *moody) Boot(ctx context.Context, e *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	left := m.runs[e.Release]
	m.Deviations = nil
	if left != "" {
		made := map[byte]string{'b': "/stray", 'u': "/doubt"}[left[0]]
		m.Deviations, m.runs[e.Release] = []fake.Deviation{{Server: 1, Stray: made}}, left[1:]
	}
	return m.Runtime.Boot(ctx, e, needs)
}

// Where runs of one release disagree, most of them decide; what that makes of the
// search is told with its reasons.
func TestBisectVotes(t *testing.T) {
	var out strings.Builder
	b := bisection{runs: 3, runsFlags: runsFlags{out: t.TempDir(), timeout: time.Minute}, runtimeFlags: runtimeFlags{runtime: "local"}}
	b.cmd = &cobra.Command{}
	b.cmd.SetContext(t.Context())
	b.cmd.SetOut(&out)
	b.cmd.SetErr(io.Discard) // has the time that each run took
	assert.NilError(t, b.prepare("testdata/votes.hcl", "3.4.6..3.7.0"))
	rt := &moody{runs: map[string]string{
		"3.4.14":      "b",      // and then it holds twice
		"3.5.0-alpha": "bhb",    // one of three disagrees
		"3.5.4-beta":  "ubub",   // two in doubt are replaced
		"3.5.5":       "uuuuuu", // stays in doubt
		"3.5.6":       "hh",
		"3.6.4":       "bb",
		"3.7.0":       "ubb",
	}}
	b.rt = rt
	lines, err := b.search()
	assert.NilError(t, err)
	found := newBisected(&b, lines)
	found.print(b.cmd, b.plans[0].Scenario)
	golden.Assert(t, out.String(), "votes.txt")
	for release, left := range rt.runs {
		assert.Equal(t, left, "", "runs of %s that nobody asked for", release)
	}
}
