package fake

import (
	"math"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// ZooKeeper's numbers of operations (ZooDefs.OpCode).
const (
	opCreate          int32 = 1
	opDelete          int32 = 2
	opExists          int32 = 3
	opGetData         int32 = 4
	opSetData         int32 = 5
	opGetACL          int32 = 6
	opSetACL          int32 = 7
	opGetChildren     int32 = 8
	opSync            int32 = 9
	opPing            int32 = 11
	opGetChildren2    int32 = 12
	opCheck           int32 = 13
	opMulti           int32 = 14
	opCreate2         int32 = 15
	opReconfig        int32 = 16
	opCheckWatches    int32 = 17
	opRemoveWatches   int32 = 18
	opCreateContainer int32 = 19
	opCreateTTL       int32 = 21
	opMultiRead       int32 = 22
	opAuth            int32 = 100
	opSetWatches      int32 = 101
	opGetEphemerals   int32 = 103
	opCountChildren   int32 = 104 // getAllChildrenNumber
	opSetWatches2     int32 = 105
	opAddWatch        int32 = 106
	opClose           int32 = -11
	opError           int32 = -1 // only in the results of a multi
)

// ZooKeeper's error codes (KeeperException.Code).
const (
	ok                      int32 = 0
	runtimeInconsistency    int32 = -2
	marshallingError        int32 = -5
	unimplemented           int32 = -6
	badArguments            int32 = -8
	newConfigNoQuorum       int32 = -13
	noNode                  int32 = -101
	noAuth                  int32 = -102
	badVersion              int32 = -103
	noChildrenForEphemerals int32 = -108
	nodeExists              int32 = -110
	notEmpty                int32 = -111
	invalidACL              int32 = -114
	authFailed              int32 = -115
	noWatcher               int32 = -121
	reconfigDisabled        int32 = -123
)

// What is in the header of a message that answers no numbered request.
const (
	xidEvent int32  = -1
	xidPing  int32  = -2
	noZxid   uint64 = math.MaxUint64 // -1: no position
)

// first is the release in which an operation came (Request.isValid); "" is
// before all that the harness knows.
var first = map[int32]string{
	opCreate: "", opDelete: "", opExists: "", opGetData: "", opSetData: "", opGetACL: "", opSetACL: "",
	opGetChildren: "", opSync: "", opPing: "", opGetChildren2: "", opMulti: "", opAuth: "", opSetWatches: "", opClose: "",
	opCreate2: "3.5.0", opReconfig: "3.5.0", opCheckWatches: "3.5.0", opRemoveWatches: "3.5.0",
	opCreateContainer: "3.5.1", opCreateTTL: "3.5.3",
	opMultiRead: "3.6.0", opGetEphemerals: "3.6.0", opCountChildren: "3.6.0", opSetWatches2: "3.6.0", opAddWatch: "3.6.0",
}

// knows tells whether the machine's release has the operation.
func (m *machine) knows(op int32) bool {
	since, known := first[op]
	return known && m.since(since)
}

// guarded releases hide from those who may not read a znode that it is there.
func (m *machine) guarded() bool {
	return m.since("3.9.2") || m.since("3.8.4") && !m.since("3.9.0")
}

// since tells whether the machine runs this release or a later one.
func (m *machine) since(release string) bool {
	has, err := spec.Triple(m.release)
	wanted, wantedErr := spec.Triple(release)
	return release == "" || err == nil && wantedErr == nil && has.GreaterThanEqual(wanted)
}
