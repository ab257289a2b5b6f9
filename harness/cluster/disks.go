package cluster

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/persistence"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	// DiskLimit bounds the reading of all disks.
	DiskLimit = 30 * time.Second
	// pieceSize bounds, in bytes, what is read at once of one file or of several.
	pieceSize = 4 << 20
	// mostPadding bounds the zeros that a reader gets at the end of a file: more than
	// can belong to any transaction.
	mostPadding = 2 << 20
	// mostSpans bounds the spans that the description of an event lists.
	mostSpans = 6
)

// RecordDisks reads the disks of all servers into the timeline, whether the servers run
// or not. It notes what cannot be read.
func (c *Cluster) RecordDisks(ctx context.Context) {
	disks, err := c.Disks(ctx, indeterminate(c.Log.Events()))
	if err != nil {
		c.Note("not all disks could be read: %s", err)
	}
	for _, d := range disks {
		c.Log.Append(timeline.Event{Kind: timeline.KindDisk, Actor: fmt.Sprintf("server %d", d.Server), What: diskInWords(d), Disk: &d})
	}
}

// diskInWords describes what is logged; of many spans the first and the last.
func diskInWords(d timeline.Disk) string {
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

// indeterminate lists the requests of operations whose outcome is unknown.
func indeterminate(events []timeline.Event) map[timeline.Request]bool {
	found := map[timeline.Request]bool{}
	for _, e := range events {
		if e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown && e.Op.Xid != 0 {
			found[e.Op.Request()] = true
		}
	}
	return found
}

// Disks reads the disks of all servers concurrently, with the transactions of the wanted
// requests. It returns those that could be read together with the error.
func (c *Cluster) Disks(ctx context.Context, wanted map[timeline.Request]bool) ([]timeline.Disk, error) {
	ctx, cancel := context.WithTimeout(ctx, DiskLimit)
	defer cancel()
	all := make([]timeline.Disk, len(c.servers))
	err := Concurrently(len(all), func(i int) (err error) {
		all[i], err = c.servers[i].readDisk(ctx, wanted)
		return err
	})
	return slices.DeleteFunc(all, func(d timeline.Disk) bool { return d.Server == 0 }), err
}

// CompareDisks reads the disks of all servers, and returns for each server the spans that
// it lacks of what a majority of the voters has logged.
func (c *Cluster) CompareDisks(ctx context.Context) ([]timeline.Disk, map[int][]timeline.Span, error) {
	disks, err := c.Disks(ctx, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("read the disks: %w", err)
	}
	return disks, timeline.Missing(disks, c.voters()), nil
}

// readDisk reads what the server has on its disks. The result names damaged files.
func (s *Server) readDisk(ctx context.Context, wanted map[timeline.Request]bool) (timeline.Disk, error) {
	d := timeline.Disk{Server: s.ID}
	onLogs, onData := s.Disk(spec.LogDisk), s.Disk(spec.DataDisk)
	logs, err := onLogs.filesOf(ctx, "log")
	if err != nil {
		return timeline.Disk{}, err
	}
	onLogs.each(ctx, logs, func(f machine.File, content io.Reader) {
		d.Logs = append(d.Logs, readLog(f, content, func(t persistence.Txn) {
			if wanted[t.Request()] {
				d.Txns = append(d.Txns, refusedOrNot(t))
			}
		}))
	})
	snapshots, err := onData.filesOf(ctx, "snapshot")
	if err != nil {
		return timeline.Disk{}, err
	}
	d.Snapshots = onData.readSnapshots(ctx, snapshots, d.Logged())
	if ctx.Err() != nil {
		return timeline.Disk{}, fmt.Errorf("read the disk of server %d: %w", s.ID, context.Cause(ctx))
	}
	return d, nil
}

// refusedOrNot returns a transaction with the type error if its request was refused. A
// refused multi is logged as a multi whose parts are errors.
func refusedOrNot(t persistence.Txn) timeline.Txn {
	if r, err := t.Record(); err == nil && r.Error != 0 {
		t.Type = timeline.TxnError
	}
	return t.Txn
}

// lastBelow returns the last transaction below a limit that the server's disk shows: in a
// log, in the name of a snapshot, or in the znodes of one that is newer than both. What
// leaves no znode behind, such as the opening of a session, may have come after it.
func (s *Server) lastBelow(ctx context.Context, limit timeline.Zxid) (timeline.Zxid, error) {
	d, err := s.readDisk(ctx, nil)
	if err != nil {
		return 0, err
	}
	last := d.NewestBelow(limit)
	newest, found := d.Snapshot(limit)
	if !found || newest.Zxid <= last {
		return last, nil
	}
	_, err = persistence.ReadSnapshot(newest.File, s.Disk(spec.DataDisk).open(ctx, newest.File), func(z persistence.Znode) error {
		for _, zxid := range []timeline.Zxid{z.Stat.Czxid, z.Stat.Mzxid, z.Stat.Pzxid} {
			if zxid < limit {
				last = max(last, zxid)
			}
		}
		return nil
	})
	return last, err
}

// filesOf lists the files of a kind, from the oldest to the newest.
func (d *Disk) filesOf(ctx context.Context, kind string) ([]machine.File, error) {
	files, err := d.Files(ctx)
	return byZxid(files, kind), err
}

// byZxid picks the files whose names have a zxid, from the oldest to the newest.
func byZxid(files []machine.File, kind string) []machine.File {
	found := slices.DeleteFunc(slices.Clone(files), func(f machine.File) bool { return zxidOf(f.Name, kind) < 0 })
	slices.SortFunc(found, func(a, b machine.File) int { return cmp.Compare(zxidOf(a.Name, kind), zxidOf(b.Name, kind)) })
	return found
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
	a, err := d.server.ask(ctx, machine.Request{Op: machine.OpReadAll, Paths: paths, Trim: true})
	if err != nil {
		return nil
	}
	return a.Files
}
