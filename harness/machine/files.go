package machine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const trimBlock = 256 << 10 // bytes that are compared with zeros at a time

func list(_ context.Context, r Request, answer *Answer) error {
	if s, err := space(existing(r.Path)); err == nil {
		answer.Space = &s
	}
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
			continue // removed by a running server
		}
		if err != nil {
			return err
		}
		answer.Files = append(answer.Files, File{Name: e.Name(), Size: info.Size(), Dir: e.IsDir(), Modified: info.ModTime()})
	}
	return nil
}

// existing returns the folder, or the nearest one above it that exists.
func existing(folder string) string {
	for {
		above := filepath.Dir(folder)
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) || above == folder {
			return folder
		}
		folder = above
	}
}

func read(_ context.Context, r Request, answer *Answer) error {
	f, err := os.Open(r.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	answer.Size = info.Size()
	end := answer.Size
	if r.Trim {
		if end, err = trimmedSize(f, end); err != nil {
			return err
		}
	}
	size := max(0, end-r.Offset)
	if r.Size > 0 {
		size = min(size, r.Size)
	}
	answer.Content = make([]byte, size)
	n, err := f.ReadAt(answer.Content, r.Offset)
	answer.Content = answer.Content[:n]
	if errors.Is(err, io.EOF) { // shortened by a running server
		return nil
	}
	return err
}

func readAll(ctx context.Context, r Request, answer *Answer) error {
	for _, path := range r.Paths {
		var one Answer
		if err := read(ctx, Request{Path: path, Trim: r.Trim}, &one); err != nil {
			return err
		}
		answer.Files = append(answer.Files, File{Name: path, Size: one.Size, Content: one.Content})
	}
	return nil
}

// trimmedSize returns the size of a file without the zeros at its end. The space
// that a server preallocates is a hole in the file, which reads fast.
func trimmedSize(f io.ReaderAt, size int64) (int64, error) {
	block, zeros := make([]byte, trimBlock), make([]byte, trimBlock)
	for size > 0 {
		at := max(0, size-trimBlock)
		part := block[:size-at]
		if _, err := f.ReadAt(part, at); err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if !bytes.Equal(part, zeros[:len(part)]) {
			return at + int64(len(bytes.TrimRight(part, "\x00"))), nil
		}
		size = at
	}
	return 0, nil
}

// write replaces the content of a file and keeps its inode, so that it works on a
// disk without a free one.
func write(_ context.Context, r Request, _ *Answer) error {
	folder, err := makeFolder(filepath.Dir(r.Path))
	if err != nil {
		return err
	}
	if err := os.WriteFile(r.Path, r.Content, 0o644); err != nil {
		return err
	}
	return setOwner(r.Path, folder)
}

// makeFolder makes a folder and its missing parents, each with the owner of its own
// parent.
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
	if err := setOwner(path, above); err != nil {
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
	if r.Path == "" {
		var errs []error
		for _, path := range r.Paths {
			errs = append(errs, os.Remove(path))
		}
		return errors.Join(errs...)
	}
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
