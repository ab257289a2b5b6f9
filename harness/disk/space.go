package disk

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// filler is the file that fills up a disk, and the beginning of the names of those that take
// its inodes. They stand next to ZooKeeper's files, where no release reads.
const filler = "zkscenario-filler"

// A file system allocates whole pages, and may have some more of them than requested.
const (
	page      = 4096
	sizeSlack = 16 * page
)

// Leave states what Fill leaves free of a disk. Nil changes nothing.
type Leave struct {
	Bytes  *int64
	Inodes *int64
}

// Fill takes the bytes and inodes of a disk but for some, where the ensemble declares how
// many it has. The receipt is what the kernel reports as free.
func (d *Disk) Fill(ctx context.Context, leave Leave) (receipt string, err error) {
	before, err := d.sized(ctx)
	if err != nil {
		return "", err
	}
	after := before
	if leave.Bytes != nil {
		if after, err = d.take(ctx, bytesOf, *leave.Bytes); err != nil {
			return "", err
		}
	}
	if leave.Inodes != nil {
		if after, err = d.take(ctx, inodesOf, *leave.Inodes); err != nil {
			return "", err
		}
	}
	return d.compareSpace(before, after), nil
}

// resource describes bytes or inodes, of which a file system has a limited number.
type resource struct {
	name     string
	op       string // of the machine, that takes it
	slack    int64  // how much more than requested may stay free
	declared func(*spec.Disk) int64
	free     func(machine.Space) int64
}

var (
	bytesOf = resource{
		"bytes", machine.OpFill, page,
		func(d *spec.Disk) int64 { return d.Bytes }, func(s machine.Space) int64 { return s.Free },
	}
	inodesOf = resource{
		"inodes", machine.OpFillInodes, 0,
		func(d *spec.Disk) int64 { return d.Inodes }, func(s machine.Space) int64 { return s.InodesFree },
	}
)

// take leaves only some of a resource free.
func (d *Disk) take(ctx context.Context, r resource, leave int64) (after machine.Space, err error) {
	before, err := d.space(ctx)
	switch free := r.free(before); {
	case err != nil:
		return before, err
	case r.declared(d.declared()) == 0:
		return before, verdict.Inconclusive("the ensemble declares no number of %s for it", r.name)
	case free < leave:
		return before, verdict.Inconclusive("only %d %s are free, fewer than the %d that are to be left", free, r.name, leave)
	}
	if _, err := d.of.Ask(ctx, machine.Request{Op: r.op, Path: path.Join(d.root(), filler), Size: leave}); err != nil {
		return before, err
	}
	if after, err = d.space(ctx); err != nil {
		return before, err
	}
	if free := r.free(after); free > leave+r.slack {
		return after, verdict.Inconclusive("no receipt: %d %s are free, more than the %d that were to be left", free, r.name, leave)
	}
	return after, nil
}

// Free removes what Fill has written. The receipt is what the kernel reports as free.
func (d *Disk) Free(ctx context.Context) (receipt string, err error) {
	before, err := d.sized(ctx)
	if err != nil {
		return "", err
	}
	fillers, err := d.fillers(ctx)
	switch {
	case err != nil:
		return "", err
	case len(fillers) == 0:
		return "", verdict.Inconclusive("it was not filled")
	}
	if _, err := d.of.Ask(ctx, machine.Request{Op: machine.OpRemove, Paths: fillers}); err != nil {
		return "", err
	}
	after, err := d.space(ctx)
	if err != nil {
		return "", err
	}
	if fillers, err := d.fillers(ctx); err != nil || len(fillers) > 0 {
		return "", orMissing(err, "what filled it is still there")
	}
	return d.compareSpace(before, after), nil
}

// compareSpace describes what the kernel reports of what the ensemble declares.
func (d *Disk) compareSpace(before, after machine.Space) string {
	var parts []string
	if declared := d.declared(); declared.Bytes != 0 {
		parts = append(parts, fmt.Sprintf("of %d bytes %d were free, now %d are", after.Size, before.Free, after.Free))
	}
	if declared := d.declared(); declared.Inodes != 0 {
		parts = append(parts, fmt.Sprintf("of %d inodes %d were free, now %d are", after.Inodes, before.InodesFree, after.InodesFree))
	}
	return strings.Join(parts, "; ")
}

// fillers lists the paths of what Fill has written.
func (d *Disk) fillers(ctx context.Context) (paths []string, err error) {
	a, err := d.of.Ask(ctx, machine.Request{Op: machine.OpList, Path: d.root()})
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, filler) {
			paths = append(paths, path.Join(d.root(), f.Name))
		}
	}
	return paths, err
}

// declared returns the limits that the ensemble declares for the disk, or nil.
func (d *Disk) declared() *spec.Disk { return d.name.SizeOf(d.of.Ensemble.Server(d.of.Server.ID)) }

// sized returns the space of a disk that is a file system of its own, with about the limits
// that the ensemble declares. Any other is an error: it may be the machine's own disk.
func (d *Disk) sized(ctx context.Context) (machine.Space, error) {
	declared := d.declared()
	if declared == nil {
		return machine.Space{}, verdict.Inconclusive("the ensemble declares no size for it")
	}
	if swapsFolders(d.of.Ensemble, d.of.Ensemble.Server(d.of.Server.ID)) != swapsFolders(d.of.Ensemble, &d.of.Server) {
		return machine.Space{}, verdict.Inconclusive("since the server was changed it has its files in the other folder (ZOOKEEPER-2960), and the size stays where it was")
	}
	space, err := d.space(ctx)
	if err != nil {
		return machine.Space{}, err
	}
	if space.Type != "tmpfs" || declared.Bytes != 0 && (space.Size < declared.Bytes-sizeSlack || space.Size > declared.Bytes+sizeSlack) {
		return machine.Space{}, fmt.Errorf("it should be a tmpfs of %d bytes, but is %s of %d", declared.Bytes, space.Type, space.Size)
	}
	if declared.Inodes != 0 && space.Inodes != declared.Inodes {
		return machine.Space{}, fmt.Errorf("it should be a tmpfs with %d inodes, but has %d", declared.Inodes, space.Inodes)
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
