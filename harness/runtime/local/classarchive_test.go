package local

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

func TestClassArchiveIsNotTriedAgainWhenJavaMakesNone(t *testing.T) {
	for _, c := range []struct {
		name, java string
		never      bool
	}{
		{"Java that refuses", "exit 1", true},
		{"machine that is too slow", "exec sleep 60", false},
		{"killed", "kill -9 $$", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := withJava(t, c.java)
			jar := filepath.Join(t.TempDir(), "zookeeper.jar")
			assert.Equal(t, e.classArchive(t.Context(), "3.9.5", []string{jar}), "")
			_, known := archiveState(filepath.Join(filepath.Dir(jar), "java-test.jsa"))
			assert.Equal(t, known, c.never)
		})
	}
}

// withJava returns an ensemble whose Java is a shell script.
func withJava(t *testing.T, script string) *ensemble {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	path := filepath.Join(t.TempDir(), "java")
	assert.NilError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	lease, err := runtime.NewLease("local")
	assert.NilError(t, err)
	e := &ensemble{
		opts: New(Options{Logf: t.Logf}).opts, lease: lease, rehearsal: time.Second,
		java: java{path: path, major: oldestJavaWithArchives, build: "test"},
	}
	t.Cleanup(func() { assert.NilError(t, e.Close(t.Context())) })
	return e
}
