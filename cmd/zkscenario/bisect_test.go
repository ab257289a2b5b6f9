package main

import (
	"encoding/json"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// On real servers the edges are where the catalogue says: within a line, beside its
// end, and between two lines.
func TestBisect(t *testing.T) {
	breaks, holds := report.Breaks.String(), report.Holds.String()
	for _, c := range []struct {
		scenario, releases string
		answers            map[string]string // of those that were tried
		edges              int
		violatedOn         string
	}{
		{"upgrade_standalone", "3.5.6..3.5.8", map[string]string{"3.5.6": breaks, "3.5.7": holds, "3.5.8": holds}, 1, "= 3.5.6"},
		{"empty_newest_log", "3.9.2..3.9.3", map[string]string{"3.9.2": breaks, "3.9.3": holds}, 1, "= 3.9.2"},
		{"binchanges", "3.4.14..3.5.0", map[string]string{"3.4.14": holds, "3.5.0-alpha": breaks}, 1, "= 3.5.0"},
	} {
		t.Run(c.scenario, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(t.Context(), []string{"bisect", c.scenario, c.releases, "--runtime", "local", "--runs", "1", "--out", t.ArtifactDir(), "--format", "json"}, &stdout, &stderr)
			assert.Equal(t, code, 0, stderr.String())
			var found struct {
				Tried []struct {
					Release, Answer string
					Votes           bisect.Votes
				}
				Lines []struct {
					Edges []struct{ First string }
				}
				ViolatedOn string `json:"violated_on"`
			}
			assert.NilError(t, json.Unmarshal([]byte(stdout.String()), &found))
			answers, edges := map[string]string{}, 0
			for _, r := range found.Tried {
				answers[r.Release] = r.Answer
				assert.Equal(t, r.Votes.Breaks+r.Votes.Holds, 1)
			}
			for _, l := range found.Lines {
				edges += len(l.Edges)
			}
			assert.DeepEqual(t, answers, c.answers)
			assert.Equal(t, edges, c.edges)
			assert.Equal(t, found.ViolatedOn, c.violatedOn)
		})
	}
}

// What git bisect run hears of real runs.
func TestRunForGitBisect(t *testing.T) {
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

// Four runs that are alike put the rate above 0.5.
func TestRunUntilRate(t *testing.T) {
	var out strings.Builder
	code := run(t.Context(), []string{"run", "upgrade_standalone", "--release", "3.5.7", "--runtime", "local", "--out", t.ArtifactDir(), "--until-rate", "0.5"}, &out, &out)
	assert.Equal(t, code, 0, out.String())
	assert.Assert(t, strings.Contains(out.String(), "the verdict was good in 4 of 4: 100.0% (51.0 to 100.0), above 0.5\n"), out.String())
}

func TestBisectTellsWhatItFound(t *testing.T) {
	found := bisected{
		Tried: []triedRelease{
			{Release: "3.4.3", Answer: report.Holds, Expected: report.Holds}, {Release: "3.4.4", Answer: report.Breaks, Expected: report.Breaks},
			{Release: "3.5.0-alpha", Answer: report.Unclear}, {Release: "3.6.0", Answer: report.Holds, Expected: report.Holds},
			{Release: "3.6.4", Answer: report.Holds, Expected: report.Holds},
		},
		Lines: []bisectedLine{
			{"3.4", []bisect.Edge{
				{Last: "3.4.3", First: "3.4.4", Answer: report.Breaks},
				{Last: "3.4.6", First: "3.4.9", Answer: report.Holds, Unclear: []string{"3.4.7", "3.4.8"}},
			}},
			{"3.5", nil},
			{"3.6", []bisect.Edge{{Last: "3.4.14", First: "3.6.0", Answer: report.Holds, Unclear: []string{"3.5.0-alpha"}, BetweenLines: true}}},
		},
	}
	assert.DeepEqual(t, found.changes(), []string{
		"3.4: 3.4.4 is the first that breaks (3.4.3 holds); 3.4.9 is mended (3.4.6 breaks), unless it was one of those that stay unclear: 3.4.7, 3.4.8",
		"3.5: nothing can be said of any release",
		"3.4 to 3.6: 3.6.0 holds again (3.4.14, the newest clear of line 3.4, breaks), unless it was one of those that stay unclear: 3.5.0-alpha",
		"3.6: holds on all that were tried: 3.6.0, 3.6.4",
		aboutLines,
	})
	clear, doubt := bisect.Line{Answers: []report.Answer{report.Holds}}, bisect.Line{Answers: []report.Answer{report.Holds, report.Unclear}}
	assert.Equal(t, found.exitCode([]bisect.Line{clear}), 0)
	assert.Equal(t, found.exitCode([]bisect.Line{clear, doubt}), report.Inconclusive.ExitCode())
	found.Tried[0].Expected = report.Breaks
	assert.Equal(t, found.exitCode([]bisect.Line{doubt}), report.Violated.ExitCode())
}
