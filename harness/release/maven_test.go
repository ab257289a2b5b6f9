package release

import (
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
)

// diskFull is the whole output of Maven when the disk is full.
const diskFull = "\x1b[0m[ERROR] Failed to execute goal: Error copying artifact: No space left on device -> [Help 1]\n" +
	"[ERROR] \n[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.\n[ERROR] [Help 1] http://cwiki.apache.org\n\x1b[0m"

func TestFailedMavenIsQuotedAndLeavesNothing(t *testing.T) {
	bin, cache, tmp := t.TempDir(), t.TempDir(), t.TempDir()
	script := "#!/bin/sh\npwd > '" + filepath.Join(bin, "worked-in") + "'\nprintf '%s' \"$MAVEN_OUTPUT\"\nexit 1\n"
	assert.NilError(t, os.WriteFile(filepath.Join(bin, "mvn"), []byte(script), 0o700))
	t.Setenv("PATH", bin)
	t.Setenv("MAVEN_OUTPUT", diskFull)
	t.Setenv("TMPDIR", tmp)
	_, err := jarsIn(t.Context(), cache, "3.9.5", t.Logf, fetch)
	assert.Error(t, err, "fetch ZooKeeper 3.9.5: run mvn: exit status 1\n"+
		"Failed to execute goal: Error copying artifact: No space left on device")
	left, err := filepath.Glob(filepath.Join(cache, "*"))
	assert.NilError(t, err)
	assert.DeepEqual(t, left, []string{filepath.Join(cache, "3.9.5.lock")})
	// The next fetch removes the .part folder, in case this process is killed.
	in, err := os.ReadFile(filepath.Join(bin, "worked-in"))
	assert.NilError(t, err)
	assert.Equal(t, string(in), filepath.Join(cache, "3.9.5.part", "maven")+"\n")
}
