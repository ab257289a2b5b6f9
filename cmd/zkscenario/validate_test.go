package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/scenarios"
)

// BenchmarkValidate validates as many files as a big project has; each is as long
// as the longest of the catalogue.
func BenchmarkValidate(b *testing.B) {
	const files = 1000
	text, err := fs.ReadFile(scenarios.FS, "consistency/binchanges.hcl")
	assert.NilError(b, err)
	library, err := fs.ReadFile(scenarios.FS, "consistency/hole.hcl")
	assert.NilError(b, err)
	dir := b.TempDir()
	assert.NilError(b, os.WriteFile(filepath.Join(dir, "hole.hcl"), library, 0o600))
	for i := range files - 1 {
		assert.NilError(b, os.WriteFile(filepath.Join(dir, fmt.Sprintf("s%04d.hcl", i)), text, 0o600))
	}
	var out strings.Builder
	for b.Loop() {
		out.Reset()
		assert.Equal(b, run(b.Context(), []string{"validate", dir}, &out, io.Discard), 0)
		assert.Equal(b, out.String(), fmt.Sprintf("%d files, no mistakes\n", files))
	}
	b.ReportMetric(float64(b.Elapsed()/time.Millisecond)/float64(b.N), "ms/op")
}
