package disk

import (
	"bytes"
	"context"
	"io"
	"testing"
	"testing/iotest"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// oneFile answers for a machine with one file under every name.
type oneFile struct {
	content  []byte
	requests int
}

func (m *oneFile) ask(_ context.Context, r machine.Request) (machine.Answer, error) {
	m.requests++
	data := bytes.TrimRight(m.content, "\x00")
	data = data[min(r.Offset, int64(len(data))):]
	return machine.Answer{Content: data[:min(r.Size, int64(len(data)))], Size: int64(len(m.content))}, nil
}

func TestFileIsReadInPieces(t *testing.T) {
	for size, pieces := range map[int]int{0: 1, 5: 1, pieceSize: 2, 2*pieceSize + 5: 3} {
		m := &oneFile{content: append(bytes.Repeat([]byte{'x'}, size), make([]byte, 100)...)}
		d := &Disks{Ask: m.ask}
		got, err := io.ReadAll(d.Disk(spec.LogDisk).open(t.Context(), "log.1"))
		assert.NilError(t, err)
		assert.Assert(t, bytes.Equal(got, m.content), "%d bytes of %d", len(got), len(m.content))
		assert.Equal(t, m.requests, pieces)
	}
}

func TestSmallFilesAreReadTogether(t *testing.T) {
	sizes := func(all ...int64) (files []machine.File) {
		for _, n := range all {
			files = append(files, machine.File{Size: n})
		}
		return files
	}
	assert.Equal(t, together(sizes(pieceSize+1, 1)), 1)
	assert.Equal(t, together(sizes(1, pieceSize-1, 1)), 2)
	assert.Equal(t, together(sizes(1, 2, 3)), 3)
}

func TestPaddingIsRestoredUpToALimit(t *testing.T) {
	m := &oneFile{content: append([]byte("log"), make([]byte, 2*mostPadding)...)}
	d := &Disks{Ask: m.ask}
	got, err := io.ReadAll(iotest.OneByteReader(d.Disk(spec.LogDisk).open(t.Context(), "log.1")))
	assert.NilError(t, err)
	assert.Equal(t, len(got), 3+mostPadding)
}
