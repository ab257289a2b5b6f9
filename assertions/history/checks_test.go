package history_test

import (
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func readTimeline(t *testing.T, name string) []timeline.Event {
	t.Helper()
	f, err := os.Open(name)
	assert.NilError(t, err)
	events, err := timeline.Read(f)
	assert.NilError(t, err)
	assert.NilError(t, f.Close())
	return events
}

// violations lists the histories that violate a check: <check>.jsonl and <check>.<how>.jsonl.
func violations(t *testing.T, check string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "violates", check+".*jsonl"))
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0, "no history violates %s", check)
	return files
}

// A check that cannot fail proves nothing: for each there is a history that violates it.
func TestEachCheckCanFail(t *testing.T) {
	for _, k := range history.All().List() {
		for _, file := range violations(t, k.Name) {
			t.Run(filepath.Base(file), func(t *testing.T) {
				v := judgeBy(k.Name, readTimeline(t, file))
				assert.Equal(t, v.Outcome, timeline.Broken, "it accepts a history that violates it: %s", v.Why)
				assert.Assert(t, v.Why != "", "it does not explain the violation")
			})
		}
	}
}

// No check reports a violation in a correct history.
func TestGoodHistoriesHold(t *testing.T) {
	files, err := filepath.Glob("testdata/holds/*.jsonl")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			for guarantee, v := range history.All().Judge(readTimeline(t, name)) {
				assert.Assert(t, v.Outcome == timeline.OK || v.Outcome == timeline.Untested, "%s: %s", guarantee, v.Why)
			}
		})
	}
}

// A history that violates one check violates no other.
func TestEachCheckFailsForItsOwnReason(t *testing.T) {
	for _, broken := range history.All().List() {
		for _, file := range violations(t, broken.Name) {
			for guarantee, v := range history.All().Judge(readTimeline(t, file)) {
				if guarantee != broken.Name {
					assert.Assert(t, v.Outcome != timeline.Broken, "%s in %s: %s", guarantee, file, v.Why)
				}
			}
		}
	}
}

// judgeBy returns the verdict of one check.
func judgeBy(check string, events []timeline.Event) history.Verdict {
	return history.All().Judge(events, check)[check]
}

func TestEachCheckIsNamedForAGuarantee(t *testing.T) {
	for _, k := range history.All().List() {
		_, ok := timeline.LookupGuarantee(k.Name)
		assert.Assert(t, ok, k.Name)
		assert.Assert(t, k.Summary != "", k.Name)
	}
}

// An empty history violates nothing.
func TestEmptyHistoryViolatesNothing(t *testing.T) {
	for guarantee, v := range history.All().Judge(nil) {
		assert.Assert(t, v.Outcome != timeline.Broken, "%s: %s", guarantee, v.Why)
	}
}
