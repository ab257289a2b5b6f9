package timeline

import (
	"maps"
	"slices"
	"strconv"
)

// opcode is ZooKeeper's number of an operation (ZooDefs.OpCode).
type Opcode int32

const (
	OpcodeError           Opcode = -1 // in the answer to a transaction
	OpcodeCreate          Opcode = 1
	OpcodeDelete          Opcode = 2
	OpcodeExists          Opcode = 3
	OpcodeGetData         Opcode = 4
	OpcodeSetData         Opcode = 5
	OpcodeGetACL          Opcode = 6
	OpcodeSetACL          Opcode = 7
	OpcodeSync            Opcode = 9
	OpcodeGetChildren2    Opcode = 12
	OpcodeCheck           Opcode = 13
	OpcodeMulti           Opcode = 14
	OpcodeCreate2         Opcode = 15
	OpcodeReconfig        Opcode = 16
	OpcodeRemoveWatches   Opcode = 18
	OpcodeCreateContainer Opcode = 19
	OpcodeCreateTTL       Opcode = 21
	OpcodeAuth            Opcode = 100
	OpcodeSetWatches      Opcode = 101
	OpcodeSetWatches2     Opcode = 105
	OpcodeAddWatch        Opcode = 106
	OpcodeClose           Opcode = -11
)

// named are the opcodes by ZooKeeper's own names.
var opcodesByName = map[string]Opcode{
	"create":               OpcodeCreate,
	"delete":               OpcodeDelete,
	"exists":               OpcodeExists,
	"getData":              OpcodeGetData,
	"setData":              OpcodeSetData,
	"getACL":               OpcodeGetACL,
	"setACL":               OpcodeSetACL,
	"getChildren":          8,
	"sync":                 OpcodeSync,
	"ping":                 11,
	"getChildren2":         OpcodeGetChildren2,
	"check":                OpcodeCheck,
	"multi":                OpcodeMulti,
	"create2":              OpcodeCreate2,
	"reconfig":             OpcodeReconfig,
	"checkWatches":         17,
	"removeWatches":        OpcodeRemoveWatches,
	"createContainer":      OpcodeCreateContainer,
	"deleteContainer":      20,
	"createTTL":            OpcodeCreateTTL,
	"multiRead":            22,
	"auth":                 OpcodeAuth,
	"setWatches":           OpcodeSetWatches,
	"sasl":                 102,
	"getEphemerals":        103,
	"getAllChildrenNumber": 104,
	"setWatches2":          OpcodeSetWatches2,
	"addWatch":             OpcodeAddWatch,
	"whoAmI":               107,
	"createSession":        -10,
	"closeSession":         OpcodeClose,
}

// OpcodeNames lists the names that ParseOpcode knows, sorted.
func OpcodeNames() []string { return slices.Sorted(maps.Keys(opcodesByName)) }

// ParseOpcode reads an opcode: its number, or ZooKeeper's name of it.
func ParseOpcode(text string) (int32, bool) {
	if code, ok := opcodesByName[text]; ok {
		return int32(code), true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return int32(n), err == nil
}

// Reads tells whether requests with this opcode surely change nothing that other
// clients see. Opcodes without a name may do anything.
func Reads(code int32) bool {
	switch Opcode(code) {
	case OpcodeExists, OpcodeGetData, OpcodeGetACL, 8, OpcodeSync, 11, OpcodeGetChildren2, OpcodeCheck, 17, OpcodeRemoveWatches, 22,
		OpcodeAuth, OpcodeSetWatches, 102, 103, 104, OpcodeSetWatches2, OpcodeAddWatch, 107:
		return true
	}
	return false
}
