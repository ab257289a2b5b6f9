package cluster

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// The words that select a file by its zxid. Any other text is the name of a file.
const (
	NewestLog      = "newest_log"
	OldestLog      = "oldest_log"
	NewestSnapshot = "newest_snapshot"
	OldestSnapshot = "oldest_snapshot"
)

// FileWords lists the words that select a file, sorted.
func FileWords() []string { return []string{NewestLog, NewestSnapshot, OldestLog, OldestSnapshot} }

// DiskOf returns the disk on which ZooKeeper keeps a file, by its name or its word.
func DiskOf(file string) spec.DiskName {
	if strings.HasPrefix(file, "log.") || strings.HasSuffix(file, "_log") {
		return spec.LogDisk
	}
	return spec.DataDisk
}

// swapsFolders reports whether a server keeps its logs in dataDir and its snapshots in
// dataLogDir: QuorumPeerMain of 3.4.11 mixes the two up (ZOOKEEPER-2960).
func swapsFolders(e *spec.Ensemble, s *spec.Server) bool {
	return s.Release == "3.4.11" && !e.Standalone(s)
}

// Mounted returns the ensemble for a runtime, for which DataDisk means the disk of
// dataDir whatever the release keeps there.
func Mounted(e *spec.Ensemble) *spec.Ensemble {
	m := *e
	m.Servers = slices.Clone(e.Servers)
	for i := range m.Servers {
		if s := &m.Servers[i]; swapsFolders(e, s) {
			s.DataDisk, s.LogDisk = s.LogDisk, s.DataDisk
		}
	}
	return &m
}

// mustBeDown reports a server that runs: what it holds in memory and in open files
// would not fit changed files.
func (s *Server) mustBeDown(word string) error {
	if _, running := s.State(); running {
		return verdict.Inconclusive("%s: server %d runs; kill or stop it first", word, s.ID)
	}
	return nil
}

// Wipe removes all of ZooKeeper's files from disks of a server that is down; myid
// stays. The receipt is the empty listing.
func (s *Server) Wipe(ctx context.Context, disks []spec.DiskName) error {
	what := fmt.Sprintf("wipe server %d", s.ID)
	free, err := s.take("wipe")
	if err != nil {
		return err
	}
	defer free()
	if err := s.mustBeDown("wipe"); err != nil {
		return err
	}
	var receipts []string
	for _, name := range disks {
		d := s.Disk(name)
		before, err := d.Files(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if len(before) > 0 {
			if _, err := s.ask(ctx, machine.Request{Op: machine.OpRemove, Path: d.folder()}); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		after, err := d.Files(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if len(after) > 0 {
			return verdict.Inconclusive("%s: no receipt: %s still holds %s", what, d.folder(), fileNames(after))
		}
		receipts = append(receipts, fmt.Sprintf("%s held %d files and is empty", d.folder(), len(before)))
	}
	s.fault(timeline.FaultWipe, what, strings.Join(receipts, "; "))
	return nil
}

func fileNames(files []machine.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// FileEdit describes a change of one of ZooKeeper's files: the first of Create,
// Truncate, Append and Replace that is set, or else the removal of the file.
type FileEdit struct {
	Disk spec.DiskName
	File string // name, or one of FileWords

	Create   *string // content of a file that does not exist yet
	Truncate *int64  // size in bytes that it is cut to
	Append   []byte  // bytes to add at its end
	Replace  []byte  // bytes to write over those at Offset
	Offset   int64
}

// Edit changes a file of a server that is down. The receipt is what is read back.
func (s *Server) Edit(ctx context.Context, e FileEdit) error {
	free, err := s.take("edit_file")
	if err != nil {
		return err
	}
	defer free()
	if err := s.mustBeDown("edit_file"); err != nil {
		return err
	}
	d := s.Disk(e.Disk)
	files, err := d.Files(ctx)
	if err != nil {
		return fmt.Errorf("edit_file: %w", err)
	}
	file, found := pick(files, e.File)
	at := path.Join(d.folder(), file.Name)
	switch {
	case e.Create != nil && found:
		return verdict.Inconclusive("edit_file: %s of server %d is there already", at, s.ID)
	case e.Create == nil && !found:
		return verdict.Inconclusive("edit_file: server %d has no file %s in %s, which holds: %s", s.ID, e.File, d.folder(), fileNames(files))
	}
	if e.Create != nil {
		at = path.Join(d.folder(), e.File)
	}
	c := change{disk: d, path: at, was: file}
	receipt, err := c.do(ctx, e)
	if err != nil {
		return fmt.Errorf("edit_file: %s of server %d: %w", at, s.ID, err)
	}
	s.fault(timeline.FaultEdit, fmt.Sprintf("edit %s of server %d", at, s.ID), receipt)
	return nil
}

// pick returns the file that a word or a name selects.
func pick(files []machine.File, wanted string) (machine.File, bool) {
	age, kind, word := strings.Cut(wanted, "_")
	if !word || !slices.Contains(FileWords(), wanted) {
		i := slices.IndexFunc(files, func(f machine.File) bool { return f.Name == wanted })
		if i < 0 {
			return machine.File{}, false
		}
		return files[i], true
	}
	all := byZxid(files, kind)
	if len(all) == 0 {
		return machine.File{}, false
	}
	if age == "newest" {
		return all[len(all)-1], true
	}
	return all[0], true
}

// zxidOf reads the zxid in a name such as log.100000001 or snapshot.0.gz, or returns -1
// (Util.getZxidFromName).
func zxidOf(name, kind string) int64 {
	parts := strings.Split(name, ".")
	if len(parts) < 2 || parts[0] != kind {
		return -1
	}
	zxid, err := strconv.ParseInt(parts[1], 16, 64)
	if err != nil {
		return -1
	}
	return zxid
}

// change is an edit in progress.
type change struct {
	disk *Disk
	path string
	was  machine.File
}

// do changes the file and returns what was read back.
func (c change) do(ctx context.Context, e FileEdit) (string, error) {
	switch {
	case e.Create != nil:
		return c.create(ctx, []byte(*e.Create))
	case e.Truncate != nil:
		return c.truncate(ctx, *e.Truncate)
	case e.Append != nil:
		return c.add(ctx, e.Append)
	case e.Replace != nil:
		return c.overwrite(ctx, e.Replace, e.Offset)
	default:
		return c.remove(ctx)
	}
}

func (c change) create(ctx context.Context, content []byte) (string, error) {
	if err := c.ask(ctx, machine.Request{Op: machine.OpWrite, Content: content}); err != nil {
		return "", err
	}
	return c.readBack(ctx, "it was not there", int64(len(content)), 0, content)
}

func (c change) truncate(ctx context.Context, size int64) (string, error) {
	if size >= c.was.Size {
		return "", verdict.Inconclusive("it holds %d bytes, so it cannot be truncated to %d", c.was.Size, size)
	}
	if err := c.ask(ctx, machine.Request{Op: machine.OpTruncate, Size: size}); err != nil {
		return "", err
	}
	return c.readBack(ctx, c.held(), size, 0, nil)
}

func (c change) add(ctx context.Context, content []byte) (string, error) {
	if err := c.ask(ctx, machine.Request{Op: machine.OpAppend, Content: content}); err != nil {
		return "", err
	}
	return c.readBack(ctx, c.held(), c.was.Size+int64(len(content)), c.was.Size, content)
}

func (c change) overwrite(ctx context.Context, content []byte, offset int64) (string, error) {
	if offset+int64(len(content)) > c.was.Size {
		return "", verdict.Inconclusive("it holds %d bytes, so there are no %d bytes at offset %d to be replaced", c.was.Size, len(content), offset)
	}
	before, err := c.read(ctx, offset, len(content))
	if err != nil {
		return "", err
	}
	if bytes.Equal(before, content) {
		return "", verdict.Inconclusive("at offset %d it holds these bytes already", offset)
	}
	if err := c.ask(ctx, machine.Request{Op: machine.OpOverwrite, Offset: offset, Content: content}); err != nil {
		return "", err
	}
	return c.readBack(ctx, fmt.Sprintf("at offset %d it held %x", offset, before), c.was.Size, offset, content)
}

func (c change) remove(ctx context.Context) (string, error) {
	if err := c.ask(ctx, machine.Request{Op: machine.OpRemove}); err != nil {
		return "", err
	}
	if _, there, err := c.stat(ctx); err != nil || there {
		return "", orMissing(err, "it is still there")
	}
	return c.held() + ", and is gone", nil
}

// held describes the file before the change.
func (c change) held() string { return fmt.Sprintf("it held %d bytes", c.was.Size) }

// readBack checks the size of the file and its content at offset, and returns the receipt.
func (c change) readBack(ctx context.Context, was string, size, offset int64, content []byte) (string, error) {
	file, there, err := c.stat(ctx)
	if err != nil || !there || file.Size != size {
		return "", orMissing(err, fmt.Sprintf("it should hold %d bytes, but holds %d", size, file.Size))
	}
	receipt := fmt.Sprintf("%s; it holds %d bytes now", was, size)
	if len(content) == 0 {
		return receipt, nil
	}
	got, err := c.read(ctx, offset, len(content))
	if err != nil || !bytes.Equal(got, content) {
		return "", orMissing(err, fmt.Sprintf("the bytes at offset %d are not those that were written", offset))
	}
	return fmt.Sprintf("%s; the %d bytes at offset %d are read back", receipt, len(content), offset), nil
}

// orMissing returns the error that kept a receipt from being read, or else one for the
// missing receipt.
func orMissing(err error, what string) error {
	if err != nil {
		return err
	}
	return verdict.Inconclusive("no receipt: %s", what)
}

func (c change) ask(ctx context.Context, r machine.Request) error {
	r.Path = c.path
	_, err := c.disk.server.ask(ctx, r)
	return err
}

func (c change) read(ctx context.Context, offset int64, size int) ([]byte, error) {
	a, err := c.disk.server.ask(ctx, machine.Request{Op: machine.OpRead, Path: c.path, Offset: offset, Size: int64(size)})
	return a.Content, err
}

func (c change) stat(ctx context.Context) (machine.File, bool, error) {
	files, err := c.disk.Files(ctx)
	file, there := pick(files, path.Base(c.path))
	return file, there, err
}
