package persistence

import (
	"bytes"
	"hash/adler32"
	"io"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	benchSize = 64 << 20
	minSpeed  = 300 // MB/s
)

// BenchmarkLog alternates between reading a log of 64 MB and computing only the checksum
// of the same bytes, which every reader must do.
func BenchmarkLog(b *testing.B) {
	for name, size := range map[string]int{"100B": 100, "1kB": 1000, "10kB": 10000} {
		b.Run(name, func(b *testing.B) {
			w := new(writer).header(logMagic)
			data := body(func(w *writer) { w.text("/bench").text(strings.Repeat("x", size)).int(1) })
			for zxid := timeline.Zxid(0x100000001); w.Len() < benchSize; zxid++ {
				w.txn(zxid, timeline.OpcodeSetData, data)
			}
			compare(b, w.Bytes(), func(in io.Reader) error { return ReadLog("log.1", in, func(Txn) error { return nil }) })
		})
	}
}

// BenchmarkSnapshot does the same for snapshots, plain and compressed. The checksum is
// always that of the decompressed content.
func BenchmarkSnapshot(b *testing.B) {
	w := new(writer).header(snapshotMagic).int(0).int(0)
	for w.Len() < benchSize {
		w.znode("/bench/of-some-length", strings.Repeat("x", 1000))
	}
	plain := w.text("/").seal().Bytes()
	for _, file := range []string{"snapshot.1", "snapshot.1.gz", "snapshot.1.snappy"} {
		b.Run(file, func(b *testing.B) {
			content := compressed(b, plain)[file]
			compare(b, plain, func(io.Reader) error {
				_, err := ReadSnapshot(file, bytes.NewReader(content), nil)
				return err
			})
		})
	}
}

// compare reports the speed of read, and the ratio of its time to that of computing the
// checksum of the content.
func compare(b *testing.B, content []byte, read func(io.Reader) error) {
	b.Helper()
	var bare, whole time.Duration
	for b.Loop() {
		began := time.Now()
		adler32.Checksum(content)
		summed := time.Now()
		assert.NilError(b, read(bytes.NewReader(content)))
		bare, whole = bare+summed.Sub(began), whole+time.Since(summed)
	}
	speed := float64(len(content)) * float64(b.N) / whole.Seconds() / 1e6
	b.ReportMetric(speed, "MB/s")
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "ratio")
	assert.Assert(b, speed >= minSpeed, "%.0f MB/s", speed)
}
