package timeline_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestPaths(t *testing.T) {
	for _, path := range []string{"/", "/a", "/a/b.c", "/a/...", "/ü", "/a b"} {
		assert.NilError(t, timeline.CheckPath(path, false))
	}
	for _, path := range []string{"", "a", "/a/", "//", "/a//b", "/a/.", "/./a", "/a/..", "/a\x00", "/a\x1f", "/a\u007f", "/a\uf000", "/a\ufff0", "/a\U0001f600"} {
		assert.Assert(t, timeline.CheckPath(path, false) != nil, "%q", path)
	}
	assert.NilError(t, timeline.CheckPath("/a/", true))
	assert.NilError(t, timeline.CheckPath("/a/.", true)) // becomes /a/.0000000001
}
