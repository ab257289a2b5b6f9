package trackrecord_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// result returns the result of a run that began some minutes after noon.
func result(scenario, digest, release string, v report.Verdict, seconds float64, minutes int) trackrecord.Result {
	return trackrecord.Result{Scenario: scenario, Digest: digest, Release: release, Runtime: "local", Verdict: v, Seconds: seconds, Started: noon.Add(time.Duration(minutes) * time.Minute)}
}

func TestOfAcceptsPublishedReleasesOnly(t *testing.T) {
	rep := &report.Report{Scenario: "a", Digest: "d1", Release: "3.9.5", Runtime: "local", Verdict: report.Held, Took: 8640 * time.Millisecond, Started: noon}
	r, err := trackrecord.Of(rep)
	assert.NilError(t, err)
	assert.DeepEqual(t, r, result("a", "d1", "3.9.5", report.Held, 8.6, 0))
	rep.Build = "/home/me/zookeeper"
	_, err = trackrecord.Of(rep)
	assert.ErrorContains(t, err, "built from /home/me/zookeeper, so it does not count for the release")
	rep.Build = ""
	rep.Digest = ""
	_, err = trackrecord.Of(rep)
	assert.ErrorContains(t, err, "lacks the scenario or the digest")
	rep.Control = "c"
	_, err = trackrecord.Of(rep)
	assert.ErrorContains(t, err, "the run of a control")
}

func TestJoinKeepsResultsOfTheNewestText(t *testing.T) {
	old, first, second := result("a", "d1", "3.9.5", report.Held, 1, 0), result("a", "d2", "3.10.0", report.Held, 1, 1), result("a", "d2", "3.4.14", report.Held, 1, 2)
	other := result("b", "d3", "3.4.9", report.Violated, 1, 3)
	all, outdated := trackrecord.Join(nil, []trackrecord.Result{other, second, first, second})
	want := []trackrecord.Result{first, second, other} // unknown releases come first
	assert.DeepEqual(t, all, want)
	assert.Equal(t, len(outdated), 0)
	all, outdated = trackrecord.Join(all, []trackrecord.Result{old, second})
	assert.DeepEqual(t, all, want) // old is of an older text
	assert.DeepEqual(t, outdated, map[string]int{"a": 1})
	all, _ = trackrecord.Join([]trackrecord.Result{old}, []trackrecord.Result{other})
	assert.DeepEqual(t, all, []trackrecord.Result{old, other})
}

func TestLoadReadsWhatSaveWrote(t *testing.T) {
	name := filepath.Join(t.TempDir(), "results.jsonl")
	none, err := trackrecord.Load(name)
	assert.NilError(t, err)
	assert.Equal(t, len(none), 0)
	saved := []trackrecord.Result{result("a", "d", "3.9.5", report.Reproduced, 1.5, 0), result("a", "d", "3.9.5", report.NotReproduced, 2, 1)}
	assert.NilError(t, trackrecord.Save(name, saved))
	assert.NilError(t, trackrecord.Save(name, saved))
	files, err := os.ReadDir(filepath.Dir(name))
	assert.NilError(t, err)
	assert.Equal(t, len(files), 1)
	read, err := trackrecord.Load(name)
	assert.NilError(t, err)
	assert.DeepEqual(t, read, saved)
	assert.NilError(t, os.WriteFile(name, []byte("{}\n{\n"), 0o600))
	_, err = trackrecord.Load(name)
	assert.ErrorContains(t, err, "results.jsonl:2: ")
}

func TestRowsSummarizeResults(t *testing.T) {
	rows := trackrecord.Rows([]trackrecord.Result{
		result("a", "d", "3.4.14", report.Reproduced, 3, 0),
		result("a", "d", "3.9.5", report.Inconclusive, 60, 1), result("a", "d", "3.9.5", report.Held, 2, 2),
		result("a", "d", "3.9.5", report.Held, 3, 3), result("a", "d", "3.9.5", report.Held, 4, 4),
		result("b", "d", "3.9.5", report.Error, 1, 5), result("b", "d", "3.9.5", report.Error, 2, 6),
		result("c", "d", "3.9.5", report.Held, 1, 7), result("c", "d", "3.9.5", report.Untested, 1, 8),
	})
	assert.Equal(t, len(rows), 4)
	assert.DeepEqual(t, rows[0], trackrecord.Row{Scenario: "a", Release: "3.4.14", Runtime: "local", Verdicts: "reproduced", Rate: report.Rate{Good: 1, Runs: 1}, Median: 3, Last: noon})
	assert.DeepEqual(t, rows[1], trackrecord.Row{Scenario: "a", Release: "3.9.5", Runtime: "local", Verdicts: "3 held, 1 inconclusive", Rate: report.Rate{Good: 3, Runs: 4}, Median: 3.5, Last: noon.Add(4 * time.Minute)})
	assert.Equal(t, rows[1].Command(), "zkscenario run a --release 3.9.5 --runtime local --runs 4")
	assert.Equal(t, rows[2].Verdicts, "error")
	assert.Equal(t, rows[2].Median, 1.5)
	assert.DeepEqual(t, []any{rows[3].Verdicts, rows[3].Rate}, []any{"1 held, 1 untested", report.Rate{Good: 1, Runs: 2}})
}
