package history_test

import (
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
)

// recorded lists timelines of real servers; testdata/recorded/README.md describes how they
// were made.
func recorded(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "recorded", "*.jsonl"))
	assert.NilError(t, err)
	return files
}

// Real servers of releases without a known fault violate nothing.
func TestRecordedHistoriesHold(t *testing.T) {
	for _, name := range recorded(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			broken, verdicts := judge(readTimeline(t, name))
			assert.Equal(t, len(broken), 0, "%v %v", broken, verdicts)
		})
	}
}
