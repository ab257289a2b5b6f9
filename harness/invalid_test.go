package harness_test

import (
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/mistakes"
)

// testRelease is the release under test in these tests, unless they name another.
const testRelease = "3.8.4"

// knownReleases lists some of the published releases.
var knownReleases = []string{"3.4.14", "3.5.0-alpha", "3.8.4", "3.9.5"}

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
}

// The comments in each file in testdata/invalid are all the expected diagnostics, on their
// lines.
func TestMistakesAreFoundBeforeBoot(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.hcl*")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			assert.NilError(t, err)
			_, _, diags := harness.Load(name, src, spec.Inputs{Release: testRelease, Known: knownReleases}, language())
			for _, difference := range mistakes.Compare(src, diags) {
				t.Error(difference)
			}
		})
	}
}

// The files in testdata/valid have no mistakes, or might have: neither may be reported.
func TestValidFilesHaveNoDiagnostics(t *testing.T) {
	files, err := filepath.Glob("testdata/valid/*.hcl*")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		src, err := os.ReadFile(name)
		assert.NilError(t, err)
		_, _, diags := harness.Load(name, src, spec.Inputs{Release: testRelease, Known: knownReleases}, language())
		for _, d := range diags {
			t.Error(d)
		}
	}
}
