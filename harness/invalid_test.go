package harness_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// testRelease is the release that all scenarios of these tests are loaded for.
const testRelease = "3.8.4"

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: assertions.Checks()}
}

// Each file in testdata/invalid says beside each offending line what the
// complaint about it is: all complaints, and no others.
func TestMistakesAreFoundBeforeAnythingBoots(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.hcl")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			assert.NilError(t, err)
			_, _, diags := harness.Load(name, src, spec.Inputs{Release: testRelease}, language())
			assert.DeepEqual(t, found(diags), wanted(src))
		})
	}
}

var errorComment = regexp.MustCompile(`# ERROR: (.+)`)

// wanted maps lines to summaries, as the comments in the file say.
func wanted(src []byte) map[int]string {
	lines := map[int]string{}
	for i, line := range strings.Split(string(src), "\n") {
		if m := errorComment.FindStringSubmatch(line); m != nil {
			lines[i+1] = m[1]
		}
	}
	return lines
}

// found maps lines to summaries; several of one line are joined.
func found(diags hcl.Diagnostics) map[int]string {
	lines := map[int][]string{}
	for _, d := range diags {
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		lines[line] = append(lines[line], d.Summary)
	}
	joined := map[int]string{}
	for line, summaries := range lines {
		slices.Sort(summaries)
		joined[line] = strings.Join(summaries, "; ")
	}
	return joined
}
