package docker

import (
	"fmt"

	"github.com/moby/moby/api/types/mount"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// disks returns the mounts of the machine's disks of a given size: volumes that are
// file systems in memory. Volumes without a name are removed with the container.
func (m *machine) disks() []mount.Mount {
	var list []mount.Mount
	for place, d := range m.sizes {
		list = append(list, mount.Mount{
			Type:   mount.TypeVolume,
			Target: place,
			VolumeOptions: &mount.VolumeOptions{
				Labels: m.ens.labels(),
				DriverConfig: &mount.Driver{Name: "local", Options: map[string]string{
					"type": "tmpfs", "device": "tmpfs", "o": mountOptions(d),
				}},
			},
		})
	}
	return list
}

func mountOptions(d *spec.Disk) string {
	options := fmt.Sprintf("uid=%d,gid=%d,mode=0755", serverUser, serverUser)
	if d.Bytes > 0 {
		options += fmt.Sprintf(",size=%d", d.Bytes)
	}
	if d.Inodes > 0 {
		options += fmt.Sprintf(",nr_inodes=%d", d.Inodes)
	}
	return options
}

// sizes returns the given sizes of a server's disks by mount point.
func sizes(s spec.Server) map[string]*spec.Disk {
	all := map[string]*spec.Disk{dataDir: s.DataDisk, logDir: s.LogDisk}
	for place, d := range all {
		if d == nil {
			delete(all, place)
		}
	}
	return all
}

// memory returns the limit of a server's memory in bytes. Files on its disks in memory
// count.
func (m *machine) memory() int64 {
	limit := int64(memoryLimit)
	for _, d := range m.sizes {
		limit += d.Bytes
	}
	return limit
}
