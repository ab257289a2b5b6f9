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

// testRelease is the release that all scenarios of these tests are loaded for.
const testRelease = "3.8.4"

// knownReleases are some of those that there are.
var knownReleases = []string{"3.4.14", "3.5.0-alpha", "3.8.4", "3.9.5"}

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
}

// Each file in testdata/invalid says beside each offending line what the
// complaint about it is: all complaints, and no others.
func TestMistakesAreFoundBeforeAnythingBoots(t *testing.T) {
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

// What is in testdata/valid is right, or is in doubt: nobody may complain of it.
func TestNothingIsFoundWhereThereIsNoMistake(t *testing.T) {
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
