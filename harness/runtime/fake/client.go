package fake

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"time"
)

// client is a connection to a process.
type client struct {
	p       *process
	conn    net.Conn
	in      *bufio.Reader
	out     *outbox
	session *session
	ids     []identity // who it is: by its address, and by what it has proved
	held    []*request // that the server keeps waiting (Deviation.Hangs)
}

// longestFrame is ZooKeeper's jute.maxbuffer.
const longestFrame = 1 << 20

// serve talks to one client until it leaves, or has to.
func (p *process) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if !p.enter() {
		return
	}
	c := &client{p: p, conn: conn, in: bufio.NewReader(conn), out: newOutbox(conn), ids: []identity{addressOf(conn)}}
	p.clients[c] = struct{}{}
	p.m.e.mu.Unlock()
	p.m.e.goroutines.Go(c.out.run)
	defer c.out.finish() // what was answered before the end is still owed
	defer c.leave()
	head, err := c.in.Peek(4)
	switch {
	case err != nil:
	case isWord(head):
		c.word(string(head))
	case c.p.wrong.Mute:
		_, _ = io.Copy(io.Discard, c.in) // until the client gives up
	case c.greet():
		c.talk()
	}
}

func addressOf(conn net.Conn) identity {
	host, _, _ := net.SplitHostPort(conn.RemoteAddr().String())
	return identity{scheme: "ip", name: host}
}

// leave forgets the connection, not its session.
func (c *client) leave() {
	e := c.p.m.e
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(c.p.clients, c)
	c.held = nil
	for _, w := range c.p.watches {
		w.forget(c)
	}
	if c.session != nil && c.session.client == c {
		c.session.client = nil
		if e.silentAfter > 0 {
			c.session.heard = time.Now()
		}
		e.watchSessionsLocked()
	}
}

// frame reads one request.
func (c *client) frame() (*reader, bool) {
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
	return &reader{buf: body}, err == nil
}

// greet is the handshake. A server that serves nobody, or that is behind what the
// client has seen, closes the connection without an answer.
func (c *client) greet() bool {
	r, ok := c.frame()
	if !ok || !c.p.enter() {
		return false
	}
	r.int32() // protocol version
	seen, timeout, id, password := uint64(r.int64()), r.int32(), r.int64(), r.buffer()
	e := c.p.m.e
	if r.bad || c.p.role == looking || seen > c.p.m.zxid {
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
	w := newWriter().int32(0)
	if s == nil {
		c.out.send(w.int32(0).int64(0).buffer(make([]byte, 16)))
		return false
	}
	c.out.send(w.int32(int32(s.timeout.Milliseconds())).int64(s.id).buffer(s.password))
	return true
}

// attachLocked takes the session over from whatever connection it had before.
func (c *client) attachLocked(s *session) {
	if s == nil {
		return
	}
	if s.client != nil {
		_ = s.client.conn.Close() // the client has left it
	}
	s.client, s.heard, c.session = c, time.Now(), s
}
