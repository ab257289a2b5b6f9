package persistence

import (
	"encoding/binary"
	"errors"
)

var errRecordEnds = errors.New("the record ends too early")

// fields decodes ZooKeeper's encoding (jute). After an error its methods return zero
// values, and bad is set.
type fields struct {
	buf []byte
	bad bool
}

func (f *fields) take(n int) []byte {
	if f.bad || n < 0 || n > len(f.buf) {
		f.bad = true
		return nil
	}
	b := f.buf[:n:n]
	f.buf = f.buf[n:]
	return b
}

func (f *fields) int() int32 {
	if b := f.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (f *fields) long() int64 {
	if b := f.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// buffer decodes a buffer. It returns nil for a missing one, whose length is -1.
func (f *fields) buffer() []byte {
	n := f.int()
	if n == -1 {
		return nil
	}
	return f.take(int(n))
}

func (f *fields) string() string { return string(f.buffer()) }

// each calls read for each element of a list. A list with more elements than there are
// bytes left is an error.
func (f *fields) each(read func()) {
	n := f.int()
	if int(n) > len(f.buf) {
		f.bad = true
	}
	for i := int32(0); i < n && !f.bad; i++ {
		read()
	}
}
