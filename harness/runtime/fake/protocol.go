package fake

import (
	"github.com/zkscenario/zkscenario/harness/timeline"

	"math"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// The opcodes without a name in package timeline (ZooDefs.OpCode).
const (
	opGetChildren   timeline.Opcode = 8
	opPing          timeline.Opcode = 11
	opCheckWatches  timeline.Opcode = 17
	opMultiRead     timeline.Opcode = 22
	opGetEphemerals timeline.Opcode = 103
	opCountChildren timeline.Opcode = 104 // getAllChildrenNumber
	opCreateSession timeline.Opcode = -10 // only in transactions
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

// The headers of messages that answer no numbered request.
const (
	xidEvent int32  = -1
	xidPing  int32  = -2
	noZxid   uint64 = math.MaxUint64 // -1
)

// introduced maps each operation to the release that introduced it (Request.isValid);
// "" is older than all releases that the harness runs.
var introduced = map[timeline.Opcode]string{
	timeline.OpcodeCreate: "", timeline.OpcodeDelete: "", timeline.OpcodeExists: "", timeline.OpcodeGetData: "", timeline.OpcodeSetData: "", timeline.OpcodeGetACL: "", timeline.OpcodeSetACL: "",
	opGetChildren: "", timeline.OpcodeSync: "", opPing: "", timeline.OpcodeGetChildren2: "", timeline.OpcodeMulti: "", timeline.OpcodeAuth: "", timeline.OpcodeSetWatches: "", timeline.OpcodeClose: "",
	timeline.OpcodeCreate2: "3.5.0", timeline.OpcodeReconfig: "3.5.0", opCheckWatches: "3.5.0", timeline.OpcodeRemoveWatches: "3.5.0",
	timeline.OpcodeCreateContainer: "3.5.1", timeline.OpcodeCreateTTL: "3.5.3",
	opMultiRead: "3.6.0", opGetEphemerals: "3.6.0", opCountChildren: "3.6.0", timeline.OpcodeSetWatches2: "3.6.0", timeline.OpcodeAddWatch: "3.6.0",
}

// knows reports whether the machine's release has the operation.
func (m *machine) knows(op timeline.Opcode) bool {
	since, known := introduced[op]
	return known && m.since(since)
}

// guardsReads reports whether the release hides a znode's existence from clients without
// the right to read it.
func (m *machine) guardsReads() bool {
	return m.since("3.9.2") || m.since("3.8.4") && !m.since("3.9.0")
}

// since reports whether the machine runs this release or a later one.
func (m *machine) since(release string) bool { return since(m.release, release) }

// since reports whether a server that has one release runs the other or a later one; "" is
// older than all.
func since(has, release string) bool {
	running, err := spec.Triple(has)
	wanted, wantedErr := spec.Triple(release)
	return release == "" || err == nil && wantedErr == nil && running.GreaterThanEqual(wanted)
}
