package session

import (
	"maps"
	"slices"
	"strconv"
)

// opcode is ZooKeeper's number of an operation (ZooDefs.OpCode).
type opcode int32

const (
	opError           opcode = -1 // in the answer to a transaction
	opCreate          opcode = 1
	opDelete          opcode = 2
	opExists          opcode = 3
	opGetData         opcode = 4
	opSetData         opcode = 5
	opGetACL          opcode = 6
	opSetACL          opcode = 7
	opSync            opcode = 9
	opGetChildren2    opcode = 12
	opCheck           opcode = 13
	opMulti           opcode = 14
	opCreate2         opcode = 15
	opReconfig        opcode = 16
	opRemoveWatches   opcode = 18
	opCreateContainer opcode = 19
	opCreateTTL       opcode = 21
	opAuth            opcode = 100
	opSetWatches      opcode = 101
	opSetWatches2     opcode = 105
	opAddWatch        opcode = 106
	opClose           opcode = -11
)

// named are the opcodes by ZooKeeper's own names.
var named = map[string]opcode{
	"create":               opCreate,
	"delete":               opDelete,
	"exists":               opExists,
	"getData":              opGetData,
	"setData":              opSetData,
	"getACL":               opGetACL,
	"setACL":               opSetACL,
	"getChildren":          8,
	"sync":                 opSync,
	"ping":                 11,
	"getChildren2":         opGetChildren2,
	"check":                opCheck,
	"multi":                opMulti,
	"create2":              opCreate2,
	"reconfig":             opReconfig,
	"checkWatches":         17,
	"removeWatches":        opRemoveWatches,
	"createContainer":      opCreateContainer,
	"deleteContainer":      20,
	"createTTL":            opCreateTTL,
	"multiRead":            22,
	"auth":                 opAuth,
	"setWatches":           opSetWatches,
	"sasl":                 102,
	"getEphemerals":        103,
	"getAllChildrenNumber": 104,
	"setWatches2":          opSetWatches2,
	"addWatch":             opAddWatch,
	"whoAmI":               107,
	"createSession":        -10,
	"closeSession":         opClose,
}

// OpcodeNames lists the names that ParseOpcode knows, sorted.
func OpcodeNames() []string { return slices.Sorted(maps.Keys(named)) }

// ParseOpcode reads an opcode: its number, or ZooKeeper's name of it.
func ParseOpcode(text string) (int32, bool) {
	if code, ok := named[text]; ok {
		return int32(code), true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return int32(n), err == nil
}

// Reads tells whether requests with this opcode surely change nothing that other
// clients see. Opcodes without a name may do anything.
func Reads(code int32) bool {
	switch opcode(code) {
	case opExists, opGetData, opGetACL, 8, opSync, 11, opGetChildren2, opCheck, 17, opRemoveWatches, 22,
		opAuth, opSetWatches, 102, 103, 104, opSetWatches2, opAddWatch, 107:
		return true
	}
	return false
}
