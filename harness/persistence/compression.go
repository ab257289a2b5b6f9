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

// decompress returns the decompressed content of a file. The suffix of its name selects
// the compression (SnapStream.getStreamMode).
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
	snappyHead  = len(snappyMagic) + 4 + 4 // with two version numbers
	// maxSnappyRatio is above the highest ratio of the format: 3 bytes can become 64.
	maxSnappyRatio = 32
)

var errSnappy = errors.New("not the format of snappy-java")

// snappyReader reads the framing of snappy-java (SnappyOutputStream): a header, then
// blocks, each preceded by its length.
type snappyReader struct {
	in    *bufio.Reader
	block bytes.Buffer // compressed
	plain []byte       // decompressed bytes that were not read yet
	whole []byte       // buffer of plain
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

// next decompresses a block. It does not allocate memory by a length in the file alone,
// because a damaged file may contain any length.
func (r *snappyReader) next() error {
	var prefix [4]byte
	if _, err := io.ReadFull(r.in, prefix[:]); err != nil {
		return err // io.EOF at the end of the file
	}
	size := int64(binary.BigEndian.Uint32(prefix[:]))
	r.block.Reset()
	if got, err := io.CopyN(&r.block, r.in, size); err != nil {
		return fmt.Errorf("a block of %d bytes ends after %d: %w", size, got, unexpectedEOF(err))
	}
	length, err := snappy.DecodedLen(r.block.Bytes())
	if err != nil || int64(length) > maxSnappyRatio*size {
		return errors.Join(errSnappy, err)
	}
	r.whole, err = snappy.Decode(r.whole[:cap(r.whole)], r.block.Bytes())
	r.plain = r.whole
	return err
}

// unexpectedEOF returns err, or io.ErrUnexpectedEOF in place of io.EOF.
func unexpectedEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
