package session

import (
	"encoding/binary"
	"math"
)

const (
	lengthSize = 4  // each frame begins with its length
	headSize   = 24 // a ConnectRequest up to its session id
	everything = math.MaxInt
)

// frames finds the frames in a stream of bytes, however the stream is cut.
type frames struct {
	most   int // bytes of each frame's body that are kept
	length [lengthSize]byte
	seen   int // bytes of the frame at hand, its length included
	body   []byte
}

// feed calls each with the body of every frame that ends within p, as far as it is
// kept. The body is the callee's.
func (f *frames) feed(p []byte, each func(body []byte)) {
	for len(p) > 0 {
		n := min(f.size()-f.seen, len(p))
		if f.seen < lengthSize {
			copy(f.length[f.seen:], p[:n])
		} else {
			f.body = append(f.body, p[:min(n, f.most-len(f.body))]...)
		}
		f.seen += n
		p = p[n:]
		if f.seen >= lengthSize && f.seen == f.size() {
			each(f.body)
			f.seen, f.body = 0, nil
		}
	}
}

// size is that of the frame at hand, as far as it is known yet.
func (f *frames) size() int {
	if f.seen < lengthSize {
		return lengthSize
	}
	return lengthSize + int(binary.BigEndian.Uint32(f.length[:]))
}
