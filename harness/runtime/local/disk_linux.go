package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// diskMark stands in place of the device in the list of mounts.
const diskMark = "zkscenario"

// mountDisk makes a folder and mounts a file system in memory of the given size on it.
func mountDisk(dir string, d *spec.Disk) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder of server: %w", err)
	}
	options := []string{"mode=0700"}
	if d.Bytes > 0 {
		options = append(options, fmt.Sprintf("size=%d", d.Bytes))
	}
	if d.Inodes > 0 {
		options = append(options, fmt.Sprintf("nr_inodes=%d", d.Inodes))
	}
	if err := unix.Mount(diskMark, dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, strings.Join(options, ",")); err != nil {
		return fmt.Errorf("mount a disk at %s: %w", dir, err)
	}
	return nil
}

// disks lists the mount points of our disks whose paths begin with below.
func disks(below string) ([]string, error) {
	mounts, err := mountinfo.GetMounts(func(m *mountinfo.Info) (skip, stop bool) {
		return m.FSType != "tmpfs" || m.Source != diskMark || !strings.HasPrefix(m.Mountpoint, below), false
	})
	if err != nil {
		return nil, fmt.Errorf("list mounts: %w", err)
	}
	var list []string
	for _, m := range mounts {
		list = append(list, m.Mountpoint)
	}
	return list, nil
}

// unmountDisks unmounts the disks of a run and returns their mount points. A process
// that still reads one keeps it until it ends.
func unmountDisks(leaseDir string) ([]string, error) {
	real, err := filepath.EvalSymlinks(leaseDir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find folder of run: %w", err)
	}
	mounted, err := disks(real + string(os.PathSeparator))
	if err != nil {
		return nil, err
	}
	for _, dir := range mounted {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			return nil, fmt.Errorf("unmount %s: %w", dir, err)
		}
	}
	return mounted, nil
}

// diskFolders lists the folders of all runs that have disks.
func diskFolders() ([]string, error) {
	mounted, err := disks("")
	if err != nil {
		return nil, err
	}
	for i, dir := range mounted {
		mounted[i] = filepath.Dir(filepath.Dir(dir)) // run/server-1/data
	}
	return mounted, nil
}

// tryDisk returns why this program cannot mount a disk here; nil when it can. It opens
// a file system and does not mount it.
func tryDisk() error {
	fd, err := unix.Fsopen("tmpfs", unix.FSOPEN_CLOEXEC)
	if err != nil {
		return fmt.Errorf("mount a file system: %w", err)
	}
	return unix.Close(fd)
}
