package spec_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/mistakes"
)

// The comments in each file in testdata/invalid are the expected errors, on the lines of the
// mistakes. There must be no others.
func TestMistakesAreFound(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.hcl*")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			assert.NilError(t, err)
			for _, difference := range mistakes.Compare(src, load(name, src, spec.Inputs{Release: "3.8.4"})) {
				t.Error(difference)
			}
		})
	}
}

func load(name string, src []byte, in spec.Inputs) hcl.Diagnostics {
	file, diags := spec.Parse(name, src)
	if diags.HasErrors() {
		return diags
	}
	_, moreDiags := file.Scenarios(in)
	return spec.ImproveDiagnostics(append(diags, moreDiags...))
}
