package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
)

// The first thing that a user runs works.
func TestFirstScenarioHolds(t *testing.T) {
	dir, tmp := t.TempDir(), t.TempDir()
	assert.NilError(t, command(t, tmp, "init", dir).Run())
	s := command(t, tmp, "run", filepath.Join(dir, "scenarios"), "--runtime", "local", "--format", "json", "--out", filepath.Join(dir, "runs"))
	out, err := s.Output()
	assert.NilError(t, err, s.output.String())
	var rep report.Report
	assert.NilError(t, json.Unmarshal(out, &rep))
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	assert.Equal(t, rep.Scenario, "first")
}

func TestWorkflowRunsTheNewestReleaseOfEachLine(t *testing.T) {
	text, err := renderWorkflow([]string{"3.4.14", "3.5.0-alpha", "3.5.10", "3.6.0", "3.10.0", "3.10.1"}, "v1.2.3")
	assert.NilError(t, err)
	assert.Assert(t, strings.Contains(string(text), `release: ["3.5.10", "3.6.0", "3.10.1"]`), string(text))
	assert.Assert(t, strings.Contains(string(text), "cmd/zkscenario@v1.2.3\n"), string(text))
	assert.Assert(t, strings.Contains(string(text), "--release ${{ matrix.release }} "), string(text))
	assert.Assert(t, len(newestOfLines(release.Known())) > linesInWorkflow)
}
