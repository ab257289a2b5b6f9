package persistence

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"

	"github.com/klauspost/compress/snappy"
)

// decompress gives what was compressed, if the name says that it was
// (SnapStream.getStreamMode).
func decompress(file string, in io.Reader) (io.Reader, error) {
	switch path.Ext(file) {
	case ".gz":
		return gzip.NewReader(in)
	case ".snappy":
		return newSnappyReader(in)
	default:
		return in, nil
	}
}

const (
	snappyMagic = "\x82SNAPPY\x00"         // SnappyCodec.MAGIC_HEADER
	snappyHead  = len(snappyMagic) + 4 + 4 // and two version numbers
	// mostSnappy is more than the format can make of one byte: 64 of three.
	mostSnappy = 32
)

var errSnappy = errors.New("not what snappy-java writes")

// snappyReader reads the framing of snappy-java (SnappyOutputStream): a header,
// then blocks behind their lengths.
type snappyReader struct {
	in    *bufio.Reader
	block bytes.Buffer // compressed
	plain []byte       // not handed out yet
	whole []byte       // the place for plain
}

func newSnappyReader(in io.Reader) (*snappyReader, error) {
	r := &snappyReader{in: bufio.NewReader(in)}
	head := make([]byte, snappyHead)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return nil, err
	}
	if string(head[:len(snappyMagic)]) != snappyMagic {
		return nil, errSnappy
	}
	return r, nil
}

// Read implements io.Reader.
func (r *snappyReader) Read(p []byte) (int, error) {
	for len(r.plain) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.plain)
	r.plain = r.plain[n:]
	return n, nil
}

// next reads a block. It believes no length that the file does not bear out.
func (r *snappyReader) next() error {
	var prefix [4]byte
	if _, err := io.ReadFull(r.in, prefix[:]); err != nil {
		return err // io.EOF is the end
	}
	size := int64(binary.BigEndian.Uint32(prefix[:]))
	r.block.Reset()
	if got, err := io.CopyN(&r.block, r.in, size); err != nil {
		return fmt.Errorf("a block of %d bytes ends after %d: %w", size, got, noEOF(err))
	}
	length, err := snappy.DecodedLen(r.block.Bytes())
	if err != nil || int64(length) > mostSnappy*size {
		return errors.Join(errSnappy, err)
	}
	r.whole, err = snappy.Decode(r.whole[:cap(r.whole)], r.block.Bytes())
	r.plain = r.whole
	return err
}

// noEOF is the error of an end that comes too early.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
