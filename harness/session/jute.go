package session

import (
	"encoding/binary"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// writer encodes ZooKeeper's wire format (jute).
type writer struct{ buf []byte }

func (w *writer) int(n int32)     { w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(n)) }
func (w *writer) long(n int64)    { w.buf = binary.BigEndian.AppendUint64(w.buf, uint64(n)) }
func (w *writer) string(s string) { w.int(int32(len(s))); w.buf = append(w.buf, s...) }
func (w *writer) strings(list []string) {
	w.int(int32(len(list)))
	for _, s := range list {
		w.string(s)
	}
}

// buffer encodes a buffer. A nil buffer is missing: its length is -1.
func (w *writer) buffer(b []byte) {
	if b == nil {
		w.int(-1)
		return
	}
	w.int(int32(len(b)))
	w.buf = append(w.buf, b...)
}

func (w *writer) bool(b bool) {
	if b {
		w.buf = append(w.buf, 1)
	} else {
		w.buf = append(w.buf, 0)
	}
}

// frame encodes a request with its length and header.
func frame(xid int32, code timeline.Opcode, body []byte) []byte {
	w := &writer{buf: make([]byte, 0, lengthSize+8+len(body))}
	w.int(int32(8 + len(body)))
	w.int(xid)
	w.int(int32(code))
	return append(w.buf, body...)
}

// reader decodes the wire format. After an error its methods return zero values, and bad is
// set.
type reader struct {
	buf []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.buf) {
		r.bad = true
		return nil
	}
	b := r.buf[:n:n]
	r.buf = r.buf[n:]
	return b
}

func (r *reader) int() int32 {
	if b := r.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (r *reader) long() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (r *reader) bool() bool {
	b := r.take(1)
	return b != nil && b[0] != 0
}

// buffer decodes a buffer. It returns nil for a missing one.
func (r *reader) buffer() []byte {
	n := r.int()
	if n < 0 {
		return nil
	}
	return r.take(int(n))
}

func (r *reader) string() string { return string(r.buffer()) }

func (r *reader) strings() []string {
	var all []string
	for n := r.int(); n > 0 && !r.bad; n-- {
		all = append(all, r.string())
	}
	return all
}
