package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestDisksOfAGivenSize(t *testing.T) {
	list := servers(1, 2)
	list[0].DataDisk = &spec.Disk{Bytes: 3 << 20}
	list[0].LogDisk = &spec.Disk{Inodes: 4}
	ens := boot(t, []runtime.Capability{runtime.CanSize}, list)
	m := ens.machines[0]

	space := ask(t, m, agent.Request{Op: agent.OpSpace, Path: m.place.DataDir}).Space
	assert.Equal(t, space.Type, "tmpfs")
	assert.Equal(t, space.Size, int64(3<<20))
	assert.Assert(t, space.Inodes > 1000)
	write := agent.Request{Op: agent.OpWrite, Path: filepath.Join(m.place.DataDir, "large"), Content: make([]byte, 4<<20)}
	assert.Assert(t, strings.Contains(ask(t, m, write).Error, "no space left"))

	space = ask(t, m, agent.Request{Op: agent.OpSpace, Path: m.place.DataLogDir}).Space
	assert.Equal(t, space.Inodes, int64(4))
	assert.Assert(t, space.Size > 3<<20)

	for _, dir := range []string{ens.machines[1].place.DataDir, ens.machines[1].place.DataLogDir} {
		assert.NilError(t, os.MkdirAll(dir, 0o700))
		assert.Assert(t, ask(t, ens.machines[1], agent.Request{Op: agent.OpSpace, Path: dir}).Space.Size > 3<<20)
	}
	assert.Equal(t, len(kernelLeftovers(t, ens.lease.ID, ens.lease.Dir)), 2)
	assert.NilError(t, ens.Close(t.Context()))
	assert.DeepEqual(t, leftovers(t, ens.lease.ID), []string(nil))
}

func TestSweepUnmountsDisksWithoutTheirFolder(t *testing.T) {
	needsRoot(t)
	run := filepath.Join(t.TempDir(), "local-gone")
	dir := filepath.Join(run, "server-1", "data")
	assert.NilError(t, mountDisk(dir, &spec.Disk{Bytes: 1 << 20}))
	_, err := New(Options{}).Sweep(t.Context())
	assert.NilError(t, err)
	mounted, err := disks(run)
	assert.NilError(t, err)
	assert.DeepEqual(t, mounted, []string(nil))
	_, err = os.Stat(run)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestSweepLeavesOtherMounts(t *testing.T) {
	needsRoot(t)
	for _, dir := range []string{filepath.Join("other", "server-1", "data"), "local-gone"} {
		dir = filepath.Join(t.TempDir(), dir)
		assert.NilError(t, mountDisk(dir, &spec.Disk{Bytes: 1 << 20}))
		defer func() {
			mounted, err := unmountDisks(filepath.Dir(dir))
			assert.NilError(t, err)
			assert.DeepEqual(t, mounted, []string{dir})
		}()
	}
	_, err := New(Options{}).Sweep(t.Context())
	assert.NilError(t, err)
}
