package session

import "encoding/binary"

const (
	lengthSize = 4  // each frame begins with its length
	headSize   = 24 // as much of a frame's body as is looked at: a ConnectRequest up to its session id
)

// frames finds the frames in a stream of bytes, however the stream is cut.
type frames struct {
	head [lengthSize + headSize]byte
	seen int // bytes of the frame at hand
}

// feed calls each with the head of every frame that ends within p.
func (f *frames) feed(p []byte, each func(head []byte)) {
	for len(p) > 0 {
		n := min(f.size()-f.seen, len(p))
		if f.seen < len(f.head) {
			copy(f.head[f.seen:], p[:n])
		}
		f.seen += n
		p = p[n:]
		if f.seen >= lengthSize && f.seen == f.size() {
			each(f.head[lengthSize:min(f.seen, len(f.head))])
			f.seen = 0
		}
	}
}

// size is that of the frame at hand, as far as it is known yet.
func (f *frames) size() int {
	if f.seen < lengthSize {
		return lengthSize
	}
	return lengthSize + int(binary.BigEndian.Uint32(f.head[:]))
}
