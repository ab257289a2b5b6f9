package zktest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/zkscenario/zkscenario/harness/report"
)

// keptRuns returns the folder of the runs of this package, which git ignores. Where the package
// is read-only, such as in Go's module cache, it returns the artifact folder of the test.
func keptRuns(t *testing.T) string {
	t.Helper()
	home, err := filepath.Abs(".zkscenario")
	if err == nil {
		err = os.MkdirAll(home, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(home, ".gitignore"), []byte("*\n"), 0o644)
	}
	if err != nil {
		dir := t.ArtifactDir()
		t.Logf("the files of the run are in %s: %s", dir, err)
		return dir
	}
	return filepath.Join(home, "runs")
}

// remove removes the files of a good run and of its controls.
func remove(t *testing.T, rep *report.Report) {
	t.Helper()
	dirs := []string{rep.Dir}
	for _, c := range rep.Controls {
		dirs = append(dirs, c.Dir)
	}
	for _, dir := range dirs {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	}
	latest := filepath.Join(filepath.Dir(rep.Dir), "latest")
	if _, err := os.Stat(latest); errors.Is(err, fs.ErrNotExist) {
		_ = os.Remove(latest) // the run that it links to was removed
	}
}
