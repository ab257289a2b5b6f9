package persistence

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	logMagic   = "ZKLG"
	prefixSize = 8 + 4             // checksum and length before each record
	headerSize = 8 + 4 + 8 + 8 + 4 // TxnHeader
	endOfTxn   = 'B'               // after each record (Util.writeTxnBytes)
)

// Txn is one transaction of a log.
type Txn struct {
	timeline.Txn
	Time int64 // milliseconds since 1970, by the leader's clock

	code timeline.Opcode // its type
	body []byte          // its record and digest; valid until the next transaction is read
}

// ReadLog reads a file of the transaction log and calls each with its transactions, in
// the order of the file (FileTxnLog.FileTxnIterator). It stops at the end of the file, or
// at the zeros with which a server fills the file in advance. Damage is an *Error. An
// error of each is returned unchanged.
func ReadLog(file string, in io.Reader, each func(Txn) error) error {
	s := newSource(file, in)
	if err := readHeader(s, logMagic); err != nil {
		return err
	}
	for !s.empty() {
		txn, more, err := readTxn(s)
		if err != nil {
			return err
		}
		if !more {
			return s.checkZeros()
		}
		if err := each(txn); err != nil {
			return err
		}
	}
	return nil
}

// readTxn reads a transaction. It returns more = false where the zeros begin.
func readTxn(s *source) (txn Txn, more bool, err error) {
	at := s.offset
	if n := s.available(prefixSize); n < prefixSize && errors.Is(s.end, io.EOF) && isZero(s.buf[s.from:s.to]) {
		return Txn{}, false, nil
	}
	prefix, err := s.fields(prefixSize)
	if err != nil {
		return Txn{}, false, err
	}
	sum, size := uint64(prefix.long()), prefix.int()
	switch {
	case sum == 0 && size == 0:
		return Txn{}, false, nil
	case size < headerSize:
		return Txn{}, false, s.errorAt(at, "a transaction of %d bytes, less than its header has", size)
	}
	record, err := s.next(int(size) + 1)
	switch {
	case err != nil && errors.Is(s.end, io.EOF):
		return Txn{}, false, s.errorAt(at, "a torn transaction: it ends after %d of %d bytes", s.to-s.from, size)
	case err != nil:
		return Txn{}, false, err
	}
	record, end := record[:size], record[size]
	if end != endOfTxn {
		return Txn{}, false, s.errorAt(at, "a torn transaction: after its %d bytes there is %#x instead of %#x", size, end, endOfTxn)
	}
	if got := uint64(adler32.Checksum(record)); got != sum {
		return Txn{}, false, s.errorAt(at, "checksum %#x, but the transaction has %#x", sum, got)
	}
	return headerOf(record), true, nil
}

// headerOf decodes a TxnHeader.
func headerOf(record []byte) Txn {
	code := timeline.Opcode(binary.BigEndian.Uint32(record[28:]))
	return Txn{
		Txn: timeline.Txn{
			Session: timeline.SessionID(binary.BigEndian.Uint64(record)),
			Xid:     int32(binary.BigEndian.Uint32(record[8:])),
			Zxid:    timeline.Zxid(binary.BigEndian.Uint64(record[12:])),
			Type:    typeName(code),
		},
		Time: int64(binary.BigEndian.Uint64(record[20:])),
		code: code, body: record[headerSize:],
	}
}

// checkZeros returns an error if anything but zeros follows, because a server would
// ignore it.
func (s *source) checkZeros() error {
	for !s.empty() {
		b, err := s.next(min(max(1, s.to-s.from), len(zeros)))
		if err != nil {
			return err
		}
		if !isZero(b) {
			i := len(b) - len(bytes.TrimLeft(b, "\x00"))
			return s.errorAt(s.offset-int64(len(b)-i), "%#x after the zeros that end the log", b[i])
		}
	}
	return nil
}

var zeros [firstBuffer]byte

// isZero reports whether all bytes of b are 0. b must not be longer than zeros.
func isZero(b []byte) bool { return bytes.Equal(b, zeros[:len(b)]) }
