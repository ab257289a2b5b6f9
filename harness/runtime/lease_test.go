package runtime_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

func TestLeaseLastsAsLongAsItsRun(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dead, err := runtime.DeadLeases("local")
	assert.NilError(t, err)
	assert.Equal(t, len(dead), 0, "the folder does not exist")

	one, err := runtime.NewLease("local")
	assert.NilError(t, err)
	two, err := runtime.NewLease("local")
	assert.NilError(t, err)
	assert.Assert(t, one.ID != two.ID)
	assert.Assert(t, runtime.Alive(one.ID))
	assert.Assert(t, !runtime.Alive("another"))
	dead, err = runtime.DeadLeases("local")
	assert.NilError(t, err)
	assert.Equal(t, len(dead), 0, "both are alive")

	assert.NilError(t, one.Release())
	assert.NilError(t, one.Release(), "twice is fine")
	assert.Assert(t, !runtime.Alive(one.ID))
	_, err = os.Stat(one.Dir)
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.NilError(t, two.Release())
}

// The kernel releases the lock of a dead process; its folder stays.
func TestDeadRunIsLeftToItsOwnRuntime(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	l, err := runtime.NewLease("local")
	assert.NilError(t, err)
	gone := filepath.Join(filepath.Dir(l.Dir), "local-120000-gone")
	assert.NilError(t, os.Mkdir(gone, 0o700))
	assert.NilError(t, os.WriteFile(filepath.Join(gone, "lock"), nil, 0o600))

	dead, err := runtime.DeadLeases("docker")
	assert.NilError(t, err)
	assert.Equal(t, len(dead), 0, "its processes may be alive")
	dead, err = runtime.DeadLeases("local")
	assert.NilError(t, err)
	assert.Equal(t, len(dead), 1)
	assert.Equal(t, dead[0].ID, "local-120000-gone")
	assert.Assert(t, runtime.Alive("local-120000-gone"), "the sweep holds its lock")
	assert.NilError(t, dead[0].Release())
	assert.NilError(t, l.Release())
}

func TestLeasesOfConcurrentRunsAndSweeps(t *testing.T) {
	root := t.TempDir()
	t.Setenv("TMPDIR", root)
	var runs, sweeps sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		sweeps.Go(func() { sweepUntil(t, done, root) })
	}
	for range 4 {
		runs.Go(func() {
			for began := time.Now(); time.Since(began) < time.Second; {
				l, err := runtime.NewLease("local")
				if !assert.Check(t, err) {
					return
				}
				assert.Check(t, os.WriteFile(filepath.Join(l.Dir, "file"), nil, 0o600))
				assert.Check(t, runtime.Alive(l.ID), "a living run counts as dead")
				assert.Check(t, l.Release())
			}
		})
	}
	runs.Wait()
	close(done)
	sweeps.Wait()
	left, err := filepath.Glob(filepath.Join(root, "*", "*"))
	assert.NilError(t, err)
	assert.DeepEqual(t, left, []string(nil))
}

// sweepUntil sweeps again and again, as other processes may do at any time.
func sweepUntil(t *testing.T, done <-chan struct{}, root string) {
	t.Helper()
	for {
		select {
		case <-done:
			return
		default:
		}
		dirs, err := filepath.Glob(filepath.Join(root, "*", "*"))
		assert.Check(t, err)
		for _, dir := range dirs {
			runtime.Alive(filepath.Base(dir))
		}
		dead, err := runtime.DeadLeases("local")
		assert.Check(t, err)
		for _, l := range dead {
			assert.Check(t, l.Release())
		}
	}
}

// A run may be killed between making its folder and its lock.
func TestOldEmptyFolderIsRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	l, err := runtime.NewLease("local")
	assert.NilError(t, err)
	root := filepath.Dir(l.Dir)
	assert.NilError(t, l.Release())
	young, old := filepath.Join(root, "local-1"), filepath.Join(root, "local-2")
	assert.NilError(t, os.Mkdir(young, 0o700))
	assert.NilError(t, os.Mkdir(old, 0o700))
	past := time.Now().Add(-time.Hour)
	assert.NilError(t, os.Chtimes(old, past, past))

	dead, err := runtime.DeadLeases("local")
	assert.NilError(t, err)
	assert.Equal(t, len(dead), 0)
	_, err = os.Stat(young)
	assert.NilError(t, err, "a run may be making it")
	_, err = os.Stat(old)
	assert.ErrorIs(t, err, os.ErrNotExist)
}
