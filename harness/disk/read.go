package disk

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/persistence"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

const (
	// pieceSize bounds, in bytes, what is read at once of one file or of several.
	pieceSize = 4 << 20
	// mostPadding bounds the zeros that a reader gets at the end of a file: more than
	// can belong to any transaction.
	mostPadding = 2 << 20
)

// Read reads what the server has on its disks, with the transactions of the wanted
// requests. The result names damaged files.
func (d *Disks) Read(ctx context.Context, wanted map[timeline.Request]bool) (timeline.Disk, error) {
	listed, err := d.list(ctx)
	if err != nil {
		return timeline.Disk{}, err
	}
	return d.read(ctx, listed, wanted)
}

// listing holds the files and the space of both disks, as the machine lists them.
type listing map[spec.DiskName]machine.Answer

func (d *Disks) list(ctx context.Context) (listing, error) {
	listed := listing{}
	for _, name := range spec.DiskNames() {
		a, err := d.Ask(ctx, machine.Request{Op: machine.OpList, Path: d.Disk(name).folder()})
		if err != nil {
			return nil, err
		}
		listed[name] = a
	}
	return listed, nil
}

// read reads the files that are listed.
func (d *Disks) read(ctx context.Context, listed listing, wanted map[timeline.Request]bool) (timeline.Disk, error) {
	found := timeline.Disk{Server: d.Server.ID}
	d.Disk(spec.LogDisk).each(ctx, byZxid(listed[spec.LogDisk].Files, "log"), func(f machine.File, content io.Reader) {
		found.Logs = append(found.Logs, readLog(f, content, func(t persistence.Txn) {
			if wanted[t.Request()] {
				found.Txns = append(found.Txns, refusedOrNot(t))
			}
		}))
	})
	found.Snapshots = d.Disk(spec.DataDisk).readSnapshots(ctx, byZxid(listed[spec.DataDisk].Files, "snapshot"), found.Logged())
	if ctx.Err() != nil {
		return timeline.Disk{}, fmt.Errorf("read the disk of server %d: %w", d.Server.ID, context.Cause(ctx))
	}
	return found, nil
}

// mostSpans bounds the spans that Describe lists.
const mostSpans = 6

// Describe describes what is logged; of many spans the first and the last.
func Describe(d timeline.Disk) string {
	var spans []string
	for _, s := range d.Logged() {
		spans = append(spans, s.String())
	}
	what := strings.Join(spans, ", ")
	switch {
	case len(spans) == 0:
		what = "nothing"
	case len(spans) > mostSpans:
		what = fmt.Sprintf("%d spans from %s to %s", len(spans), spans[0], spans[len(spans)-1])
	}
	return fmt.Sprintf("server %d has logged %s", d.Server, what)
}

// refusedOrNot returns a transaction with the type error if its request was refused. A
// refused multi is logged as a multi whose parts are errors.
func refusedOrNot(t persistence.Txn) timeline.Txn {
	if r, err := t.Record(); err == nil && r.Error != 0 {
		t.Type = timeline.TxnError
	}
	return t.Txn
}

// LastBelow returns the last transaction below a limit that the server's disk shows: in a
// log, in the name of a snapshot, or in the znodes of one that is newer than both. What
// leaves no znode behind, such as the opening of a session, may have come after it.
func (d *Disks) LastBelow(ctx context.Context, limit timeline.Zxid) (timeline.Zxid, error) {
	onDisk, err := d.Read(ctx, nil)
	if err != nil {
		return 0, err
	}
	last := onDisk.NewestBelow(limit)
	newest, found := onDisk.Snapshot(limit)
	if !found || newest.Zxid <= last {
		return last, nil
	}
	_, err = persistence.ReadSnapshot(newest.File, d.Disk(spec.DataDisk).open(ctx, newest.File), func(z persistence.Znode) error {
		for _, zxid := range []timeline.Zxid{z.Stat.Czxid, z.Stat.Mzxid, z.Stat.Pzxid} {
			if zxid < limit {
				last = max(last, zxid)
			}
		}
		return nil
	})
	return last, err
}

// SnapshotFile is a snapshot as it is on a disk.
type SnapshotFile struct {
	Name    string
	Zxid    timeline.Zxid // in the name
	Content []byte
}

// ReadSnapshot reads the snapshot that a name or one of FileWords selects.
func (d *Disks) ReadSnapshot(ctx context.Context, wanted string) (SnapshotFile, error) {
	onData := d.Disk(spec.DataDisk)
	files, err := onData.Files(ctx)
	if err != nil {
		return SnapshotFile{}, err
	}
	file, found := pick(files, wanted)
	zxid := zxidOf(file.Name, "snapshot")
	if !found || zxid < 0 {
		return SnapshotFile{}, verdict.Inconclusive("server %d has no snapshot %s, but: %s", d.Server.ID, wanted, fileNames(files))
	}
	content, err := io.ReadAll(onData.open(ctx, file.Name))
	return SnapshotFile{Name: file.Name, Zxid: timeline.Zxid(zxid), Content: content}, err
}

func readLog(f machine.File, content io.Reader, each func(persistence.Txn)) timeline.LogFile {
	l := timeline.LogFile{File: f.Name, Size: f.Size}
	err := persistence.ReadLog(f.Name, content, func(t persistence.Txn) error {
		if n := len(l.Spans); n > 0 && l.Spans[n-1].Last+1 == t.Zxid {
			l.Spans[n-1].Last = t.Zxid
		} else {
			l.Spans = append(l.Spans, timeline.Span{First: t.Zxid, Last: t.Zxid})
		}
		each(t)
		return nil
	})
	l.Trouble = inWords(err)
	return l
}

// readSnapshots reads the snapshots that add something to the log, and those from the
// newest down to the first valid one.
func (d *Disk) readSnapshots(ctx context.Context, files []machine.File, logged []timeline.Span) []timeline.Snapshot {
	found := make([]timeline.Snapshot, len(files))
	valid := false
	for i, f := range slices.Backward(files) {
		snapshot := &found[i]
		*snapshot = timeline.Snapshot{File: f.Name, Zxid: timeline.Zxid(zxidOf(f.Name, "snapshot")), Size: f.Size}
		if valid && slices.ContainsFunc(logged, func(l timeline.Span) bool { return l.First <= snapshot.Zxid && snapshot.Zxid <= l.Last }) {
			continue
		}
		contents, err := persistence.ReadSnapshot(f.Name, d.open(ctx, f.Name), nil)
		snapshot.Trouble = inWords(err)
		if err == nil {
			snapshot.Znodes, valid = contents.Znodes, true
		}
	}
	return found
}

func inWords(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// each reads the files one after the other. Small ones are fetched together, since a
// request may cost more than its content. When that fails each is read by itself, so
// that the error names its file.
func (d *Disk) each(ctx context.Context, files []machine.File, read func(machine.File, io.Reader)) {
	for len(files) > 0 {
		group := files[:together(files)]
		files = files[len(group):]
		contents := d.fetch(ctx, group)
		for i, f := range group {
			content := d.open(ctx, f.Name)
			if contents != nil {
				content.end(contents[i].Content, contents[i].Size)
			}
			read(f, content)
		}
	}
}

// together counts the first files that fit into one piece; at least one.
func together(files []machine.File) (n int) {
	size := int64(0)
	for _, f := range files {
		if size += f.Size; n > 0 && size > pieceSize {
			break
		}
		n++
	}
	return n
}

// fetch returns the contents of several files, or nil.
func (d *Disk) fetch(ctx context.Context, files []machine.File) []machine.File {
	if len(files) < 2 {
		return nil
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, path.Join(d.folder(), f.Name))
	}
	a, err := d.of.Ask(ctx, machine.Request{Op: machine.OpReadAll, Paths: paths, Trim: true})
	if err != nil {
		return nil
	}
	return a.Files
}
