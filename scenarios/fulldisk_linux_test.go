package scenarios_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// A disk that is full though no fill_disk filled it is the machine's fault.
func TestFullDiskOfTheMachineIsNotZooKeeper(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may mount a disk")
	}
	disk := t.TempDir()
	assert.NilError(t, syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=20m"))
	t.Cleanup(func() { assert.NilError(t, syscall.Unmount(disk, 0)) })
	t.Setenv("TMPDIR", disk)
	rt := runtimeNamed(t, "local")
	rep := harness.Run(t.Context(), planOf(t, disturbed, "3.9.5"), harness.Options{Runtime: rt, Root: t.ArtifactDir(), Observe: func(e timeline.Event) {
		if e.Kind == timeline.KindStep && e.What == "others are at work" {
			fillUp(t, filepath.Join(disk, "filler"))
		}
	}})
	assert.Equal(t, rep.Verdict, report.Error, rep.Reason)
	assert.Assert(t, cmp.Contains(rep.Reason, "has a full disk, which no fill_disk filled"))
	assertSavedAsError(t, rep.Dir)
}

// fillUp writes a file until its disk is full.
func fillUp(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	assert.Check(t, err)
	for err == nil {
		_, err = f.Write(make([]byte, 1<<20))
	}
	assert.Check(t, errors.Is(err, syscall.ENOSPC), err)
	_ = f.Close()
}
