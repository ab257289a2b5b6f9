package session

import (
	"encoding/binary"
	"math"
)

const (
	lengthSize = 4  // bytes of the length at the start of each frame
	headSize   = 24 // bytes of a ConnectRequest up to and including its session id
	unlimited  = math.MaxInt
)

// frameReader splits a stream of bytes, which comes in pieces of any size, into frames.
type frameReader struct {
	maxBody int // number of bytes of each body to keep
	length  [lengthSize]byte
	seen    int // bytes of the current frame, including its length
	body    []byte
}

// feed calls each with the first maxBody bytes of the body of every frame that ends
// within p. The callee may keep the body.
func (f *frameReader) feed(p []byte, each func(body []byte)) {
	for len(p) > 0 {
		n := min(f.size()-f.seen, len(p))
		if f.seen < lengthSize {
			copy(f.length[f.seen:], p[:n])
		} else {
			f.body = append(f.body, p[:min(n, f.maxBody-len(f.body))]...)
		}
		f.seen += n
		p = p[n:]
		if f.seen >= lengthSize && f.seen == f.size() {
			each(f.body)
			f.seen, f.body = 0, nil
		}
	}
}

// size returns the size of the current frame, as far as it is known.
func (f *frameReader) size() int {
	if f.seen < lengthSize {
		return lengthSize
	}
	return lengthSize + int(binary.BigEndian.Uint32(f.length[:]))
}
