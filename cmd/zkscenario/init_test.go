package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
)

func TestScenarioOfInitHolds(t *testing.T) {
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

func TestREADMEShowsTheWorkflowOfInit(t *testing.T) {
	_, steps, found := strings.Cut(strings.ReplaceAll(firstWorkflow, "VERSION", "main"), "    steps:\n")
	assert.Assert(t, found)
	assert.Equal(t, strings.Count(steps, "\n"), 5)
	page, err := os.ReadFile("../../README.md")
	assert.NilError(t, err)
	assert.Assert(t, strings.Contains(string(page), steps))
}
