package zktest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/zkscenario/zkscenario/harness/report"
)

// keptRuns returns the folder of the runs of this package, which git ignores.
func keptRuns(t *testing.T) string {
	t.Helper()
	home, err := filepath.Abs(".zkscenario")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".gitignore"), []byte("*\n"), 0o644); err != nil {
		t.Fatal(err)
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
