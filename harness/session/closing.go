package session

import (
	"encoding/binary"
	"net"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// closingConn is an in-memory connection that accepts the library's handshake and its
// close request. The library gets it if the session closes without a connection, because
// it would otherwise wait one second for a server to accept its close request.
type closingConn struct {
	net.Conn  // nil: the library calls only the methods below
	requests  frameReader
	connected bool
	answers   chan []byte
	rest      []byte
	end       sync.Once
}

func newClosingConn() *closingConn {
	return &closingConn{requests: frameReader{maxBody: headSize}, answers: make(chan []byte, 2)}
}

// Write answers the handshake by granting a session, and the close request with success.
func (f *closingConn) Write(p []byte) (int, error) {
	f.requests.feed(p, func(head []byte) {
		switch {
		case !f.connected:
			f.connected = true
			answer := make([]byte, lengthSize+36)
			answer[3] = 36
			binary.BigEndian.PutUint32(answer[8:], 1000) // timeout
			answer[19], answer[23] = 1, 16               // session id, length of password
			f.answers <- answer
		case isClose(head):
			answer := make([]byte, lengthSize+16)
			answer[3] = 16
			copy(answer[lengthSize:], head[:4]) // xid
			f.answers <- answer
		}
	})
	return len(p), nil
}

func isClose(head []byte) bool {
	return len(head) >= 8 && timeline.Opcode(binary.BigEndian.Uint32(head[4:])) == timeline.OpcodeClose
}

func (f *closingConn) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		answer, more := <-f.answers
		if !more {
			return 0, net.ErrClosed
		}
		f.rest = answer
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (f *closingConn) Close() error {
	f.end.Do(func() { close(f.answers) })
	return nil
}

func (f *closingConn) SetReadDeadline(time.Time) error  { return nil }
func (f *closingConn) SetWriteDeadline(time.Time) error { return nil }
