package fake

import (
	"encoding/binary"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// reader decodes ZooKeeper's wire format (jute). After a field that is not complete it
// returns zero values, and bad is true.
type reader struct {
	buf []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.buf) {
		r.bad = true
		return make([]byte, 8) // enough for any number
	}
	b := r.buf[:n]
	r.buf = r.buf[n:]
	return b
}

func (r *reader) int32() int32 { return int32(binary.BigEndian.Uint32(r.take(4))) }

func (r *reader) opcode() timeline.Opcode { return timeline.Opcode(r.int32()) }

func (r *reader) int64() int64 { return int64(binary.BigEndian.Uint64(r.take(8))) }

// buffer returns nil for a null buffer, which has length -1.
func (r *reader) buffer() []byte {
	n := r.int32()
	if n <= 0 || r.bad {
		return nil
	}
	b := r.take(int(n))
	if r.bad {
		return nil
	}
	return append([]byte(nil), b...)
}

func (r *reader) string() string { return string(r.buffer()) }

func (r *reader) bool() bool { return r.take(1)[0] != 0 }

func (r *reader) strings() []string {
	var all []string
	for range r.count() {
		all = append(all, r.string())
	}
	return all
}

func (r *reader) acls() []acl {
	var all []acl
	for range r.count() {
		all = append(all, acl{perms: r.int32(), who: identity{scheme: r.string(), name: r.string()}})
	}
	return all
}

// count reads the length of a list, which has no more elements than there are bytes.
func (r *reader) count() int {
	n := max(0, int(r.int32()))
	if n > len(r.buf) {
		r.bad = true
		return 0
	}
	return n
}

// writer encodes ZooKeeper's wire format.
type writer struct{ buf []byte }

// newWriter returns a writer with room for the length of a frame.
func newWriter() *writer { return &writer{buf: make([]byte, 4, 128)} }

func (w *writer) int32(n int32) *writer {
	w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(n))
	return w
}

func (w *writer) opcode(op timeline.Opcode) *writer { return w.int32(int32(op)) }

func (w *writer) int64(n int64) *writer {
	w.buf = binary.BigEndian.AppendUint64(w.buf, uint64(n))
	return w
}

func (w *writer) zxid(z uint64) *writer { return w.int64(int64(z)) }

func (w *writer) buffer(b []byte) *writer {
	w.int32(int32(len(b)))
	w.buf = append(w.buf, b...)
	return w
}

func (w *writer) strings(all []string) *writer {
	w.int32(int32(len(all)))
	for _, s := range all {
		w.buffer([]byte(s))
	}
	return w
}

func (w *writer) bool(b bool) *writer {
	bit := byte(0)
	if b {
		bit = 1
	}
	w.buf = append(w.buf, bit)
	return w
}

func (w *writer) acls(all []acl) *writer {
	w.int32(int32(len(all)))
	for _, a := range all {
		w.int32(a.perms).buffer([]byte(a.who.scheme)).buffer([]byte(a.who.name))
	}
	return w
}

func (w *writer) stat(n *node) {
	w.zxid(n.czxid).zxid(n.mzxid).int64(n.ctime).int64(n.mtime)
	w.int32(n.version).int32(n.cversion()).int32(n.aversion).int64(n.owner)
	w.int32(int32(len(n.data))).int32(int32(len(n.children))).zxid(n.pzxid)
}

// frame returns what was written, with its length in front.
func (w *writer) frame() []byte {
	binary.BigEndian.PutUint32(w.buf, uint32(len(w.buf)-4))
	return w.buf
}
