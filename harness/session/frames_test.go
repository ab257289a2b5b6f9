package session

import (
	"encoding/binary"
	"testing"

	"gotest.tools/v3/assert"
)

func TestFramesInPiecesOfAnySize(t *testing.T) {
	sizes := []int{0, 4, 16, headSize, headSize + 1, 1000}
	var stream []byte
	for i, size := range sizes {
		stream = binary.BigEndian.AppendUint32(stream, uint32(size))
		for range size {
			stream = append(stream, byte(i))
		}
	}
	for cut := 1; cut <= len(stream); cut++ {
		f := frameReader{maxBody: headSize}
		var heads []int
		for rest := stream; len(rest) > 0; {
			n := min(cut, len(rest))
			f.feed(rest[:n], func(head []byte) {
				for _, b := range head {
					assert.Equal(t, b, byte(len(heads)))
				}
				heads = append(heads, len(head))
			})
			rest = rest[n:]
		}
		assert.DeepEqual(t, heads, []int{0, 4, 16, headSize, headSize, headSize})
	}
}

func BenchmarkFrames(b *testing.B) {
	frame := make([]byte, 4+100)
	binary.BigEndian.PutUint32(frame, 100)
	f := frameReader{maxBody: unlimited}
	each := func([]byte) {}
	for b.Loop() {
		f.feed(frame, each)
	}
}
