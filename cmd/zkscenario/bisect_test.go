package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/internal/bisect"
	"github.com/zkscenario/zkscenario/scenarios"
)

// edge holds a change of the answer, read from JSON.
type edge struct {
	Last, First, Answer string
	BetweenLines        bool `json:"between_lines"`
}

// On real servers bisect finds the edges that the catalogue states. Without expectations it
// tries 6 of 15 releases. With them it finds a violation between ends that agree, and one
// between lines.
func TestBisectFindsTheEdgesOfTheCatalogue(t *testing.T) {
	breaks, holds := bisect.Breaks.String(), bisect.Holds.String()
	for _, c := range []struct {
		scenario, releases string
		runs, code         int
		answers            map[string]string // of the releases tried
		edges              []edge
		violatedOn         string
	}{
		{
			withoutExpects(t, "availability/stuck_snapshot.hcl"), "3.4.0..3.4.14", 1, report.Violated.ExitCode(),
			map[string]string{"3.4.0": breaks, "3.4.3": breaks, "3.4.5": breaks, "3.4.6": breaks, "3.4.7": holds, "3.4.14": holds},
			[]edge{{"3.4.6", "3.4.7", holds, false}}, "< 3.4.7",
		},
		{
			"negative_owner", "3.5.2..3.5.10", 3, 0,
			map[string]string{"3.5.2-alpha": holds, "3.5.3-beta": breaks, "3.5.4-beta": holds, "3.5.10": holds},
			[]edge{{"3.5.2-alpha", "3.5.3-beta", breaks, false}, {"3.5.3-beta", "3.5.4-beta", holds, false}}, "= 3.5.3",
		},
		{
			"binchanges", "3.4.14..3.5.0", 1, 0,
			map[string]string{"3.4.14": holds, "3.5.0-alpha": breaks},
			[]edge{{"3.4.14", "3.5.0-alpha", breaks, true}}, "= 3.5.0",
		},
	} {
		t.Run(filepath.Base(c.scenario), func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(t.Context(), []string{
				"bisect", c.scenario, c.releases, "--runtime", "local",
				"--runs", strconv.Itoa(c.runs), "--out", t.ArtifactDir(), "--format", "json",
			}, &stdout, &stderr)
			assert.Equal(t, code, c.code, stderr.String())
			var found struct {
				Tried []struct {
					Release, Answer string
					Votes           bisect.Votes
				}
				Lines      []struct{ Edges []edge }
				ViolatedOn string `json:"violated_on"`
			}
			assert.NilError(t, json.Unmarshal([]byte(stdout.String()), &found))
			answers := map[string]string{}
			for _, r := range found.Tried {
				answers[r.Release] = r.Answer
				assert.Equal(t, max(r.Votes.Breaks, r.Votes.Holds), c.runs/2+1, "%s: %v", r.Release, r.Votes)
			}
			var edges []edge
			for _, l := range found.Lines {
				edges = append(edges, l.Edges...)
			}
			assert.DeepEqual(t, answers, c.answers)
			assert.DeepEqual(t, edges, c.edges)
			assert.Equal(t, found.ViolatedOn, c.violatedOn)
		})
	}
}

// withoutExpects writes a scenario of the catalogue without its expectations.
func withoutExpects(t *testing.T, path string) string {
	t.Helper()
	text, err := scenarios.FS.ReadFile(path)
	assert.NilError(t, err)
	stripped := regexp.MustCompile(`(?m)^  expect ".*\n`).ReplaceAll(text, nil)
	assert.Assert(t, len(stripped) < len(text))
	file := filepath.Join(t.TempDir(), filepath.Base(path))
	assert.NilError(t, os.WriteFile(file, stripped, 0o600))
	return file
}

func TestRunHasExitCodesForGitBisect(t *testing.T) {
	const unclear = "testdata/unclear.hcl"
	for _, c := range []struct {
		scenario, release string
		code              int
	}{
		{"upgrade_standalone", "3.5.6", bisectBad},
		{"upgrade_standalone", "3.5.7", bisectGood},
		{unclear, "3.5.7", bisectSkip},
	} {
		var out strings.Builder
		code := run(t.Context(), []string{"run", c.scenario, "--release", c.release, "--runtime", "local", "--out", t.ArtifactDir(), "--bisect"}, &out, &out)
		assert.Equal(t, code, c.code, out.String())
	}
}

// Four good runs put the rate above 0.5.
func TestRunStopsAboveTheRate(t *testing.T) {
	var out strings.Builder
	code := run(t.Context(), []string{"run", "upgrade_standalone", "--release", "3.5.7", "--runtime", "local", "--out", t.ArtifactDir(), "--until-rate", "0.5"}, &out, &out)
	assert.Equal(t, code, 0, out.String())
	assert.Assert(t, strings.Contains(out.String(), "the verdict was good in 4 of 4: 100.0% (51.0 to 100.0), above 0.5\n"), out.String())
}
