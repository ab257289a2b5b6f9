package machine

import (
	"fmt"

	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"
)

// space asks for the file system of a path.
func space(path string) (Space, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return Space{}, fmt.Errorf("ask for the space of %s: %w", path, err)
	}
	kind, err := kindOf(path)
	if err != nil {
		return Space{}, err
	}
	block := int64(fs.Bsize) //nolint:unconvert // it is shorter on 32 bits
	return Space{
		Type: kind,
		// What is kept for the superuser is not free: a server is none.
		Size: int64(fs.Blocks) * block, Free: int64(fs.Bavail) * block,
		Inodes: int64(fs.Files), InodesFree: int64(fs.Ffree),
	}, nil
}

// kindOf finds the mounted file system by its device.
func kindOf(path string) (string, error) {
	var file unix.Stat_t
	if err := unix.Stat(path, &file); err != nil {
		return "", fmt.Errorf("ask for the file system of %s: %w", path, err)
	}
	major, minor := int(unix.Major(file.Dev)), int(unix.Minor(file.Dev))
	mounts, err := mountinfo.GetMounts(func(i *mountinfo.Info) (skip, stop bool) {
		is := i.Major == major && i.Minor == minor
		return !is, is
	})
	if err != nil {
		return "", fmt.Errorf("list the mounted file systems: %w", err)
	}
	if len(mounts) == 0 {
		return "", nil // such as btrfs, whose files name another device
	}
	return mounts[0].FSType, nil
}
