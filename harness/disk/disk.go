// Package disk reads and changes the files of one server where they are: on the disks of
// its machine, whether the server runs or not. It returns a receipt of each change, and
// leaves to its caller when a disk may be changed, and what is recorded.
package disk

import (
	"context"
	"fmt"
	"path"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Disks gives access to both disks of one server.
type Disks struct {
	Ensemble *spec.Ensemble // as its author wrote it
	Server   spec.Server    // its present configuration
	Place    runtime.Place
	// Ask sends a request to the server's machine. A refusal by the machine is an error.
	Ask func(context.Context, machine.Request) (machine.Answer, error)
}

// Disk is one of a server's two folders, which may be a file system of its own.
type Disk struct {
	of   *Disks
	name spec.DiskName
}

// Disk returns the disk of this name.
func (d *Disks) Disk(name spec.DiskName) *Disk { return &Disk{of: d, name: name} }

// root returns the folder that the disk is mounted on.
func (d *Disk) root() string {
	if (d.name == spec.LogDisk) != swapsFolders(d.of.Ensemble, &d.of.Server) {
		return d.of.Place.DataLogDir
	}
	return d.of.Place.DataDir
}

// folder returns where ZooKeeper keeps its files of the disk (FileTxnSnapLog.version, 2
// in every release).
func (d *Disk) folder() string { return path.Join(d.root(), "version-2") }

// Files lists ZooKeeper's files on the disk, sorted by name.
func (d *Disk) Files(ctx context.Context) ([]machine.File, error) {
	a, err := d.of.Ask(ctx, machine.Request{Op: machine.OpList, Path: d.folder()})
	return a.Files, err
}

// Wipe removes all of ZooKeeper's files from the disk of a server that must be down; myid
// stays. The receipt is the empty listing.
func (d *Disk) Wipe(ctx context.Context) (receipt string, err error) {
	before, err := d.Files(ctx)
	if err != nil {
		return "", err
	}
	if len(before) > 0 {
		if _, err := d.of.Ask(ctx, machine.Request{Op: machine.OpRemove, Path: d.folder()}); err != nil {
			return "", err
		}
	}
	after, err := d.Files(ctx)
	if err != nil {
		return "", err
	}
	if len(after) > 0 {
		return "", verdict.Inconclusive("no receipt: %s still holds %s", d.folder(), fileNames(after))
	}
	return fmt.Sprintf("%s held %d files and is empty", d.folder(), len(before)), nil
}

// orMissing returns the error that kept a receipt from being read, or else one for the
// missing receipt.
func orMissing(err error, what string) error {
	if err != nil {
		return err
	}
	return verdict.Inconclusive("no receipt: %s", what)
}
