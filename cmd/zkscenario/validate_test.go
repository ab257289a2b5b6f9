package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

// BenchmarkValidate validates a thousand files, as a big project has them: copies of the
// catalogue.
func BenchmarkValidate(b *testing.B) {
	own, err := catalogue()
	assert.NilError(b, err)
	files := (1000/len(own) + 1) * len(own) // whole catalogues
	dir := b.TempDir()
	for i := range files {
		s := own[i%len(own)]
		name := filepath.Join(dir, fmt.Sprint(i/len(own)), s.name)
		assert.NilError(b, os.MkdirAll(filepath.Dir(name), 0o700))
		assert.NilError(b, os.WriteFile(name, s.text, 0o600))
	}
	var out strings.Builder
	for b.Loop() {
		out.Reset()
		assert.Equal(b, run(b.Context(), []string{"validate", dir}, &out, io.Discard), 0)
		assert.Equal(b, out.String(), fmt.Sprintf("%d files, no mistakes\n", files))
	}
	b.ReportMetric(float64(b.Elapsed()/time.Millisecond)/float64(b.N), "ms/op")
}
