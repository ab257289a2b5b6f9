package machine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const fillBlock = 1 << 20 // bytes that OpFill writes at a time

// fillable returns the space of a folder's disk. It refuses every file system but tmpfs: a
// disk of a given size is one, and any other may hold files of other programs.
func fillable(dir string) (Space, error) {
	s, err := space(dir)
	if err == nil && s.Type != "tmpfs" {
		err = fmt.Errorf("fill the disk of %s: its size was not given: it is of the kind %q", dir, s.Type)
	}
	return s, err
}

func fill(ctx context.Context, r Request, answer *Answer) error {
	dir := filepath.Dir(r.Path)
	if _, err := fillable(dir); err != nil {
		return err
	}
	f, err := os.OpenFile(r.Path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	err = errors.Join(lengthen(ctx, f, r.Size), f.Close())
	if err != nil {
		return err
	}
	return spaceOf(ctx, Request{Path: dir}, answer)
}

// lengthen writes zeros to f until leave bytes are free on its disk, or none.
func lengthen(ctx context.Context, f *os.File, leave int64) error {
	zeros := make([]byte, fillBlock)
	for ctx.Err() == nil {
		s, err := space(f.Name())
		if err != nil {
			return err
		}
		more := min(s.Free-leave, fillBlock)
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

// fillInodes leaves out the names of files that an earlier request has created.
func fillInodes(ctx context.Context, r Request, answer *Answer) error {
	dir := filepath.Dir(r.Path)
	s, err := fillable(dir)
	if err != nil {
		return err
	}
	if s.Inodes == 0 {
		return fmt.Errorf("fill the disk of %s: its number of inodes was not given", dir)
	}
	for n := 1; s.InodesFree > r.Size && ctx.Err() == nil; n++ {
		f, err := os.OpenFile(fmt.Sprintf("%s.%d", r.Path, n), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case err == nil:
			err = f.Close()
		case errors.Is(err, syscall.ENOSPC): // the server has taken the last one meanwhile
			err = nil
		}
		if err != nil {
			return err
		}
		if s, err = space(dir); err != nil {
			return err
		}
	}
	answer.Space = &s
	return context.Cause(ctx)
}
