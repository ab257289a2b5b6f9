package persistence

import (
	"errors"
	"fmt"
	"hash"
	"hash/adler32"
	"io"
)

// firstBuffer is the initial size of a source's buffer, in bytes. The buffer grows only as
// bytes are read, whatever length a damaged file claims.
const firstBuffer = 64 << 10

// source reads a file piece by piece and keeps track of its position.
type source struct {
	file     string
	in       io.Reader
	buf      []byte
	from, to int   // buf[from:to] was read from the file and not returned yet
	offset   int64 // position of buf[from] in the file
	end      error // why no more bytes can be read; io.EOF at the end of the file

	sum    hash.Hash32 // checksum of everything returned before buf[summed]; nil if not needed
	summed int
}

func newSource(file string, in io.Reader) *source {
	return &source{file: file, in: in, buf: make([]byte, firstBuffer)}
}

// summing starts the checksum of everything that is returned from now on.
func (s *source) summing() *source {
	s.sum, s.summed = adler32.New(), s.from
	return s
}

func (s *source) errorf(format string, args ...any) error {
	return s.errorAt(s.offset, format, args...)
}

func (s *source) errorAt(offset int64, format string, args ...any) error {
	return &Error{File: s.file, Offset: offset, Err: fmt.Errorf(format, args...)}
}

// available reads until n bytes are buffered or no more can be read, and returns the number
// of buffered bytes.
func (s *source) available(n int) int {
	for s.to-s.from < n && s.end == nil {
		s.makeRoom()
		var got int
		got, s.end = s.in.Read(s.buf[s.to:])
		s.to += got
	}
	return s.to - s.from
}

// makeRoom makes room at the end of the buffer.
func (s *source) makeRoom() {
	if s.to < len(s.buf) {
		return
	}
	s.updateSum()
	into := s.buf
	if s.from < len(s.buf)/2 {
		into = make([]byte, 2*len(s.buf))
	}
	s.to = copy(into, s.buf[s.from:s.to])
	s.buf, s.from, s.summed = into, 0, 0
}

// updateSum adds the bytes returned since the last call to the checksum. It is called
// rarely, so that the pieces are large.
func (s *source) updateSum() {
	if s.sum != nil {
		_, _ = s.sum.Write(s.buf[s.summed:s.from]) // writing to a hash cannot fail
		s.summed = s.from
	}
}

// checksum returns the checksum of everything that was returned.
func (s *source) checksum() uint32 {
	s.updateSum()
	return s.sum.Sum32()
}

// empty reports whether the end of the file was reached without an error.
func (s *source) empty() bool { return s.available(1) == 0 && errors.Is(s.end, io.EOF) }

// next returns the next n bytes, which are valid until the next read.
func (s *source) next(n int) ([]byte, error) {
	if n < 0 {
		return nil, s.errorf("invalid length %d", n)
	}
	if got := s.available(n); got < n {
		return nil, s.missing(n, got)
	}
	b := s.buf[s.from : s.from+n : s.from+n]
	s.from += n
	s.offset += int64(n)
	return b, nil
}

// fields returns the next n bytes for decoding.
func (s *source) fields(n int) (fields, error) {
	b, err := s.next(n)
	return fields{buf: b}, err
}

// skip skips n bytes.
func (s *source) skip(n int) error {
	_, err := s.next(n)
	return err
}

// missing returns the error for bytes that the file lacks.
func (s *source) missing(want, got int) error {
	if !errors.Is(s.end, io.EOF) {
		return &Error{File: s.file, Offset: s.offset + int64(got), Err: s.end}
	}
	return s.errorf("it ends after %d of %d bytes", got, want)
}
