package harness

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/persistence"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	// diskLimit bounds the reading of all disks.
	diskLimit = 30 * time.Second
	// pieceSize is what is read at once, of one file or of several.
	pieceSize = 4 << 20
	// mostPadding is how many of the zeros at the end of a file are given back to
	// whoever reads it: more than can belong to any transaction.
	mostPadding = 2 << 20
	// mostSpans is how many an event lists in words.
	mostSpans = 6
)

// recordDisks reads the disks of all servers into the timeline, whether they run
// or not. What cannot be read is noted.
func (env *Env) recordDisks(ctx context.Context) {
	disks, err := env.disks(ctx, unresolved(env.Log.Events()))
	if err != nil {
		env.Note("not all disks could be read: %s", err)
	}
	for _, d := range disks {
		env.Log.Append(timeline.Event{Kind: timeline.KindDisk, Actor: fmt.Sprintf("server %d", d.Server), What: diskInWords(d), Disk: &d})
	}
}

// diskInWords tells what is logged, or how much of it where that is in pieces.
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

// unresolved lists the requests of operations of which nobody knows how they ended.
func unresolved(events []timeline.Event) map[timeline.Request]bool {
	found := map[timeline.Request]bool{}
	for _, e := range events {
		if e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown && e.Op.Xid != 0 {
			found[e.Op.Request()] = true
		}
	}
	return found
}

// disks reads those of all servers at the same time. Those that could be read come
// back with the error.
func (env *Env) disks(ctx context.Context, wanted map[timeline.Request]bool) ([]timeline.Disk, error) {
	ctx, cancel := context.WithTimeout(ctx, diskLimit)
	defer cancel()
	all := make([]timeline.Disk, len(env.servers))
	err := atOnce(len(all), func(i int) (err error) {
		all[i], err = env.servers[i].readDisk(ctx, wanted)
		return err
	})
	return slices.DeleteFunc(all, func(d timeline.Disk) bool { return d.Server == 0 }), err
}

// readDisk reads what the server has on its disks. A file that is damaged says so
// in the result.
func (s *Server) readDisk(ctx context.Context, wanted map[timeline.Request]bool) (timeline.Disk, error) {
	d := timeline.Disk{Server: s.ID}
	logs, err := s.filesOf(ctx, spec.LogDisk, "log")
	if err != nil {
		return timeline.Disk{}, err
	}
	s.each(ctx, spec.LogDisk, logs, func(f machine.File, content io.Reader) {
		d.Logs = append(d.Logs, readLog(f, content, func(t persistence.Txn) {
			if wanted[t.Request()] {
				d.Txns = append(d.Txns, t.Txn)
			}
		}))
	})
	snapshots, err := s.filesOf(ctx, spec.DataDisk, "snapshot")
	if err != nil {
		return timeline.Disk{}, err
	}
	d.Snapshots = s.readSnapshots(ctx, snapshots, d.Logged())
	if ctx.Err() != nil {
		return timeline.Disk{}, fmt.Errorf("read the disk of server %d: %w", s.ID, context.Cause(ctx))
	}
	return d, nil
}

// filesOf lists the files of a kind, from the oldest to the newest.
func (s *Server) filesOf(ctx context.Context, d spec.DiskName, kind string) ([]machine.File, error) {
	files, err := s.Files(ctx, d)
	return byZxid(files, kind), err
}

// byZxid picks the files whose names say a zxid, from the oldest to the newest.
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

// readSnapshots reads the snapshots that tell more than the log does, and those
// from the newest down to the first that is valid.
func (s *Server) readSnapshots(ctx context.Context, files []machine.File, logged []timeline.Span) []timeline.Snapshot {
	found := make([]timeline.Snapshot, len(files))
	valid := false
	for i, f := range slices.Backward(files) {
		snapshot := &found[i]
		*snapshot = timeline.Snapshot{File: f.Name, Zxid: timeline.Zxid(zxidOf(f.Name, "snapshot")), Size: f.Size}
		if valid && slices.ContainsFunc(logged, func(l timeline.Span) bool { return l.First <= snapshot.Zxid && snapshot.Zxid <= l.Last }) {
			continue
		}
		contents, err := persistence.ReadSnapshot(f.Name, s.open(ctx, spec.DataDisk, f.Name), nil)
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

// each reads the files one after the other. Small ones are fetched together: in
// Docker a request takes longer than what it brings. When that fails each is asked
// for by itself, so that it has its own trouble.
func (s *Server) each(ctx context.Context, d spec.DiskName, files []machine.File, read func(machine.File, io.Reader)) {
	for len(files) > 0 {
		group := files[:together(files)]
		files = files[len(group):]
		contents := s.fetch(ctx, d, group)
		for i, f := range group {
			content := s.open(ctx, d, f.Name)
			if contents != nil {
				content.end(contents[i].Content, contents[i].Size)
			}
			read(f, content)
		}
	}
}

// together counts the first files that make up no more than one piece, at least one.
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

// fetch gives the contents of several files, or nothing.
func (s *Server) fetch(ctx context.Context, d spec.DiskName, files []machine.File) []machine.File {
	if len(files) < 2 {
		return nil
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, path.Join(s.folder(d), f.Name))
	}
	a, err := s.ask(ctx, machine.Request{Op: machine.OpReadAll, Paths: paths, Trim: true})
	if err != nil {
		return nil
	}
	return a.Files
}

// diskValue makes what server(N).disk is.
func diskValue(d timeline.Disk, missing []timeline.Span) cty.Value {
	newest, found := d.Snapshot(^timeline.Zxid(0))
	snapshot := cty.NullVal(cty.String)
	if found {
		snapshot = cty.StringVal(newest.Zxid.String())
	}
	return cty.ObjectVal(map[string]cty.Value{
		"zxid": zxidOrNull(d.Newest()), "snapshot": snapshot,
		"logged": spansValue(d.Logged()), "missing": spansValue(missing), "trouble": textList(troubles(d)),
	})
}

func spansValue(spans []timeline.Span) cty.Value {
	var all []string
	for _, s := range spans {
		all = append(all, s.String())
	}
	return textList(all)
}

func textList(all []string) cty.Value {
	values := make([]cty.Value, len(all))
	for i, s := range all {
		values[i] = cty.StringVal(s)
	}
	if len(values) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	return cty.ListVal(values)
}

// troubles lists what is wrong with the files of a disk.
func troubles(d timeline.Disk) []string {
	var all []string
	for _, l := range d.Logs {
		all = append(all, l.Trouble)
	}
	for _, s := range d.Snapshots {
		all = append(all, s.Trouble)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// voters counts the servers that may vote.
func (env *Env) voters() (n int) {
	for _, s := range env.servers {
		if s.Voter {
			n++
		}
	}
	return n
}

// diskValues reads the disks of all servers: what one lacks is seen by the others.
func (env *Env) diskValues(ctx context.Context) (map[int]cty.Value, error) {
	disks, err := env.disks(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read the disks: %w", err)
	}
	missing := timeline.Missing(disks, env.voters())
	values := map[int]cty.Value{}
	for _, d := range disks {
		values[d.Server] = diskValue(d, missing[d.Server])
	}
	return values, nil
}
