package persistence

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/iotest"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// writer encodes files as servers do.
type writer struct{ bytes.Buffer }

func (w *writer) int(n int32) *writer   { return w.raw(binary.BigEndian.AppendUint32(nil, uint32(n))) }
func (w *writer) long(n int64) *writer  { return w.raw(binary.BigEndian.AppendUint64(nil, uint64(n))) }
func (w *writer) text(s string) *writer { return w.int(int32(len(s))).raw([]byte(s)) }

func (w *writer) raw(b []byte) *writer {
	w.Write(b)
	return w
}

// world writes the ACL that permits everything to everybody.
func (w *writer) world() *writer { return w.int(1).int(31).text("world").text("anyone") }

// header writes the header of a file.
func (w *writer) header(magic string) *writer { return w.raw([]byte(magic)).int(version).long(0) }

// txn writes a transaction.
func (w *writer) txn(zxid timeline.Zxid, code timeline.Opcode, body []byte) {
	record := new(writer).long(0x1234).int(7).long(int64(zxid)).long(1700000000000).int(int32(code)).raw(body).Bytes()
	w.long(int64(adler32.Checksum(record))).int(int32(len(record))).raw(record).raw([]byte{endOfTxn})
}

// body encodes a record.
func body(write func(w *writer)) []byte {
	w := new(writer)
	write(w)
	return w.Bytes()
}

func createBody(path string) []byte {
	return body(func(w *writer) { w.text(path).text("data").world().raw([]byte{0}).int(1) })
}

// smallLog returns a log with two epochs, a gap and padding.
func smallLog() *writer {
	w := new(writer).header(logMagic)
	w.txn(0x100000001, timeline.OpcodeCreateSession, body(func(w *writer) { w.int(10000) }))
	w.txn(0x100000002, timeline.OpcodeCreate, createBody("/a"))
	w.txn(0x100000004, timeline.OpcodeSetData, body(func(w *writer) { w.text("/a").text("data").int(1) }))
	w.txn(0x200000001, timeline.OpcodeError, body(func(w *writer) { w.int(-110) }))
	return w.raw(make([]byte, 40))
}

// read returns the zxids of a log.
func read(content []byte) (zxids []timeline.Zxid, err error) {
	err = ReadLog("log.1", bytes.NewReader(content), func(t Txn) error {
		zxids = append(zxids, t.Zxid)
		return nil
	})
	return zxids, err
}

func TestLog(t *testing.T) {
	zxids, err := read(smallLog().Bytes())
	assert.NilError(t, err)
	assert.DeepEqual(t, zxids, []timeline.Zxid{0x100000001, 0x100000002, 0x100000004, 0x200000001})
}

func TestLogOneByteAtATime(t *testing.T) {
	n := 0
	err := ReadLog("log.1", iotest.OneByteReader(smallLog()), func(Txn) error { n++; return nil })
	assert.NilError(t, err)
	assert.Equal(t, n, 4)
}

func TestErrorOfTheCallback(t *testing.T) {
	enough := errors.New("enough")
	err := ReadLog("log.1", smallLog(), func(Txn) error { return enough })
	assert.Equal(t, err, enough)
	_, err = ReadSnapshot("snapshot.1", smallSnapshot(), func(Znode) error { return enough })
	assert.Equal(t, err, enough)
}

func TestErrorOfTheReader(t *testing.T) {
	broken := errors.New("broken disk")
	for n := range smallLog().Len() {
		content := io.MultiReader(bytes.NewReader(smallLog().Bytes()[:n]), iotest.ErrReader(broken))
		err := ReadLog("log.1", content, func(Txn) error { return nil })
		assert.ErrorIs(t, err, broken)
	}
	_, err := ReadSnapshot("snapshot.1", iotest.ErrReader(broken), nil)
	assert.Error(t, err, "snapshot.1: offset 0: broken disk")
}

// Records of the same type with different ends are distinguished by their size.
func TestRecords(t *testing.T) {
	digest := body(func(w *writer) { w.int(2).long(99) })
	tests := map[string]struct {
		code   timeline.Opcode
		body   []byte
		want   Record
		noTail bool
	}{
		"createSession": {timeline.OpcodeCreateSession, body(func(w *writer) { w.int(4000) }), Record{Timeout: 4000}, false},
		"closeSession":  {timeline.OpcodeClose, nil, Record{}, false},
		"closeSession with ephemerals": {timeline.OpcodeClose, body(func(w *writer) { w.int(2).text("/a").text("/b") }),
			Record{Changes: []Change{{Type: "delete", Path: "/a"}, {Type: "delete", Path: "/b"}}}, false},
		"create": {timeline.OpcodeCreate, createBody("/a"), Record{Changes: []Change{{"create", "/a", []byte("data")}}}, false},
		"create of 3.3": {timeline.OpcodeCreate, body(func(w *writer) { w.text("/a").int(-1).world().raw([]byte{1}) }),
			Record{Changes: []Change{{Type: "create", Path: "/a"}}}, true},
		"create2": {timeline.OpcodeCreate2, createBody("/a"), Record{Changes: []Change{{"create2", "/a", []byte("data")}}}, false},
		"createContainer": {timeline.OpcodeCreateContainer, body(func(w *writer) { w.text("/a").text("").world().int(1) }),
			Record{Changes: []Change{{"createContainer", "/a", []byte{}}}}, false},
		"createTTL": {timeline.OpcodeCreateTTL, body(func(w *writer) { w.text("/a").text("").world().int(1).long(5) }),
			Record{Changes: []Change{{"createTTL", "/a", []byte{}}}}, false},
		"delete": {timeline.OpcodeDelete, body(func(w *writer) { w.text("/a") }), Record{Changes: []Change{{Type: "delete", Path: "/a"}}}, false},
		"setACL": {timeline.OpcodeSetACL, body(func(w *writer) { w.text("/a").world().int(1) }), Record{Changes: []Change{{Type: "setACL", Path: "/a"}}}, false},
		"error":  {timeline.OpcodeError, body(func(w *writer) { w.int(-110) }), Record{Error: -110}, false},
		"multi": {timeline.OpcodeMulti, body(func(w *writer) {
			w.int(2).int(int32(timeline.OpcodeCheck)).text(string(body(func(w *writer) { w.text("/c").int(0) })))
			w.int(int32(timeline.OpcodeDelete)).text(string(body(func(w *writer) { w.text("/d") })))
		}), Record{Changes: []Change{{Type: "check", Path: "/c"}, {Type: "delete", Path: "/d"}}}, false},
		"multi that failed": {timeline.OpcodeMulti, body(func(w *writer) {
			w.int(2).int(int32(timeline.OpcodeDelete)).text(string(body(func(w *writer) { w.text("/d") })))
			w.int(int32(timeline.OpcodeError)).text(string(body(func(w *writer) { w.int(-101) })))
		}), Record{Error: -101}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Txn{code: tt.code, body: tt.body}.Record()
			assert.NilError(t, err)
			assert.DeepEqual(t, got, tt.want)
			if tt.noTail {
				return
			}
			got, err = Txn{code: tt.code, body: append(bytes.Clone(tt.body), digest...)}.Record()
			assert.NilError(t, err)
			tt.want.Digest = &Digest{Version: 2, Tree: 99}
			assert.DeepEqual(t, got, tt.want)
		})
	}
}

func TestWrongRecords(t *testing.T) {
	_, err := Txn{code: timeline.OpcodeDelete, body: []byte{0, 0, 0, 9, '/'}}.Record()
	assert.ErrorContains(t, err, "transaction 0x0, : the record ends too early")
	_, err = Txn{code: 99}.Record()
	assert.ErrorContains(t, err, "too early")
	_, err = Txn{code: timeline.OpcodeDelete, body: body(func(w *writer) { w.text("/a").int(1) })}.Record()
	assert.ErrorContains(t, err, "4 bytes are left over")
}

// The transactions before the end of a truncated log are returned, wherever it ends. The
// first bytes of a checksum are zeros, which cannot be distinguished from padding.
func TestTruncatedLog(t *testing.T) {
	whole := smallLog().Bytes()
	ends := endsOf(t, whole)
	for n := range whole {
		zxids, err := read(whole[:n])
		assert.Equal(t, len(zxids), countUpTo(ends, n), "cut off at %d", n)
		if n >= 16 && len(bytes.Trim(whole[lastEnd(ends, n):n], "\x00")) == 0 {
			assert.NilError(t, err, "cut off at %d", n)
			continue
		}
		assertError(t, err, "log.1", n)
	}
}

// endsOf returns the offsets at which the header and the transactions of an undamaged log
// end.
func endsOf(t *testing.T, log []byte) []int {
	t.Helper()
	ends := []int{16}
	for at := 16; at+prefixSize < len(log); {
		size := int(binary.BigEndian.Uint32(log[at+8:]))
		if size == 0 {
			break
		}
		at += prefixSize + size + 1
		ends = append(ends, at)
	}
	return ends
}

// countUpTo returns the number of transactions that end within n bytes.
func countUpTo(ends []int, n int) (count int) {
	for _, end := range ends[1:] {
		if end <= n {
			count++
		}
	}
	return count
}

func lastEnd(ends []int, n int) (last int) {
	for _, end := range ends {
		if end <= n {
			last = end
		}
	}
	return last
}

// assertError asserts an error that names the file and an offset up to n.
func assertError(t *testing.T, err error, file string, n int) {
	t.Helper()
	var at *Error
	assert.Assert(t, errors.As(err, &at), "%v, cut off or changed at %d", err, n)
	assert.Equal(t, at.File, file)
	assert.Assert(t, at.Offset >= 0 && at.Offset <= int64(n), "%v, changed at %d", err, n)
}

// The checksum detects a single changed bit, and the transactions before it are returned.
// The id of the database is ignored.
func TestLogWithOneBitChanged(t *testing.T) {
	whole := smallLog().Bytes()
	ends := endsOf(t, whole)
	for n := range whole {
		for bit := range 8 {
			content := bytes.Clone(whole)
			content[n] ^= 1 << bit
			zxids, err := read(content)
			if n >= 8 && n < 16 {
				assert.NilError(t, err)
				continue
			}
			assert.Equal(t, len(zxids), countUpTo(ends, n), "bit %d of byte %d: %v", bit, n, err)
			assertError(t, err, "log.1", n)
		}
	}
}

func TestMessages(t *testing.T) {
	damaged := smallLog().Bytes()
	damaged[60] ^= 1
	flippedPadding := smallLog().raw([]byte{1}).Bytes()
	tests := map[string]struct {
		content []byte
		want    string
	}{
		"empty":         {nil, "log.1: offset 0: the file is empty"},
		"another file":  {[]byte("ZKSN            "), `log.1: offset 0: it begins with "ZKSN" instead of "ZKLG"`},
		"of the future": {new(writer).raw([]byte(logMagic)).int(3).long(0).Bytes(), "log.1: offset 4: format version 3 is not supported, only 2"},
		"half a header": {[]byte("ZKLG"), "log.1: offset 0: it ends after 4 of 16 bytes"},
		"checksum":      {damaged, "log.1: offset 16: checksum 0x"},
		"half a prefix": {new(writer).header(logMagic).int(5).Bytes(), "log.1: offset 16: it ends after 4 of 12 bytes"},
		"absurd length": {new(writer).header(logMagic).long(5).int(2147483647).Bytes(), "log.1: offset 16: a torn transaction: it ends after 0 of 2147483647 bytes"},
		"minus":         {new(writer).header(logMagic).long(5).int(-1).Bytes(), "log.1: offset 16: a transaction of -1 bytes"},
		"after the end": {flippedPadding, "0x1 after the zeros that end the log"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(tt.content)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

// A length that exceeds the file must not allocate memory.
func TestAbsurdLengthAllocatesNoMemory(t *testing.T) {
	content := new(writer).header(logMagic).long(5).int(2147483647).raw(make([]byte, 100)).Bytes()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := read(content)
	runtime.ReadMemStats(&after)
	assert.ErrorContains(t, err, "torn")
	assert.Assert(t, after.TotalAlloc-before.TotalAlloc < 1<<20, "%d bytes", after.TotalAlloc-before.TotalAlloc)
}

// Some records are larger than the buffer, and some extend across its end.
func TestLargeTransactions(t *testing.T) {
	w := new(writer).header(logMagic)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		size := random.IntN(3 * firstBuffer)
		w.txn(timeline.Zxid(i+1), timeline.OpcodeSetData, body(func(w *writer) { w.text("/a").text(string(make([]byte, size))).int(1) }))
	}
	zxids, err := read(w.Bytes())
	assert.NilError(t, err)
	assert.Equal(t, len(zxids), 300)
}
