// Package persistence reads the files that ZooKeeper servers keep on their disks:
// transaction logs and snapshots, as every release from 3.4.0 to 3.9.5 writes them
// (org.apache.zookeeper.server.persistence). A crash may have damaged the files;
// everything before the damage is reported.
package persistence

import "fmt"

// Error reports why reading a file ended early. Offset is the position of the damage in
// bytes, in the decompressed content if the file is compressed.
type Error struct {
	File   string
	Offset int64
	Err    error
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s: offset %d: %v", e.File, e.Offset, e.Err) }

// Unwrap returns the cause without its place.
func (e *Error) Unwrap() error { return e.Err }

// version is the version of the format of both kinds of file, in every release so far
// (FileTxnLog.VERSION, FileSnap.VERSION).
const version = 2

// readHeader reads and checks the header of both kinds of file (FileHeader).
func readHeader(in *source, magic string) error {
	if in.empty() {
		return in.errorf("the file is empty")
	}
	header, err := in.fields(len(magic) + 4 + 8) // with the id of the database, which is ignored
	if err != nil {
		return err
	}
	if got := string(header.take(len(magic))); got != magic {
		return in.errorAt(0, "it begins with %q instead of %q", got, magic)
	}
	if v := header.int(); v != version {
		return in.errorAt(int64(len(magic)), "format version %d is not supported, only %d", v, version)
	}
	return nil
}
