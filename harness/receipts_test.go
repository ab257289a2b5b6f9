package harness_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/values"
)

// A receipt that cannot be missing proves nothing. For each word that owes one there
// is a story, inconclusive, whose reason says that this word could not prove what it
// did; TestStories plays it. The reply that operations owe is missing in the tests of
// internal/reference.
func TestEachReceiptCanBeMissing(t *testing.T) {
	missing := map[string]bool{}
	files, err := filepath.Glob("testdata/stories/*.hcl")
	assert.NilError(t, err)
	for _, name := range files {
		src, err := os.ReadFile(name)
		assert.NilError(t, err)
		if want := remarks(string(src)); want["VERDICT"] == "inconclusive" {
			if word := lastWordOf(string(src)); word != "" {
				missing[word] = true
			}
		}
	}
	for _, k := range actions.All().Kinds() {
		if k.Receipt != "" && !missing[k.Name] && !isOperation(k) {
			t.Errorf("no story ends inconclusive at the word %s", k.Name)
		}
	}
}

// isOperation tells words whose receipt is a reply by what they can do without it.
func isOperation(k harness.Kind[harness.Action]) bool {
	return slices.ContainsFunc(harness.Attributes(k.New()), func(a values.Attribute) bool { return a.Name == "wait" })
}

var (
	stopped  = regexp.MustCompile(`(?ms)^  step "[^"]*" \{ # stopped here\n(.*?)^  \}`)
	wordLine = regexp.MustCompile(`(?m)^    (\w+)(?: "[^"]*")? \{`)
)

// lastWordOf is the last word of the step at which a story stops: the one that could
// not go on, for whatever stands behind it would never be played.
func lastWordOf(src string) string {
	step := stopped.FindStringSubmatch(src)
	if step == nil {
		return ""
	}
	words := wordLine.FindAllStringSubmatch(step[1], -1)
	return words[len(words)-1][1]
}
