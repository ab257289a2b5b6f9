package disk

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// FileEdit describes a change of one of ZooKeeper's files: the first of Create,
// Truncate, Append and Replace that is set, or else the removal of the file.
type FileEdit struct {
	Disk spec.DiskName
	File string // name, or one of FileWords; for a removal also one of FilesWords

	Create   *string // content of a file that does not exist yet
	Truncate *int64  // size in bytes that it is cut to
	Append   []byte  // bytes to add at its end
	Replace  []byte  // bytes to write over those at Offset
	Offset   int64
}

// Edit changes a file of a server that must be down, or removes several, and returns the
// path. The receipt is what is read back.
func (d *Disks) Edit(ctx context.Context, e FileEdit) (at, receipt string, err error) {
	on := d.Disk(e.Disk)
	files, err := on.Files(ctx)
	if err != nil {
		return "", "", err
	}
	if slices.Contains(FilesWords(), e.File) {
		return on.removeAll(ctx, files, e.File)
	}
	file, found := pick(files, e.File)
	at = path.Join(on.folder(), file.Name)
	switch {
	case e.Create != nil && found:
		return "", "", verdict.Inconclusive("%s of server %d is there already", at, d.Server.ID)
	case e.Create == nil && !found:
		return "", "", on.noFile(e.File, files)
	}
	if e.Create != nil {
		at = path.Join(on.folder(), e.File)
	}
	c := change{disk: on, path: at, was: file}
	receipt, err = c.do(ctx, e)
	if err != nil {
		return "", "", fmt.Errorf("%s of server %d: %w", at, d.Server.ID, err)
	}
	return at, receipt, nil
}

// noFile reports that a disk has no file of a name or word.
func (d *Disk) noFile(wanted string, files []machine.File) error {
	return verdict.Inconclusive("server %d has no file %s in %s, which holds: %s", d.of.Server.ID, wanted, d.folder(), fileNames(files))
}

// removeAll removes the files that one of FilesWords selects of those on the disk. The
// receipt lists them, and what a second listing still has of their kind.
func (d *Disk) removeAll(ctx context.Context, files []machine.File, word string) (at, receipt string, err error) {
	gone := pickAll(files, word)
	if len(gone) == 0 {
		return "", "", d.noFile(word, files)
	}
	var paths, removed []string
	for _, f := range gone {
		paths = append(paths, path.Join(d.folder(), f.Name))
		removed = append(removed, fmt.Sprintf("%s (%d bytes)", f.Name, f.Size))
	}
	if _, err := d.of.Ask(ctx, machine.Request{Op: machine.OpRemove, Paths: paths}); err != nil {
		return "", "", err
	}
	left, err := d.Files(ctx)
	for _, f := range gone {
		if _, there := pick(left, f.Name); err != nil || there {
			return "", "", fmt.Errorf("%s of server %d: %w", word, d.of.Server.ID, orMissing(err, f.Name+" is still there"))
		}
	}
	return path.Join(d.folder(), word), fmt.Sprintf("%s are gone; %s holds: %s", strings.Join(removed, ", "), d.folder(), fileNames(left)), nil
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

func (c change) ask(ctx context.Context, r machine.Request) error {
	r.Path = c.path
	_, err := c.disk.of.Ask(ctx, r)
	return err
}

func (c change) read(ctx context.Context, offset int64, size int) ([]byte, error) {
	a, err := c.disk.of.Ask(ctx, machine.Request{Op: machine.OpRead, Path: c.path, Offset: offset, Size: int64(size)})
	return a.Content, err
}

func (c change) stat(ctx context.Context) (machine.File, bool, error) {
	files, err := c.disk.Files(ctx)
	file, there := pick(files, path.Base(c.path))
	return file, there, err
}
