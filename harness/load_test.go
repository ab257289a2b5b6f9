package harness_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Diagnostics have file, line, excerpt and suggestion, in both forms of HCL.
func TestDiagnosticsAsText(t *testing.T) {
	for _, name := range []string{"typos.hcl", "typos.hcl.json"} {
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join("testdata", "rendered", name))
			assert.NilError(t, err)
			file, _, diags := harness.Load(name, src, spec.Inputs{Release: testRelease}, language())
			var text bytes.Buffer
			assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
			golden.Assert(t, text.String(), filepath.Join("rendered", name+".txt"))
		})
	}
}

func TestBothFormsOfHCLGiveTheSameSteps(t *testing.T) {
	native, json := wordsByStep(t, "testdata/json/story.hcl"), wordsByStep(t, "testdata/json/story.hcl.json")
	assert.DeepEqual(t, native, json)
	assert.DeepEqual(t, native, map[string][]string{
		"two writes and a fault between": {"create /x", "kill ", "set /x", "start ", "set /x"},
		"the value is there":             {"read /x", "assert "},
		"a look":                         {"exists /x"},
	})
}

// wordsByStep lists the words of each step in order.
func wordsByStep(t *testing.T, name string) map[string][]string {
	t.Helper()
	words := map[string][]string{}
	for _, s := range loadFile(t, name).Steps {
		for _, w := range s.Words {
			words[s.Name] = append(words[s.Name], w.Name+" "+w.Label)
		}
	}
	return words
}

func loadFile(t *testing.T, name string) *harness.Plan {
	t.Helper()
	src, err := os.ReadFile(name)
	assert.NilError(t, err)
	return load(t, name, string(src), spec.Inputs{Release: testRelease})
}

// load compiles a file of one scenario without mistakes.
func load(t *testing.T, name, src string, in spec.Inputs) *harness.Plan {
	t.Helper()
	file, plans, diags := harness.Load(name, []byte(src), in, language())
	if len(diags) > 0 { // also warnings
		var text bytes.Buffer
		assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
		t.Fatalf("\n%s", &text)
	}
	assert.Equal(t, len(plans), 1)
	return plans[0]
}
