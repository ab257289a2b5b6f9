package persistence

import (
	"errors"
	"fmt"
	"hash"
	"hash/adler32"
	"io"
)

// firstBuffer is where the buffer of a source starts from. It grows no faster
// than bytes come in, whatever length a damaged file claims.
const firstBuffer = 64 << 10

// source reads a file piece by piece, and knows where it is.
type source struct {
	file     string
	in       io.Reader
	buf      []byte
	from, to int   // buf[from:to] was read and not taken yet
	offset   int64 // of buf[from] in the file
	end      error // why there is no more; io.EOF at the end of the file

	sum    hash.Hash32 // of all that was taken before buf[summed]; nil where nobody asks
	summed int
}

func newSource(file string, in io.Reader) *source {
	return &source{file: file, in: in, buf: make([]byte, firstBuffer)}
}

// summing keeps the checksum of all that is taken from now on.
func (s *source) summing() *source {
	s.sum, s.summed = adler32.New(), s.from
	return s
}

func (s *source) fail(format string, args ...any) error { return s.failAt(s.offset, format, args...) }

func (s *source) failAt(offset int64, format string, args ...any) error {
	return &Error{File: s.file, Offset: offset, Err: fmt.Errorf(format, args...)}
}

// available reads until n bytes are there, or no more come, and returns how many
// there are.
func (s *source) available(n int) int {
	for s.to-s.from < n && s.end == nil {
		s.makeRoom()
		var got int
		got, s.end = s.in.Read(s.buf[s.to:])
		s.to += got
	}
	return s.to - s.from
}

// makeRoom leaves place behind what was read.
func (s *source) makeRoom() {
	if s.to < len(s.buf) {
		return
	}
	s.add()
	into := s.buf
	if s.from < len(s.buf)/2 {
		into = make([]byte, 2*len(s.buf))
	}
	s.to = copy(into, s.buf[s.from:s.to])
	s.buf, s.from, s.summed = into, 0, 0
}

// add has the checksum take in what was taken lately, in large pieces.
func (s *source) add() {
	if s.sum != nil {
		_, _ = s.sum.Write(s.buf[s.summed:s.from]) // a hash never fails
		s.summed = s.from
	}
}

// checksum is that of all that was taken.
func (s *source) checksum() uint32 {
	s.add()
	return s.sum.Sum32()
}

// empty tells whether nothing is left, and no trouble was the reason.
func (s *source) empty() bool { return s.available(1) == 0 && errors.Is(s.end, io.EOF) }

// next takes n bytes, which stay until more are read.
func (s *source) next(n int) ([]byte, error) {
	if n < 0 {
		return nil, s.fail("a length of %d", n)
	}
	if got := s.available(n); got < n {
		return nil, s.cutOff(n, got)
	}
	b := s.buf[s.from : s.from+n : s.from+n]
	s.from += n
	s.offset += int64(n)
	return b, nil
}

// fields takes n bytes that hold numbers.
func (s *source) fields(n int) (fields, error) {
	b, err := s.next(n)
	return fields{buf: b}, err
}

// skip takes n bytes that nobody looks at.
func (s *source) skip(n int) error {
	_, err := s.next(n)
	return err
}

// cutOff is the error of bytes that are not there.
func (s *source) cutOff(want, got int) error {
	if !errors.Is(s.end, io.EOF) {
		return &Error{File: s.file, Offset: s.offset + int64(got), Err: s.end}
	}
	return s.fail("it ends after %d of %d bytes", got, want)
}
