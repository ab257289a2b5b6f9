package timeline

import (
	"fmt"
	"strconv"
	"strings"
)

// Zxid is ZooKeeper's transaction id: the leader's epoch in the upper 32 bits,
// a counter that starts anew with each epoch in the lower ones (ZxidUtils).
type Zxid uint64

// Epoch is the number of the leader's reign that the transaction belongs to.
func (z Zxid) Epoch() uint32 { return uint32(z >> 32) }

// Counter is the transaction's place within its epoch; 0 is no transaction but
// the state that a new leader starts from.
func (z Zxid) Counter() uint32 { return uint32(z) }

// String writes the zxid as ZooKeeper's own logs do, such as 0x300001c4c.
func (z Zxid) String() string { return "0x" + strconv.FormatUint(uint64(z), 16) }

// MarshalText keeps zxids readable in JSON.
func (z Zxid) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (z *Zxid) UnmarshalText(text []byte) error {
	parsed, err := ParseZxid(string(text))
	*z = parsed
	return err
}

// ParseZxid reads hexadecimal digits behind "0x".
func ParseZxid(s string) (Zxid, error) {
	n, err := parseHex(s)
	if err != nil {
		return 0, fmt.Errorf("zxid %q: %w", s, err)
	}
	return Zxid(n), nil
}

// SessionID names a ZooKeeper session; 0 is none.
type SessionID uint64

// String writes the id as ZooKeeper's own logs do.
func (id SessionID) String() string { return "0x" + strconv.FormatUint(uint64(id), 16) }

// MarshalText keeps session ids readable in JSON.
func (id SessionID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote.
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
		return 0, fmt.Errorf("wants hexadecimal digits behind 0x")
	}
	n, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("wants at most 16 hexadecimal digits behind 0x")
	}
	return n, nil
}
