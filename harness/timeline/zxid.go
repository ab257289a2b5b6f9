package timeline

import (
	"fmt"
	"strconv"
	"strings"
)

// Zxid is ZooKeeper's transaction id: the leader's epoch in the upper 32 bits,
// a counter that restarts with each epoch in the lower ones (ZxidUtils).
type Zxid uint64

// Epoch returns the epoch of the transaction: the upper 32 bits.
func (z Zxid) Epoch() uint32 { return uint32(z >> 32) }

// Counter returns the position of the transaction within its epoch: the lower 32
// bits. 0 is no transaction but the state that a new leader starts from.
func (z Zxid) Counter() uint32 { return uint32(z) }

// String formats the zxid as ZooKeeper's own logs do, such as 0x300001c4c.
func (z Zxid) String() string { return "0x" + strconv.FormatUint(uint64(z), 16) }

// MarshalText formats the zxid as String does, so that it is readable in JSON.
func (z Zxid) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// UnmarshalText parses the output of MarshalText.
func (z *Zxid) UnmarshalText(text []byte) error {
	parsed, err := ParseZxid(string(text))
	*z = parsed
	return err
}

// ParseZxid parses "0x" and 1 to 16 hexadecimal digits. Anything else is an error.
func ParseZxid(s string) (Zxid, error) {
	n, err := parseHex(s)
	if err != nil {
		return 0, fmt.Errorf("zxid %q: %w", s, err)
	}
	return Zxid(n), nil
}

// SessionID names a ZooKeeper session; 0 is none.
type SessionID uint64

// String formats the id as ZooKeeper's own logs do.
func (id SessionID) String() string { return "0x" + strconv.FormatUint(uint64(id), 16) }

// MarshalText formats the id as String does, so that it is readable in JSON.
func (id SessionID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText parses the output of MarshalText.
func (id *SessionID) UnmarshalText(text []byte) error {
	n, err := parseHex(string(text))
	if err != nil {
		return fmt.Errorf("session id %q: %w", text, err)
	}
	*id = SessionID(n)
	return nil
}

func parseHex(s string) (uint64, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok {
		return 0, fmt.Errorf("must be 0x and hexadecimal digits")
	}
	n, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("must be 0x and at most 16 hexadecimal digits")
	}
	return n, nil
}
