package persistence

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/adler32"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/snappy/xerial"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func (w *writer) seal() *writer { return w.long(int64(adler32.Checksum(w.Bytes()))).text("/") }

// znode writes a znode.
func (w *writer) znode(path, data string) *writer {
	w.text(path).text(data).long(1)
	return w.long(3).long(4).long(1000).long(2000).int(5).int(6).int(7).long(0x77).long(8)
}

// sealed returns a snapshot up to its first seal.
func sealed() *writer {
	w := new(writer).header(snapshotMagic)
	w.int(2).long(0x1).int(4000).long(0x2).int(4000)
	w.int(1).long(1).world()
	w.znode("", "").znode("/a", "data").znode("/b", strings.Repeat("long", firstBuffer))
	return w.text("/").seal()
}

// small returns a snapshot with little data, for the tests that change each byte.
func small(tail func(w *writer)) *writer {
	w := new(writer).header(snapshotMagic).int(1).long(0x1).int(4000).int(1).long(1).world()
	w.znode("", "").znode("/a", "data").text("/").seal()
	tail(w)
	return w
}

func digestPart(w *writer) { w.long(0x10).int(2).long(0x99).seal() }
func zxidPart(w *writer)   { w.long(0x11).seal() }

// smallSnapshot returns a snapshot as 3.9 writes it.
func smallSnapshot() *writer {
	return small(func(w *writer) {
		digestPart(w)
		zxidPart(w)
	})
}

func TestSnapshot(t *testing.T) {
	var all []Znode
	contents, err := ReadSnapshot("snapshot.1", iotest.HalfReader(sealed()), func(z Znode) error {
		z.Data = bytes.Clone(z.Data)
		all = append(all, z)
		return nil
	})
	assert.NilError(t, err)
	assert.DeepEqual(t, contents, Contents{Sessions: 2, Znodes: 3})
	assert.Equal(t, len(all), 3)
	assert.DeepEqual(t, all[1], Znode{Path: "/a", Data: []byte("data"), Stat: timeline.Stat{
		Czxid: 3, Mzxid: 4, Ctime: 1000, Mtime: 2000, Version: 5, Cversion: 6, Aversion: 7, EphemeralOwner: 0x77, Pzxid: 8, DataLength: 4,
	}})
	assert.Equal(t, len(all[2].Data), 4*firstBuffer)
}

func TestTailsOfSnapshots(t *testing.T) {
	tests := map[string]struct {
		tail func(w *writer)
		want Contents
	}{
		"3.4": {func(*writer) {}, Contents{Sessions: 1, Znodes: 2}},
		"3.6": {digestPart, Contents{Sessions: 1, Znodes: 2, Digest: &Digest{Version: 2, Tree: 0x99}, DigestZxid: 0x10}},
		"3.9": {func(w *writer) { digestPart(w); zxidPart(w) },
			Contents{Sessions: 1, Znodes: 2, Digest: &Digest{Version: 2, Tree: 0x99}, DigestZxid: 0x10, Zxid: 0x11}},
		"3.9 without digests": {zxidPart, Contents{Sessions: 1, Znodes: 2, Zxid: 0x11}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ReadSnapshot("snapshot.1", small(tt.tail), nil)
			assert.NilError(t, err)
			assert.DeepEqual(t, got, tt.want)
		})
	}
	_, err := ReadSnapshot("snapshot.1", small(func(w *writer) { w.int(1) }), nil)
	assert.ErrorContains(t, err, "unknown bytes after the checksum")
}

func zipped(tb testing.TB, content []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(content)
	assert.NilError(tb, err)
	assert.NilError(tb, w.Close())
	return b.Bytes()
}

// compressed returns a snapshot in each compression, by name of the file.
func compressed(tb testing.TB, content []byte) map[string][]byte {
	tb.Helper()
	return map[string][]byte{
		"snapshot.1":        content,
		"snapshot.1.gz":     zipped(tb, content),
		"snapshot.1.snappy": xerial.Encode(nil, content),
	}
}

func TestCompressedSnapshots(t *testing.T) {
	for file, content := range compressed(t, sealed().Bytes()) {
		got, err := ReadSnapshot(file, bytes.NewReader(content), nil)
		assert.NilError(t, err)
		assert.Equal(t, got.Znodes, 3)
	}
}

// A truncated snapshot is not valid, except where a seal ends.
func TestTruncatedSnapshot(t *testing.T) {
	plain := smallSnapshot().Bytes()
	seals := []int{small(func(*writer) {}).Len(), small(digestPart).Len()}
	for file, whole := range compressed(t, plain) {
		for n := range whole {
			contents, err := ReadSnapshot(file, bytes.NewReader(whole[:n]), nil)
			assert.Assert(t, contents.Znodes <= 2)
			if file == "snapshot.1" && slices.Contains(seals, n) {
				assert.NilError(t, err)
				continue
			}
			assertError(t, err, file, len(plain))
		}
	}
}

// The checksum detects a single changed bit, unless decompression gives the same content.
func TestSnapshotWithOneBitChanged(t *testing.T) {
	plain := smallSnapshot().Bytes()
	sound, err := ReadSnapshot("snapshot.1", bytes.NewReader(plain), nil)
	assert.NilError(t, err)
	for file, whole := range compressed(t, plain) {
		for n := range whole {
			for bit := range 8 {
				content := bytes.Clone(whole)
				content[n] ^= 1 << bit
				contents, err := ReadSnapshot(file, bytes.NewReader(content), nil)
				if err == nil && file != "snapshot.1" {
					assert.DeepEqual(t, contents, sound)
					continue
				}
				assertError(t, err, file, math.MaxInt)
			}
		}
	}
}

func TestMessagesOfSnapshots(t *testing.T) {
	damaged := smallSnapshot().Bytes()
	damaged[100] ^= 1
	bomb := append([]byte(snappyMagic), make([]byte, 8)...)
	block := binary.AppendUvarint(nil, 1<<31)
	bomb = append(binary.BigEndian.AppendUint32(bomb, uint32(len(block))), block...)
	tests := map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"empty":          {"snapshot.1", nil, "snapshot.1: offset 0: the file is empty"},
		"empty gzip":     {"snapshot.1.gz", nil, "snapshot.1.gz: offset 0: unexpected EOF"},
		"no gzip":        {"snapshot.1.gz", []byte("ZKSN            "), "snapshot.1.gz: offset 0: gzip: invalid header"},
		"empty snappy":   {"snapshot.1.snappy", nil, "snapshot.1.snappy: offset 0: unexpected EOF"},
		"no snappy":      {"snapshot.1.snappy", []byte("ZKSN            "), "offset 0: not the format of snappy-java"},
		"snappy bomb":    {"snapshot.1.snappy", bomb, "offset 0: not the format of snappy-java"},
		"of the future":  {"snapshot.1", new(writer).raw([]byte(snapshotMagic)).int(3).long(0).Bytes(), "snapshot.1: offset 4: format version 3"},
		"checksum":       {"snapshot.1", damaged, "but the snapshot has 0x"},
		"absurd numbers": {"snapshot.1", new(writer).header(snapshotMagic).int(1 << 30).Bytes(), "snapshot.1: offset 20: it ends after 0 of 12 bytes"},
		"negative path":  {"snapshot.1", new(writer).header(snapshotMagic).int(0).int(0).int(-5).Bytes(), "snapshot.1: offset 28: invalid length -5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ReadSnapshot(tt.file, bytes.NewReader(tt.content), nil)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}
