package timeline_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestPathsAreShortened(t *testing.T) {
	for text, want := range map[string]string{
		"edit /tmp/run/server-1/datalog/version-2/log.f000000ff of server 1":                              "edit log.f000000ff of server 1",
		"/tmp/run/server-1/data/version-2 held 4 files; /tmp/run/server-1/datalog/version-2 held 1 files": "data/version-2 held 4 files; datalog/version-2 held 1 files",
		"java.io.FileNotFoundException: /data/version-2/currentEpoch.tmp (No space left on device)":       "java.io.FileNotFoundException: currentEpoch.tmp (No space left on device)",
		"create /a/b/c, \"/x\"; connecting to /127.0.0.1:2888":                                            "create /a/b/c, \"/x\"; connecting to /127.0.0.1:2888",
		"edit /tmp/run/server-12/data/myid of server 12":                                                  "edit myid of server 12",
	} {
		assert.Equal(t, timeline.ShortPaths(text), want)
	}
}
