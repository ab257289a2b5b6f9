package session

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// wire is a connection that reads along: what the client asks in its handshake,
// which xid each request has, which zxid each reply. It changes no byte.
type wire struct {
	net.Conn
	s    *Session
	goal *goal
	in   *bufio.Reader // halves the system calls of a client that reads lengths by themselves

	requests, replies    frames
	seeRequest, seeReply func([]byte)
	asked, greeted       bool // the handshake's halves
	withheld, late       bool // answers of seeRequest and seeReply to their callers
	askedID              timeline.SessionID
	lastZxidSeen         timeline.Zxid
	unanswered           map[int32]*call // by xid; guarded by s.mu
	handshakeLimit       time.Duration
}

func newWire(s *Session, g *goal, conn net.Conn) *wire {
	w := &wire{
		Conn:           conn,
		s:              s,
		goal:           g,
		in:             bufio.NewReaderSize(conn, 64<<10),
		unanswered:     map[int32]*call{},
		handshakeLimit: s.opts.Timeout * 2 / 3,
	}
	w.seeRequest, w.seeReply = w.request, w.reply // made once: a method value costs an allocation
	return w
}

// SetReadDeadline shortens the library's ten read timeouts for a handshake to one.
func (w *wire) SetReadDeadline(t time.Time) error {
	if limit := time.Now().Add(w.handshakeLimit); !w.greeted && t.After(limit) {
		t = limit
	}
	return w.Conn.SetReadDeadline(t)
}

// Write sees each request before it leaves. The library writes whole frames, so
// one that must not leave any more can be left out.
func (w *wire) Write(p []byte) (int, error) {
	w.withheld = false
	w.requests.feed(p, w.seeRequest)
	if w.withheld {
		return len(p), nil
	}
	n, err := w.Conn.Write(p)
	if err != nil {
		w.lost(err)
	}
	return n, err
}

// Read sees each reply before the library does.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	w.replies.feed(p[:n], w.seeReply)
	if w.late {
		return 0, net.ErrClosed
	}
	if err != nil {
		w.lost(err)
	}
	return n, err
}

// Close is the library's end of the connection.
func (w *wire) Close() error {
	w.lost(net.ErrClosed)
	return w.Conn.Close()
}

func (w *wire) request(head []byte) {
	if !w.asked {
		w.asked = true
		if len(head) >= 24 {
			w.lastZxidSeen = timeline.Zxid(binary.BigEndian.Uint64(head[4:]))
			w.askedID = timeline.SessionID(binary.BigEndian.Uint64(head[16:]))
		}
		return
	}
	if len(head) >= 8 {
		w.withheld = w.s.departs(w, xidOf(head), opcode(binary.BigEndian.Uint32(head[4:])))
	}
}

func (w *wire) reply(head []byte) {
	if len(head) < 16 {
		return
	}
	if !w.greeted {
		w.greeted = true
		timeout := time.Duration(binary.BigEndian.Uint32(head[4:])) * time.Millisecond
		w.late = !w.s.greet(w, timeline.SessionID(binary.BigEndian.Uint64(head[8:])), timeout)
		return
	}
	w.s.arrives(w, xidOf(head), header{
		zxid: positionOf(head[4:]),
		code: int32(binary.BigEndian.Uint32(head[12:])),
	})
}

// positionOf reads the zxid of a reply. Early 3.4 releases answer reads with -1,
// which is no position.
func positionOf(zxid []byte) timeline.Zxid {
	z := binary.BigEndian.Uint64(zxid)
	if z == math.MaxUint64 {
		return 0
	}
	return timeline.Zxid(z)
}

func xidOf(head []byte) int32 {
	return int32(binary.BigEndian.Uint32(head))
}

// greet takes the server's answer to the handshake. It answers false when the
// session was told to go elsewhere while the answer was on its way.
func (s *Session) greet(w *wire, granted timeline.SessionID, timeout time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire != w {
		return false
	}
	s.handshake = w.handshakeOf(granted, timeout)
	if granted == 0 {
		s.recordHandshake(s.handshake, timeline.Refused, ErrExpired.Error())
		s.goal.cancel()
		s.goal = nil // the library would open a new session by itself
		s.setStateLocked(Expired)
		return true
	}
	s.recordHandshake(s.handshake, timeline.OK, "")
	s.id, s.timeout, s.failure, s.failures = granted, timeout, nil, 0
	s.setStateLocked(Connected)
	return true
}

func (w *wire) handshakeOf(granted timeline.SessionID, timeout time.Duration) timeline.Handshake {
	return timeline.Handshake{
		Client:       w.s.opts.Name,
		Server:       w.goal.server,
		Asked:        w.askedID,
		LastZxidSeen: w.lastZxidSeen,
		Granted:      granted,
		Timeout:      timeout,
	}
}

// lost notes the end of the connection, whoever ended it.
func (w *wire) lost(reason error) {
	s := w.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire != w {
		return // ended on purpose
	}
	s.wire = nil
	switch s.state {
	case Connected:
		s.failure = fmt.Errorf("lost the connection to server %d: %w", w.goal.server, reason)
		s.setStateLocked(Connecting)
	case Connecting:
		s.unheardLocked(w, reason)
	}
}

// errUnanswered is how a server refuses a client that has seen more than itself,
// and also how it answers while it serves nobody: the two look alike.
var errUnanswered = errors.New("closed the connection without an answer")

// unheardLocked notes a handshake without an answer, in a row of equal ones once.
func (s *Session) unheardLocked(w *wire, reason error) {
	s.failures++
	s.failure = fmt.Errorf("server %d %w (%w); the client has seen zxid %s",
		w.goal.server, errUnanswered, reason, w.lastZxidSeen)
	if h := w.handshakeOf(0, 0); w.asked && h != s.unheard {
		s.unheard = h
		s.recordHandshake(h, timeline.Unknown, errUnanswered.Error())
	}
}

func (s *Session) recordHandshake(h timeline.Handshake, o timeline.Outcome, what string) {
	if s.opts.Quiet {
		return
	}
	s.opts.Log.Append(timeline.Event{
		Kind: timeline.KindHandshake, Actor: "session " + s.opts.Name, What: what, Outcome: o, Handshake: &h,
	})
}
