package harness

import "github.com/zkscenario/zkscenario/harness/spec"

// Disk names one of a server's two folders for what ZooKeeper keeps there.
type Disk string

// The names of disks. Each disk may be a file system of its own.
const (
	DataDisk Disk = "data" // snapshots and epochs
	LogDisk  Disk = "log"  // transaction logs
)

// Disks lists both names.
func Disks() []Disk { return []Disk{DataDisk, LogDisk} }

// SizeOf returns the size that the ensemble declares for a disk; nil for a disk as
// large as that of the machine.
func (d Disk) SizeOf(s *spec.Server) *spec.Disk {
	if d == LogDisk {
		return s.LogDisk
	}
	return s.DataDisk
}
