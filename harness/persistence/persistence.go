// Package persistence reads what ZooKeeper servers keep on their disks:
// transaction logs and snapshots, as every release from 3.4.0 to 3.9.5 writes
// them (org.apache.zookeeper.server.persistence). It takes files for what they
// may be after a crash: whatever is damaged, all that comes before is told.
package persistence

import "fmt"

// Error is why reading a file ended early. Offset is where in the file, of a
// compressed one where in its content, the trouble begins.
type Error struct {
	File   string
	Offset int64
	Err    error
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s: offset %d: %v", e.File, e.Offset, e.Err) }

// Unwrap gives the trouble without its place.
func (e *Error) Unwrap() error { return e.Err }

// version is that of the format of both kinds of file, in every release so far
// (FileTxnLog.VERSION, FileSnap.VERSION).
const version = 2

// readHeader takes the header that both kinds of file begin with (FileHeader).
func readHeader(in *source, magic string) error {
	if in.empty() {
		return in.fail("the file is empty")
	}
	header, err := in.fields(len(magic) + 4 + 8) // and the database's id, which nobody looks at
	if err != nil {
		return err
	}
	if got := string(header.take(len(magic))); got != magic {
		return in.failAt(0, "it begins with %q instead of %q", got, magic)
	}
	if v := header.int(); v != version {
		return in.failAt(int64(len(magic)), "format version %d is not known, only %d", v, version)
	}
	return nil
}
