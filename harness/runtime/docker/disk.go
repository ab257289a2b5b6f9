package docker

import (
	"fmt"

	"github.com/moby/moby/api/types/mount"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// disks are the mounts of a machine whose size the scenario says, by their place:
// volumes that are file systems in memory of that size. Without a name they go
// with the machine's container.
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

// sizes of a server's disks, by their place; none when it says none.
func sizes(s spec.Server) map[string]*spec.Disk {
	all := map[string]*spec.Disk{dataDir: s.DataDisk, logDir: s.LogDisk}
	for place, d := range all {
		if d == nil {
			delete(all, place)
		}
	}
	return all
}

// memory is what the kernel gives a server, in bytes. What it writes to a disk
// in memory counts as its own.
func (m *machine) memory() int64 {
	limit := int64(memoryLimit)
	for _, d := range m.sizes {
		limit += d.Bytes
	}
	return limit
}
