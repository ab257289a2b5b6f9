package fakert

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

// client is a connection to a process.
type client struct {
	p       *process
	conn    net.Conn
	in      *bufio.Reader
	out     *bufio.Writer
	session *session
}

// longestFrame is ZooKeeper's jute.maxbuffer.
const longestFrame = 1 << 20

// serve talks to one client until it leaves, or has to.
func (p *process) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	c := &client{p: p, conn: conn, in: bufio.NewReader(conn), out: bufio.NewWriter(conn)}
	if !p.enter() {
		return
	}
	p.clients[c] = struct{}{}
	p.m.e.mu.Unlock()
	defer c.leave()
	head, err := c.in.Peek(4)
	switch {
	case err != nil:
	case bytes.Equal(head, []byte("srvr")), bytes.Equal(head, []byte("ruok")):
		c.word(string(head))
	case c.greet():
		c.talk()
	}
}

// leave forgets the connection, not its session.
func (c *client) leave() {
	e := c.p.m.e
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(c.p.clients, c)
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

// reply sends what was written, at once when the client has nothing more to say.
func (c *client) reply(w *writer) bool {
	if _, err := c.out.Write(w.frame()); err != nil {
		return false
	}
	return c.in.Buffered() > 0 || c.out.Flush() == nil
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
		c.reply(w.int32(0).int64(0).buffer(make([]byte, 16)))
		return false
	}
	return c.reply(w.int32(int32(s.timeout.Milliseconds())).int64(s.id).buffer(s.password))
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

// word answers a four-letter word, like ZooKeeper 3.9.
func (c *client) word(word string) {
	if !c.p.enter() {
		return
	}
	answer := "imok"
	if word == "srvr" {
		answer = c.p.srvrLocked()
	}
	c.p.m.e.mu.Unlock()
	_, _ = io.WriteString(c.conn, answer) // the client is free not to listen
}

func (p *process) srvrLocked() string {
	if p.role == looking {
		return "This ZooKeeper instance is not currently serving requests\n"
	}
	return fmt.Sprintf("Zookeeper version: %s-fake, built on 2026-01-01 00:00 UTC\n"+
		"Latency min/avg/max: 0/0.0/0\nReceived: 1\nSent: 0\nConnections: %d\nOutstanding: 0\n"+
		"Zxid: 0x%x\nMode: %s\nNode count: %d\n",
		p.m.release, len(p.clients), p.m.zxid, p.role, len(p.m.tree.nodes))
}
