package machine

import (
	"fmt"

	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"
)

// space measures the file system that holds a path.
func space(path string) (Space, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return Space{}, fmt.Errorf("measure the space of %s: %w", path, err)
	}
	kind, err := kindOf(path)
	if err != nil {
		return Space{}, err
	}
	block := int64(fs.Bsize) //nolint:unconvert // a shorter type on 32 bits
	return Space{
		Type: kind,
		// Bavail excludes the blocks reserved for the superuser, which a server is not.
		Size: int64(fs.Blocks) * block, Free: int64(fs.Bavail) * block,
		Inodes: int64(fs.Files), InodesFree: int64(fs.Ffree),
	}, nil
}

// kindOf returns the kind of a path's file system, which it finds by its device; "" when
// the mounts do not list the device.
func kindOf(path string) (string, error) {
	var file unix.Stat_t
	if err := unix.Stat(path, &file); err != nil {
		return "", fmt.Errorf("find the file system of %s: %w", path, err)
	}
	major, minor := int(unix.Major(file.Dev)), int(unix.Minor(file.Dev))
	mounts, err := mountinfo.GetMounts(func(i *mountinfo.Info) (skip, stop bool) {
		found := i.Major == major && i.Minor == minor
		return !found, found
	})
	if err != nil {
		return "", fmt.Errorf("list the mounted file systems: %w", err)
	}
	if len(mounts) == 0 {
		return "", nil // btrfs: its files name another device
	}
	return mounts[0].FSType, nil
}
