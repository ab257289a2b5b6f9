package spec

// DiskName names one of a server's two folders for what ZooKeeper keeps there.
type DiskName string

// The names of disks. Each disk may be a file system of its own.
const (
	DataDisk DiskName = "data" // snapshots and epochs
	LogDisk  DiskName = "log"  // transaction logs
)

// DiskNames lists both names.
func DiskNames() []DiskName { return []DiskName{DataDisk, LogDisk} }

// SizeOf returns the size that the ensemble declares for a disk; nil for a disk as
// large as that of the machine.
func (d DiskName) SizeOf(s *Server) *Disk {
	if d == LogDisk {
		return s.LogDisk
	}
	return s.DataDisk
}
