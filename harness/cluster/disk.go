package cluster

import (
	"context"
	"fmt"
	"path"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// filler is the file that fills up a disk. It stands next to ZooKeeper's files, where no
// release reads.
const filler = "zkscenario-filler"

// A file system allocates whole pages, and may have some more of them than requested.
const (
	page      = 4096
	sizeSlack = 16 * page
)

// Disk is one of a server's two folders, which may be a file system of its own.
type Disk struct {
	server *Server
	name   spec.DiskName
}

// Disk returns the server's disk of this name.
func (s *Server) Disk(name spec.DiskName) *Disk { return &Disk{server: s, name: name} }

// root returns the folder that the disk is mounted on.
func (d *Disk) root() string {
	place, now := d.server.machine.Place(), d.server.Spec()
	if (d.name == spec.LogDisk) != swapsFolders(d.server.ensemble, &now) {
		return place.DataLogDir
	}
	return place.DataDir
}

// folder returns where ZooKeeper keeps its files of the disk (FileTxnSnapLog.version, 2
// in every release).
func (d *Disk) folder() string { return path.Join(d.root(), "version-2") }

// Files lists ZooKeeper's files on the disk, sorted by name.
func (d *Disk) Files(ctx context.Context) ([]machine.File, error) {
	a, err := d.server.ask(ctx, machine.Request{Op: machine.OpList, Path: d.folder()})
	return a.Files, err
}

// Fill leaves only some bytes free on a disk whose size the ensemble declares. The
// receipt is the free space that the kernel reports.
func (d *Disk) Fill(ctx context.Context, leave int64) error {
	what := fmt.Sprintf("fill the %s disk of server %d", d.name, d.server.ID)
	before, err := d.sized(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if before.Free < leave {
		return verdict.Inconclusive("%s: only %d bytes are free, fewer than the %d that are to be left", what, before.Free, leave)
	}
	if _, err := d.server.ask(ctx, machine.Request{Op: machine.OpFill, Path: path.Join(d.root(), filler), Size: leave}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	after, err := d.space(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if after.Free > leave+page {
		return verdict.Inconclusive("%s: no receipt: %d bytes are free, more than the %d that were to be left", what, after.Free, leave)
	}
	d.server.fault("fill_disk", what, fmt.Sprintf("of %d bytes %d were free, now %d are", after.Size, before.Free, after.Free))
	return nil
}

// Free removes what Fill has written.
func (d *Disk) Free(ctx context.Context) error {
	what := fmt.Sprintf("free the %s disk of server %d", d.name, d.server.ID)
	before, err := d.sized(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	filled, err := d.hasFiller(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	case !filled:
		return verdict.Inconclusive("%s: it was not filled", what)
	}
	if _, err := d.server.ask(ctx, machine.Request{Op: machine.OpRemove, Path: path.Join(d.root(), filler)}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	after, err := d.space(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if filled, err := d.hasFiller(ctx); err != nil || filled {
		return fmt.Errorf("%s: %w", what, orMissing(err, "what filled it is still there"))
	}
	d.server.fault("free_disk", what, fmt.Sprintf("of %d bytes %d were free, now %d are", after.Size, before.Free, after.Free))
	return nil
}

func (d *Disk) hasFiller(ctx context.Context) (bool, error) {
	a, err := d.server.ask(ctx, machine.Request{Op: machine.OpList, Path: d.root()})
	_, found := pick(a.Files, filler)
	return found, err
}

// sized returns the space of a disk that is a file system of its own, of about the size
// that the ensemble declares. Any other is an error: it may be the machine's own disk.
func (d *Disk) sized(ctx context.Context) (machine.Space, error) {
	s := d.server
	written, now := s.ensemble.Server(s.ID), s.Spec()
	declared := d.name.SizeOf(written)
	if declared == nil || declared.Bytes == 0 {
		return machine.Space{}, verdict.Inconclusive("the ensemble declares no size for it")
	}
	if swapsFolders(s.ensemble, written) != swapsFolders(s.ensemble, &now) {
		return machine.Space{}, verdict.Inconclusive("since the server was changed it has its files in the other folder (ZOOKEEPER-2960), and the size stays where it was")
	}
	space, err := d.space(ctx)
	if err != nil {
		return machine.Space{}, err
	}
	if space.Type != "tmpfs" || space.Size < declared.Bytes-sizeSlack || space.Size > declared.Bytes+sizeSlack {
		return machine.Space{}, fmt.Errorf("it should be a tmpfs of %d bytes, but is %s of %d", declared.Bytes, space.Type, space.Size)
	}
	return space, nil
}

func (d *Disk) space(ctx context.Context) (machine.Space, error) {
	a, err := d.server.ask(ctx, machine.Request{Op: machine.OpSpace, Path: d.root()})
	if err == nil && a.Space == nil {
		err = fmt.Errorf("machine of server %d: it did not report the space of %s", d.server.ID, d.root())
	}
	if err != nil {
		return machine.Space{}, err
	}
	return *a.Space, nil
}
