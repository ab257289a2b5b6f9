package machine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// oneWrite is how much OpFill writes at once, in bytes.
const oneWrite = 1 << 20

func list(_ context.Context, r Request, answer *Answer) error {
	entries, err := os.ReadDir(r.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // a server that runs removes files too
		}
		if err != nil {
			return err
		}
		answer.Files = append(answer.Files, File{Name: e.Name(), Size: info.Size(), Dir: e.IsDir(), Modified: info.ModTime()})
	}
	return nil
}

func read(_ context.Context, r Request, answer *Answer) error {
	f, err := os.Open(r.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(r.Offset, io.SeekStart); err != nil {
		return err
	}
	var from io.Reader = f
	if r.Size > 0 {
		from = io.LimitReader(f, r.Size)
	}
	answer.Content, err = io.ReadAll(from)
	return err
}

// write replaces what a file says and keeps the file, so that it works on a disk
// that has no inode left for another.
func write(_ context.Context, r Request, _ *Answer) error {
	folder, err := makeFolder(filepath.Dir(r.Path))
	if err != nil {
		return err
	}
	if err := os.WriteFile(r.Path, r.Content, 0o644); err != nil {
		return err
	}
	return give(r.Path, folder)
}

// makeFolder makes a folder and those above it, each of which belongs to whom
// the one above it does.
func makeFolder(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return info, err
	}
	above, err := makeFolder(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		return nil, err
	}
	if err := give(path, above); err != nil {
		return nil, err
	}
	return os.Stat(path)
}

func appendTo(_ context.Context, r Request, _ *Answer) error {
	f, err := os.OpenFile(r.Path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(r.Content)
	return errors.Join(err, f.Close())
}

func truncate(_ context.Context, r Request, _ *Answer) error { return os.Truncate(r.Path, r.Size) }

func overwrite(_ context.Context, r Request, _ *Answer) error {
	f, err := os.OpenFile(r.Path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(r.Content, r.Offset)
	return errors.Join(err, f.Close())
}

func rename(_ context.Context, r Request, _ *Answer) error { return os.Rename(r.Path, r.To) }

func remove(_ context.Context, r Request, _ *Answer) error {
	info, err := os.Lstat(r.Path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return os.Remove(r.Path)
	}
	entries, err := os.ReadDir(r.Path)
	errs := []error{err}
	for _, e := range entries {
		errs = append(errs, os.RemoveAll(filepath.Join(r.Path, e.Name())))
	}
	return errors.Join(errs...)
}

func spaceOf(_ context.Context, r Request, answer *Answer) error {
	s, err := space(r.Path)
	answer.Space = &s
	return err
}

// fill refuses a disk that somebody else may use too: those of a given size are
// file systems of their own, in memory.
func fill(ctx context.Context, r Request, answer *Answer) error {
	dir := filepath.Dir(r.Path)
	s, err := space(dir)
	if err != nil {
		return err
	}
	if s.Type != "tmpfs" {
		return fmt.Errorf("fill the disk of %s: it is not one of a given size, but of the kind %q", dir, s.Type)
	}
	f, err := os.OpenFile(r.Path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	err = errors.Join(fillWith(ctx, f, r.Size), f.Close())
	if err != nil {
		return err
	}
	return spaceOf(ctx, Request{Path: dir}, answer)
}

// fillWith lengthens f until so many bytes are left, or none.
func fillWith(ctx context.Context, f *os.File, leave int64) error {
	zeros := make([]byte, oneWrite)
	for ctx.Err() == nil {
		s, err := space(f.Name())
		if err != nil {
			return err
		}
		more := min(s.Free-leave, oneWrite)
		if more <= 0 {
			return nil
		}
		if _, err := f.Write(zeros[:more]); errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}
