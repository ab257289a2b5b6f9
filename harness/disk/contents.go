package disk

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The files in which a server keeps its epochs, since 3.4.0 (QuorumPeer).
const (
	acceptedEpochFile = "acceptedEpoch"
	currentEpochFile  = "currentEpoch"
)

// Contents holds all that is known of a server's disks: what timeline.Disk says, and what no
// check needs.
type Contents struct {
	timeline.Disk
	AcceptedEpoch Epoch
	CurrentEpoch  Epoch
	Files         map[spec.DiskName][]machine.File // ZooKeeper's, sorted by name
	Space         map[spec.DiskName]*machine.Space // nil where the machine cannot measure it
}

// Epoch is the number in one of the files of epochs.
type Epoch struct {
	Number  *int64 // nil if there is no file, or no number in it
	Trouble string // why there is no number in it
}

// ReadContents reads everything that is known of the server's disks. Each request may cost
// more than its answer, so it needs only one more than Read.
func (d *Disks) ReadContents(ctx context.Context) (Contents, error) {
	listed, err := d.list(ctx)
	if err != nil {
		return Contents{}, err
	}
	c := Contents{Files: map[spec.DiskName][]machine.File{}, Space: map[spec.DiskName]*machine.Space{}}
	for name, a := range listed {
		c.Files[name], c.Space[name] = a.Files, a.Space
	}
	if err := d.readEpochs(ctx, &c); err != nil {
		return Contents{}, err
	}
	c.Disk, err = d.read(ctx, listed, nil)
	return c, err
}

// readEpochs reads the files of epochs that there are. A server replaces them by renaming
// (AtomicFileOutputStream), so they are never there in part.
func (d *Disks) readEpochs(ctx context.Context, c *Contents) error {
	var paths []string
	for _, name := range []string{acceptedEpochFile, currentEpochFile} {
		if _, found := pick(c.Files[spec.DataDisk], name); found {
			paths = append(paths, path.Join(d.Disk(spec.DataDisk).folder(), name))
		}
	}
	if len(paths) == 0 {
		return nil
	}
	a, err := d.Ask(ctx, machine.Request{Op: machine.OpReadAll, Paths: paths})
	for _, f := range a.Files {
		e := epochIn(path.Base(f.Name), string(f.Content))
		if path.Base(f.Name) == acceptedEpochFile {
			c.AcceptedEpoch = e
		} else {
			c.CurrentEpoch = e
		}
	}
	return err
}

// epochIn reads the content of a file of epochs.
func epochIn(name, content string) Epoch {
	number, err := strconv.ParseInt(strings.TrimSpace(content), 10, 64)
	if err != nil {
		return Epoch{Trouble: fmt.Sprintf("%s: no number: %.20q", name, content)}
	}
	return Epoch{Number: &number}
}
