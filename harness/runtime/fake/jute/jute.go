// Package jute encodes and decodes ZooKeeper's wire format for the servers of package
// fake.
package jute

import "encoding/binary"

// Reader decodes fields. After a field that is not complete it returns zero values, and
// Bad is true.
type Reader struct {
	Bytes []byte // not decoded yet
	Bad   bool
}

func (r *Reader) take(n int) []byte {
	if n < 0 || n > len(r.Bytes) {
		r.Bad = true
		return make([]byte, 8) // enough for any number
	}
	b := r.Bytes[:n]
	r.Bytes = r.Bytes[n:]
	return b
}

// Int32 reads 4 bytes.
func (r *Reader) Int32() int32 { return int32(binary.BigEndian.Uint32(r.take(4))) }

// Int64 reads 8 bytes.
func (r *Reader) Int64() int64 { return int64(binary.BigEndian.Uint64(r.take(8))) }

// Buffer returns nil for a null buffer, which has length -1.
func (r *Reader) Buffer() []byte {
	n := r.Int32()
	if n <= 0 || r.Bad {
		return nil
	}
	b := r.take(int(n))
	if r.Bad {
		return nil
	}
	return append([]byte(nil), b...)
}

// String reads a buffer as text.
func (r *Reader) String() string { return string(r.Buffer()) }

// Bool reads 1 byte.
func (r *Reader) Bool() bool { return r.take(1)[0] != 0 }

// Strings reads a list of texts.
func (r *Reader) Strings() []string {
	var all []string
	for range r.Count() {
		all = append(all, r.String())
	}
	return all
}

// Count reads the length of a list, which has no more elements than there are bytes.
func (r *Reader) Count() int {
	n := max(0, int(r.Int32()))
	if n > len(r.Bytes) {
		r.Bad = true
		return 0
	}
	return n
}

// Writer encodes fields. Its methods return the writer.
type Writer struct{ Bytes []byte }

// NewFrame returns a writer with room for the length of a frame.
func NewFrame() *Writer { return &Writer{Bytes: make([]byte, 4, 128)} }

// Int32 writes 4 bytes.
func (w *Writer) Int32(n int32) *Writer {
	w.Bytes = binary.BigEndian.AppendUint32(w.Bytes, uint32(n))
	return w
}

// Int64 writes 8 bytes.
func (w *Writer) Int64(n int64) *Writer {
	w.Bytes = binary.BigEndian.AppendUint64(w.Bytes, uint64(n))
	return w
}

// Zxid writes 8 bytes.
func (w *Writer) Zxid(z uint64) *Writer { return w.Int64(int64(z)) }

// Buffer writes bytes with their length in front.
func (w *Writer) Buffer(b []byte) *Writer {
	w.Int32(int32(len(b)))
	w.Bytes = append(w.Bytes, b...)
	return w
}

// Strings writes a list of texts.
func (w *Writer) Strings(all []string) *Writer {
	w.Int32(int32(len(all)))
	for _, s := range all {
		w.Buffer([]byte(s))
	}
	return w
}

// Bool writes 1 byte.
func (w *Writer) Bool(b bool) *Writer {
	bit := byte(0)
	if b {
		bit = 1
	}
	w.Bytes = append(w.Bytes, bit)
	return w
}

// Frame returns what was written after NewFrame, with its length in front.
func (w *Writer) Frame() []byte {
	binary.BigEndian.PutUint32(w.Bytes, uint32(len(w.Bytes)-4))
	return w.Bytes
}
