package fake

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

// client is a connection to a process.
type client struct {
	p       *process
	conn    net.Conn
	in      *bufio.Reader
	out     *sendQueue
	session *session
	ids     []identity // of its address, and those it has proved
	held    []*request // not answered yet (Deviation.Hangs)
}

// longestFrame is ZooKeeper's jute.maxbuffer.
const longestFrame = 1 << 20

// serve answers one client until either side ends the connection.
func (p *process) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if !p.enter() {
		return
	}
	c := &client{p: p, conn: conn, in: bufio.NewReader(conn), out: newSendQueue(conn), ids: []identity{addressOf(conn)}}
	p.clients[c] = struct{}{}
	p.m.e.mu.Unlock()
	p.m.e.goroutines.Go(c.out.run)
	defer c.out.finish() // sends the answers that were written before
	defer c.leave()
	head, err := c.in.Peek(4)
	switch {
	case err != nil:
	case isWord(head):
		c.answerWord(string(head))
	case c.p.wrong.Mute:
		_, _ = io.Copy(io.Discard, c.in) // until the client gives up
	case c.handshake():
		c.answerRequests()
	}
}

func addressOf(conn net.Conn) identity {
	host, _, _ := net.SplitHostPort(conn.RemoteAddr().String())
	return identity{scheme: "ip", name: host}
}

// leave removes the connection. Its session stays.
func (c *client) leave() {
	e := c.p.m.e
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(c.p.clients, c)
	c.held = nil
	c.p.watches.removeAll(c)
	if c.session != nil && c.session.client == c {
		c.session.client = nil
		if e.silentAfter > 0 {
			c.session.lastContact = time.Now()
		}
		e.watchSessionsLocked()
	}
}

// frame reads one request.
func (c *client) frame() (*jute.Reader, bool) {
	var length [4]byte
	if _, err := io.ReadFull(c.in, length[:]); err != nil {
		return nil, false
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > longestFrame {
		return nil, false
	}
	body := make([]byte, n)
	_, err := io.ReadFull(c.in, body)
	return &jute.Reader{Bytes: body}, err == nil
}

// handshake opens or resumes the client's session. A server that does not serve, or
// that is behind the last zxid that the client has seen, ends the connection without an
// answer.
func (c *client) handshake() bool {
	r, ok := c.frame()
	if !ok || !c.p.enter() {
		return false
	}
	r.Int32() // protocol version
	seen, timeout, id, password := uint64(r.Int64()), r.Int32(), r.Int64(), r.Buffer()
	e := c.p.m.e
	if r.Bad || c.p.role == looking || seen > c.p.m.zxid {
		e.mu.Unlock()
		return false
	}
	s := e.sessions[id]
	if id == 0 {
		s = e.openLocked(c.p, time.Duration(timeout)*time.Millisecond)
	} else if s != nil && !bytes.Equal(s.password, password) {
		s = nil
	}
	c.attachLocked(s)
	e.mu.Unlock()
	w := jute.NewFrame().Int32(0)
	if s == nil {
		c.out.send(w.Int32(0).Int64(0).Buffer(make([]byte, 16)))
		return false
	}
	c.out.send(w.Int32(int32(s.timeout.Milliseconds())).Int64(s.id).Buffer(s.password))
	return true
}

// attachLocked connects the session to this client and ends its earlier connection.
func (c *client) attachLocked(s *session) {
	if s == nil {
		return
	}
	if s.client != nil {
		_ = s.client.conn.Close()
	}
	s.client, s.lastContact, c.session = c, time.Now(), s
}
