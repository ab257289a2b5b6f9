package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

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
