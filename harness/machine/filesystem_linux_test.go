package machine

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
	"gotest.tools/v3/assert"
)

func TestSpace(t *testing.T) {
	s := do(t, NewAgent(nil), Request{Op: OpSpace, Path: "/proc/self"}).Space
	assert.Equal(t, s.Type, "proc")
	s = do(t, NewAgent(nil), Request{Op: OpSpace, Path: t.TempDir()}).Space
	assert.Assert(t, s.Size > 0 && s.Free > 0 && s.Free <= s.Size, "%+v", s)
	s = do(t, NewAgent(nil), Request{Op: OpList, Path: "/proc/none/version-2"}).Space
	assert.Equal(t, s.Type, "proc")
}

// inMemory mounts a file system in memory of one megabyte with 10 inodes.
func inMemory(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	assert.NilError(t, unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""))
	assert.NilError(t, unix.Mount("tmpfs", dir, "tmpfs", 0, "size=1m,nr_inodes=10"))
	t.Cleanup(func() { assert.NilError(t, unix.Unmount(dir, 0)) })
	return dir
}

func TestFill(t *testing.T) {
	if !inOwnNamespaces(t) {
		return
	}
	a, dir := NewAgent(nil), inMemory(t)
	s := do(t, a, Request{Op: OpSpace, Path: dir}).Space
	assert.DeepEqual(t, *s, Space{Type: "tmpfs", Size: 1 << 20, Free: 1 << 20, Inodes: 10, InodesFree: 9})
	ballast := filepath.Join(dir, "ballast")
	s = do(t, a, Request{Op: OpFill, Path: ballast, Size: 100 << 10}).Space
	assert.Equal(t, s.Free, int64(100<<10))
	s = do(t, a, Request{Op: OpFill, Path: ballast}).Space
	assert.Equal(t, s.Free, int64(0))
	answer := a.Do(t.Context(), Request{Op: OpWrite, Path: filepath.Join(dir, "more"), Content: []byte("x")})
	assert.Equal(t, answer.Error, "write "+filepath.Join(dir, "more")+": no space left on device")
	do(t, a, Request{Op: OpRemove, Path: ballast})
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "more"), []byte("x"), 0o600))
}

func TestFillInodes(t *testing.T) {
	if !inOwnNamespaces(t) {
		return
	}
	a, dir := NewAgent(nil), inMemory(t)
	ballast := filepath.Join(dir, "ballast")
	s := do(t, a, Request{Op: OpFillInodes, Path: ballast, Size: 3}).Space
	assert.DeepEqual(t, *s, Space{Type: "tmpfs", Size: 1 << 20, Free: 1 << 20, Inodes: 10, InodesFree: 3})
	s = do(t, a, Request{Op: OpFillInodes, Path: ballast}).Space
	assert.Equal(t, s.InodesFree, int64(0))
	answer := a.Do(t.Context(), Request{Op: OpWrite, Path: filepath.Join(dir, "more")})
	assert.Equal(t, answer.Error, "open "+filepath.Join(dir, "more")+": no space left on device")
	var all []string
	for _, f := range do(t, a, Request{Op: OpList, Path: dir}).Files {
		all = append(all, filepath.Join(dir, f.Name))
	}
	do(t, a, Request{Op: OpRemove, Paths: all})
	assert.Equal(t, do(t, a, Request{Op: OpSpace, Path: dir}).Space.InodesFree, int64(9))
	assert.NilError(t, unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT, "nr_inodes=0"))
	assert.ErrorContains(t, failure(t, Request{Op: OpFillInodes, Path: ballast}), "its number of inodes was not given")
}

func TestDiskOfOthersIsNotFilled(t *testing.T) {
	path := "/proc/self/ballast"
	for _, op := range []string{OpFill, OpFillInodes} {
		assert.ErrorContains(t, failure(t, Request{Op: op, Path: path}), `its size was not given: it is of the kind "proc"`)
	}
}
