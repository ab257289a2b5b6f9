package disk

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

// Fill leaves only some bytes free on a disk whose size the ensemble declares. The
// receipt is the free space that the kernel reports.
func (d *Disk) Fill(ctx context.Context, leave int64) (receipt string, err error) {
	before, err := d.sized(ctx)
	if err != nil {
		return "", err
	}
	if before.Free < leave {
		return "", verdict.Inconclusive("only %d bytes are free, fewer than the %d that are to be left", before.Free, leave)
	}
	if _, err := d.of.Ask(ctx, machine.Request{Op: machine.OpFill, Path: path.Join(d.root(), filler), Size: leave}); err != nil {
		return "", err
	}
	after, err := d.space(ctx)
	if err != nil {
		return "", err
	}
	if after.Free > leave+page {
		return "", verdict.Inconclusive("no receipt: %d bytes are free, more than the %d that were to be left", after.Free, leave)
	}
	return compareSpace(before, after), nil
}

// Free removes what Fill has written. The receipt is the free space that the kernel
// reports.
func (d *Disk) Free(ctx context.Context) (receipt string, err error) {
	before, err := d.sized(ctx)
	if err != nil {
		return "", err
	}
	filled, err := d.hasFiller(ctx)
	switch {
	case err != nil:
		return "", err
	case !filled:
		return "", verdict.Inconclusive("it was not filled")
	}
	if _, err := d.of.Ask(ctx, machine.Request{Op: machine.OpRemove, Path: path.Join(d.root(), filler)}); err != nil {
		return "", err
	}
	after, err := d.space(ctx)
	if err != nil {
		return "", err
	}
	if filled, err := d.hasFiller(ctx); err != nil || filled {
		return "", orMissing(err, "what filled it is still there")
	}
	return compareSpace(before, after), nil
}

func compareSpace(before, after machine.Space) string {
	return fmt.Sprintf("of %d bytes %d were free, now %d are", after.Size, before.Free, after.Free)
}

func (d *Disk) hasFiller(ctx context.Context) (bool, error) {
	a, err := d.of.Ask(ctx, machine.Request{Op: machine.OpList, Path: d.root()})
	_, found := pick(a.Files, filler)
	return found, err
}

// sized returns the space of a disk that is a file system of its own, of about the size
// that the ensemble declares. Any other is an error: it may be the machine's own disk.
func (d *Disk) sized(ctx context.Context) (machine.Space, error) {
	written := d.of.Ensemble.Server(d.of.Server.ID)
	declared := d.name.SizeOf(written)
	if declared == nil || declared.Bytes == 0 {
		return machine.Space{}, verdict.Inconclusive("the ensemble declares no size for it")
	}
	if swapsFolders(d.of.Ensemble, written) != swapsFolders(d.of.Ensemble, &d.of.Server) {
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
	a, err := d.of.Ask(ctx, machine.Request{Op: machine.OpSpace, Path: d.root()})
	if err == nil && a.Space == nil {
		err = fmt.Errorf("machine of server %d: it did not report the space of %s", d.of.Server.ID, d.root())
	}
	if err != nil {
		return machine.Space{}, err
	}
	return *a.Space, nil
}

// fullBelow is the free space in bytes below which a disk counts as full: less than one
// transaction of the greatest size may need (jute.maxbuffer).
const fullBelow = 1 << 20

// Lack describes a disk that is full or gone, other than those of a size that the
// ensemble declares: these are full because the scenario wants it. The text goes on after
// the name of the server, and is "" if there is no such disk.
func (d *Disks) Lack(ctx context.Context) string {
	declared := Mounted(d.Ensemble).Server(d.Server.ID)
	for _, f := range []struct {
		folder string
		size   *spec.Disk
	}{{d.Place.DataDir, declared.DataDisk}, {d.Place.DataLogDir, declared.LogDisk}} {
		if f.size != nil {
			continue
		}
		if lack := d.lackAt(ctx, f.folder); lack != "" {
			return lack // the other folder is mostly on the same disk
		}
	}
	return ""
}

func (d *Disks) lackAt(ctx context.Context, folder string) string {
	a, err := d.Ask(ctx, machine.Request{Op: machine.OpSpace, Path: folder})
	switch {
	case ctx.Err() != nil: // a machine that is slow proves nothing
		return ""
	case err != nil:
		return fmt.Sprintf("has a machine that does not report its free space: %s", err)
	case a.Space != nil && (a.Space.Free < fullBelow || a.Space.Inodes > 0 && a.Space.InodesFree == 0):
		return fmt.Sprintf("has a full disk, which no fill_disk filled: at %s %d of %d bytes and %d of %d inodes are free",
			folder, a.Space.Free, a.Space.Size, a.Space.InodesFree, a.Space.Inodes)
	}
	return ""
}
