package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
)

// distribution makes a folder with the layout of a distribution since 3.5.5.
func distribution(t *testing.T, name string) string {
	t.Helper()
	jars, err := release.Jars(t.Context(), name, t.Logf)
	assert.NilError(t, err)
	root := t.TempDir()
	lib := filepath.Join(root, "lib")
	assert.NilError(t, os.Mkdir(lib, 0o700))
	for _, jar := range jars {
		assert.NilError(t, os.Symlink(jar, filepath.Join(lib, filepath.Base(jar))))
	}
	return root
}

// image returns an image of a release under a name without the release.
func image(t *testing.T, name string) string {
	t.Helper()
	tag, err := docker.BuildImage(t.Context(), name, "", t.Logf)
	assert.NilError(t, err)
	return tag
}

var startedVersion = regexp.MustCompile(`Server environment:zookeeper\.version=([0-9.]+)`)

// versions returns the versions that the processes of server 1 logged, in order.
func versions(t *testing.T, runDir string) []string {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(runDir, "server-1", "server.log"))
	assert.NilError(t, err)
	var all []string
	for _, found := range startedVersion.FindAllStringSubmatch(string(log), -1) {
		all = append(all, found[1])
	}
	return all
}

// A server that is upgraded to a build runs the published old release before.
func TestBuildReplacesOneRelease(t *testing.T) {
	const older, own = "3.4.14", "3.5.6"
	for _, c := range []struct {
		runtime, flag string
		build         func(t *testing.T, name string) string
	}{
		{"local", "--dist", distribution},
		{"docker", "--image", image},
	} {
		t.Run(c.runtime, func(t *testing.T) {
			needRuntime(t, c.runtime)
			build := c.build(t, own)
			var stdout, stderr strings.Builder
			code := run(t.Context(), []string{
				"run", "upgrade_standalone", c.flag, build, "--release", own, "--runtime", c.runtime, "--out", t.ArtifactDir(), "--format", "json",
			}, &stdout, &stderr)
			assert.Equal(t, code, 0, stdout.String()+stderr.String())
			var rep report.Report
			assert.NilError(t, json.Unmarshal([]byte(stdout.String()), &rep))
			assert.DeepEqual(t, []any{rep.Release, rep.Build, rep.Verdict, rep.Broken()}, []any{own, build, report.Reproduced, []string{"durability"}})
			assert.DeepEqual(t, versions(t, rep.Dir), []string{older, own})
		})
	}
}
