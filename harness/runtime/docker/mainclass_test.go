package docker

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// The arguments are those of the official image's script.
func TestLauncherStartsAnotherClass(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	assert.NilError(t, os.WriteFile(filepath.Join(first, "java"), launcherScript, 0o700))
	assert.NilError(t, os.WriteFile(filepath.Join(second, "java"), []byte("#!/bin/sh\nprintf '%s\\n' \"$JAVA_HOME\" \"$@\"\n"), 0o700))
	cmd := exec.Command(filepath.Join(first, "java"), "-XX:OnOutOfMemoryError=kill -9 %p", "-cp", "/conf:/a/lib/b.jar", "-Xmx1g",
		"-Dcom.sun.management.jmxremote", "org.apache.zookeeper.server.quorum.QuorumPeerMain", "/conf/zoo.cfg")
	cmd.Env = []string{"PATH=" + first + ":" + second, "JAVA_HOME=/x", mainEnv + "=a.B"}
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, string(out))
	assert.DeepEqual(t, strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"), []string{
		"", "-XX:OnOutOfMemoryError=kill -9 %p", "-cp", "/conf:/a/lib/b.jar:" + launcherHome, "-Xmx1g",
		"-Dcom.sun.management.jmxremote", "zkscenario.Main", "a.B", "/conf/zoo.cfg",
	})
}
