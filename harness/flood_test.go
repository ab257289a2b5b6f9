package harness_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const flooded = `
scenario "flooded" {
  summary = "A server logs again and again, and stops."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "server 2 logs without end" {
    restart { servers = [2] }
    await { serving = 2 }
    stop { server = 2 }
    create "/x" {}
  }
}
`

// Of 12 MB that a server logs the begin and the end are kept. Every view of the run says so.
func TestFloodOfALogIsShown(t *testing.T) {
	line := "2026-11-25 10:13:00,377 INFO  [main:QuorumPeer] - " + strings.Repeat("x", 950)
	wrong := fake.Deviation{Server: 2, Start: 2, LogLines: []string{line}, LogRepeats: 12_000}
	var live strings.Builder
	plan := load(t, "flooded.hcl", flooded, spec.Inputs{Release: testRelease})
	rep := harness.Run(t.Context(), plan, harness.Options{
		Runtime: &fake.Runtime{Deviations: []fake.Deviation{wrong}}, Root: t.TempDir(), Save: view.Write, Observe: view.NewLive(&live, false).Event,
	})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	const note = "server 2 logs so much that only the begin and the end of this log are kept"
	assert.Equal(t, strings.Count(live.String(), note), 1, live.String())
	for _, name := range []string{"report.html", "report.json", "timeline.jsonl"} {
		text, err := os.ReadFile(filepath.Join(rep.Dir, name))
		assert.NilError(t, err)
		assert.Equal(t, strings.Count(string(text), note), 1, name)
	}
	log, err := os.ReadFile(filepath.Join(rep.Dir, "server-2", "server.log"))
	assert.NilError(t, err)
	assert.Assert(t, cmp.Regexp(regexp.MustCompile(`\n\[zkscenario: \d{4} lines of the log are left out here\]\n`), string(log)))
	assert.Assert(t, len(log) < 10<<20, "the log has %d bytes", len(log))
}
