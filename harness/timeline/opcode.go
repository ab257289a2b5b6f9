package timeline

import (
	"maps"
	"slices"
	"strconv"
)

// Opcode is the number that ZooKeeper gives to a type of request (ZooDefs.OpCode).
type Opcode int32

// The opcodes that ZooKeeper has names for.
const (
	OpcodeError                Opcode = -1 // only in the reply to a transaction
	OpcodeCreate               Opcode = 1
	OpcodeDelete               Opcode = 2
	OpcodeExists               Opcode = 3
	OpcodeGetData              Opcode = 4
	OpcodeSetData              Opcode = 5
	OpcodeGetACL               Opcode = 6
	OpcodeSetACL               Opcode = 7
	OpcodeGetChildren          Opcode = 8
	OpcodeSync                 Opcode = 9
	OpcodePing                 Opcode = 11
	OpcodeGetChildren2         Opcode = 12
	OpcodeCheck                Opcode = 13
	OpcodeMulti                Opcode = 14
	OpcodeCreate2              Opcode = 15
	OpcodeReconfig             Opcode = 16
	OpcodeCheckWatches         Opcode = 17
	OpcodeRemoveWatches        Opcode = 18
	OpcodeCreateContainer      Opcode = 19
	OpcodeDeleteContainer      Opcode = 20
	OpcodeCreateTTL            Opcode = 21
	OpcodeMultiRead            Opcode = 22
	OpcodeAuth                 Opcode = 100
	OpcodeSetWatches           Opcode = 101
	OpcodeSASL                 Opcode = 102
	OpcodeGetEphemerals        Opcode = 103
	OpcodeGetAllChildrenNumber Opcode = 104
	OpcodeSetWatches2          Opcode = 105
	OpcodeAddWatch             Opcode = 106
	OpcodeWhoAmI               Opcode = 107
	OpcodeCreateSession        Opcode = -10
	OpcodeClose                Opcode = -11
)

// opcodesByName maps ZooKeeper's names of requests to their opcodes.
var opcodesByName = map[string]Opcode{
	"create":               OpcodeCreate,
	"delete":               OpcodeDelete,
	"exists":               OpcodeExists,
	"getData":              OpcodeGetData,
	"setData":              OpcodeSetData,
	"getACL":               OpcodeGetACL,
	"setACL":               OpcodeSetACL,
	"getChildren":          OpcodeGetChildren,
	"sync":                 OpcodeSync,
	"ping":                 OpcodePing,
	"getChildren2":         OpcodeGetChildren2,
	"check":                OpcodeCheck,
	"multi":                OpcodeMulti,
	"create2":              OpcodeCreate2,
	"reconfig":             OpcodeReconfig,
	"checkWatches":         OpcodeCheckWatches,
	"removeWatches":        OpcodeRemoveWatches,
	"createContainer":      OpcodeCreateContainer,
	"deleteContainer":      OpcodeDeleteContainer,
	"createTTL":            OpcodeCreateTTL,
	"multiRead":            OpcodeMultiRead,
	"auth":                 OpcodeAuth,
	"setWatches":           OpcodeSetWatches,
	"sasl":                 OpcodeSASL,
	"getEphemerals":        OpcodeGetEphemerals,
	"getAllChildrenNumber": OpcodeGetAllChildrenNumber,
	"setWatches2":          OpcodeSetWatches2,
	"addWatch":             OpcodeAddWatch,
	"whoAmI":               OpcodeWhoAmI,
	"createSession":        OpcodeCreateSession,
	"closeSession":         OpcodeClose,
}

// OpcodeNames lists the names that ParseOpcode accepts, sorted.
func OpcodeNames() []string { return slices.Sorted(maps.Keys(opcodesByName)) }

// ParseOpcode returns the opcode that text names: a decimal number of 32 bits, or
// ZooKeeper's name. It returns false for any other text.
func ParseOpcode(text string) (Opcode, bool) {
	if code, ok := opcodesByName[text]; ok {
		return code, true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return Opcode(n), err == nil
}

// ReadOnly reports whether a request with this opcode changes nothing that other
// clients see. Opcodes without a name may have any effect.
func (code Opcode) ReadOnly() bool {
	switch code {
	case OpcodeExists, OpcodeGetData, OpcodeGetACL, OpcodeGetChildren, OpcodeSync, OpcodePing, OpcodeGetChildren2, OpcodeCheck,
		OpcodeCheckWatches, OpcodeRemoveWatches, OpcodeMultiRead, OpcodeAuth, OpcodeSetWatches, OpcodeSASL, OpcodeGetEphemerals,
		OpcodeGetAllChildrenNumber, OpcodeSetWatches2, OpcodeAddWatch, OpcodeWhoAmI:
		return true
	}
	return false
}
