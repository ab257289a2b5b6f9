package harness

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
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// The words that stand for a file by its zxid. Every other word is a file's name.
const (
	NewestLog      = "newest_log"
	OldestLog      = "oldest_log"
	NewestSnapshot = "newest_snapshot"
	OldestSnapshot = "oldest_snapshot"
)

// FileWords are all of them.
func FileWords() []string { return []string{NewestLog, NewestSnapshot, OldestLog, OldestSnapshot} }

// DiskOf says on which disk ZooKeeper has a file, going by its name or its word.
func DiskOf(file string) spec.DiskName {
	if strings.HasPrefix(file, "log.") || strings.HasSuffix(file, "_log") {
		return spec.LogDisk
	}
	return spec.DataDisk
}

// swapsFolders tells whether a server has its logs in dataDir, and its snapshots in
// dataLogDir: QuorumPeerMain of 3.4.11 takes the two for each other (ZOOKEEPER-2960).
func swapsFolders(e *spec.Ensemble, s *spec.Server) bool {
	return s.Release == "3.4.11" && !e.Standalone(s)
}

// mounted is the ensemble for a runtime, which takes DataDisk for that of dataDir.
func mounted(e *spec.Ensemble) *spec.Ensemble {
	m := *e
	m.Servers = slices.Clone(e.Servers)
	for i := range m.Servers {
		if s := &m.Servers[i]; swapsFolders(e, s) {
			s.DataDisk, s.LogDisk = s.LogDisk, s.DataDisk
		}
	}
	return &m
}

// root is the folder that a disk is mounted on.
func (s *Server) root(d spec.DiskName) string {
	place, now := s.machine.Place(), s.Spec()
	if (d == spec.LogDisk) != swapsFolders(s.ensemble, &now) {
		return place.DataLogDir
	}
	return place.DataDir
}

// folder is where ZooKeeper has its files of a disk (FileTxnSnapLog.version, 2 in every
// release).
func (s *Server) folder(d spec.DiskName) string { return path.Join(s.root(d), "version-2") }

// Files lists ZooKeeper's files on a disk, sorted by name.
func (s *Server) Files(ctx context.Context, d spec.DiskName) ([]machine.File, error) {
	a, err := s.ask(ctx, machine.Request{Op: machine.OpList, Path: s.folder(d)})
	return a.Files, err
}

// down demands that the server does not run: what it holds in memory and in open
// files would make nonsense of any change.
func (s *Server) down(word string) error {
	if _, running := s.State(); running {
		return verdict.Inconclusive("%s: server %d runs; kill or stop it first", word, s.ID)
	}
	return nil
}

// Wipe removes all of ZooKeeper's files from the disks of a server that is down;
// myid stays. The receipt is the empty listing.
func (s *Server) Wipe(ctx context.Context, disks []spec.DiskName) error {
	what := fmt.Sprintf("wipe server %d", s.ID)
	free, err := s.take("wipe")
	if err != nil {
		return err
	}
	defer free()
	if err := s.down("wipe"); err != nil {
		return err
	}
	var told []string
	for _, d := range disks {
		before, err := s.Files(ctx, d)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if len(before) > 0 {
			if _, err := s.ask(ctx, machine.Request{Op: machine.OpRemove, Path: s.folder(d)}); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		after, err := s.Files(ctx, d)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if len(after) > 0 {
			return verdict.Inconclusive("%s: no receipt: %s still holds %s", what, s.folder(d), fileNames(after))
		}
		told = append(told, fmt.Sprintf("%s held %d files and is empty", s.folder(d), len(before)))
	}
	s.fault(what, strings.Join(told, "; "))
	return nil
}

func fileNames(files []machine.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// FileEdit is a change of one of ZooKeeper's files. Exactly one of the changes
// counts: the first that is there.
type FileEdit struct {
	Disk spec.DiskName
	File string // name, or one of FileWords

	Create   *string // the content of a file that is not there yet
	Truncate *int64  // the size that it is cut to
	Append   []byte  // bytes that are added
	Replace  []byte  // bytes that are laid over those at Offset
	Offset   int64
	// Without any of them the file is removed.
}

// Edit changes a file of a server that is down. The receipt is what is read back.
func (s *Server) Edit(ctx context.Context, e FileEdit) error {
	free, err := s.take("edit_file")
	if err != nil {
		return err
	}
	defer free()
	if err := s.down("edit_file"); err != nil {
		return err
	}
	files, err := s.Files(ctx, e.Disk)
	if err != nil {
		return fmt.Errorf("edit_file: %w", err)
	}
	file, found := pick(files, e.File)
	at := path.Join(s.folder(e.Disk), file.Name)
	switch {
	case e.Create != nil && found:
		return verdict.Inconclusive("edit_file: %s of server %d is there already", at, s.ID)
	case e.Create == nil && !found:
		return verdict.Inconclusive("edit_file: server %d has no file %s in %s, which holds: %s", s.ID, e.File, s.folder(e.Disk), fileNames(files))
	}
	if e.Create != nil {
		at = path.Join(s.folder(e.Disk), e.File)
	}
	c := change{server: s, path: at, was: file, disk: e.Disk}
	receipt, err := c.do(ctx, e)
	if err != nil {
		return fmt.Errorf("edit_file: %s of server %d: %w", at, s.ID, err)
	}
	s.fault(fmt.Sprintf("edit %s of server %d", at, s.ID), receipt)
	return nil
}

// pick finds the file that a word or a name means.
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

// zxidOf reads the zxid in a name such as log.100000001 or snapshot.0.gz; -1 is
// another name (Util.getZxidFromName).
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

// change is an edit under way.
type change struct {
	server *Server
	path   string
	disk   spec.DiskName
	was    machine.File
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
	if _, there, err := c.look(ctx); err != nil || there {
		return "", orMissing(err, "it is still there")
	}
	return c.held() + ", and is gone", nil
}

// held says what it was.
func (c change) held() string { return fmt.Sprintf("it held %d bytes", c.was.Size) }

// readBack demands the size of the file, and its content at offset.
func (c change) readBack(ctx context.Context, was string, size, offset int64, content []byte) (string, error) {
	file, there, err := c.look(ctx)
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

// orMissing is the trouble that kept a receipt from being seen, or else the
// receipt that is not there.
func orMissing(err error, what string) error {
	if err != nil {
		return err
	}
	return verdict.Inconclusive("no receipt: %s", what)
}

func (c change) ask(ctx context.Context, r machine.Request) error {
	r.Path = c.path
	_, err := c.server.ask(ctx, r)
	return err
}

func (c change) read(ctx context.Context, offset int64, size int) ([]byte, error) {
	a, err := c.server.ask(ctx, machine.Request{Op: machine.OpRead, Path: c.path, Offset: offset, Size: int64(size)})
	return a.Content, err
}

func (c change) look(ctx context.Context) (machine.File, bool, error) {
	files, err := c.server.Files(ctx, c.disk)
	file, there := pick(files, path.Base(c.path))
	return file, there, err
}
