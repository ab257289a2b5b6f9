package timeline

import "encoding/binary"

// texts lets equal texts share their memory: the names of clients, paths, modes and most
// values come again and again. It remembers a bounded number of short texts, each in the
// one slot that its bytes determine, where the newest replaces the one before.
type texts [1 << slotBits]struct {
	first, last uint64 // eight bytes each; they overlap in a text of less than 16
	text        string
}

const (
	slotBits = 12
	maxShare = 64 // bytes; longer texts rarely come again
)

// of returns b as a string.
func (t *texts) of(b []byte) string {
	n := len(b)
	if n == 0 || n > maxShare || cap(b) < 8 {
		return string(b)
	}
	var first, last uint64
	if n < 8 {
		first = binary.LittleEndian.Uint64(b[:8]) << (64 - 8*n) // without what comes after b
	} else {
		first, last = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	}
	const prime = 0x9e3779b97f4a7c15 // spreads the bits (Fibonacci hashing)
	hash := (first ^ last*prime ^ uint64(n)) * prime
	slot := &t[(hash^hash>>32)*prime>>(64-slotBits)]
	if slot.first != first || slot.last != last || len(slot.text) != n || n > 16 && slot.text != string(b) {
		slot.first, slot.last, slot.text = first, last, string(b)
	}
	return slot.text
}
