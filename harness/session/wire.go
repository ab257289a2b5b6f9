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

// wire is a connection that two speak on: the library, for the handshake, the
// pings and the end, and the session for all else. It reads along: what the
// client asks in its handshake, each reply, and the event of each watch. It
// changes no byte, and the library sees all replies: it takes from them the zxid
// for its next handshake, and passes over those to requests that it has not made.
type wire struct {
	net.Conn
	s    *Session
	goal *goal
	in   *bufio.Reader // halves the system calls of a client that reads lengths by themselves

	requests, replies    frames
	seeRequest, seeReply func([]byte)
	asked, greeted       bool // the handshake's halves
	late                 bool // answer of seeReply to its caller
	askedID              timeline.SessionID
	lastZxidSeen         timeline.Zxid
	unanswered           map[int32]*call // by xid; guarded by s.mu
	outgoing             []byte          // frames that wait for those before them; guarded by s.mu
	sending              bool            // somebody is at it; guarded by s.mu
	handshakeLimit       time.Duration
}

func newWire(s *Session, g *goal, conn net.Conn) *wire {
	w := &wire{
		Conn:           conn,
		s:              s,
		goal:           g,
		in:             bufio.NewReaderSize(conn, 64<<10),
		requests:       frames{most: headSize},
		replies:        frames{most: everything},
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

// Write sees the handshake before it leaves.
func (w *wire) Write(p []byte) (int, error) {
	if !w.asked {
		w.requests.feed(p, w.seeRequest)
	}
	n, err := w.Conn.Write(p)
	if err != nil {
		w.lost(err)
	}
	return n, err
}

// mostOutgoing is the number of bytes behind which no more frames wait.
const mostOutgoing = 64 << 10

// postLocked sends a frame behind all others, without waiting: a server may read no
// more. Those that come while others leave go together.
func (w *wire) postLocked(frame []byte) {
	w.outgoing = append(w.outgoing, frame...)
	if !w.sending {
		w.sending = true
		go w.sendAll()
	}
}

func (w *wire) sendAll() {
	for {
		w.s.mu.Lock()
		frames := w.outgoing
		w.outgoing, w.sending = nil, len(frames) > 0
		if len(frames) > mostOutgoing {
			w.s.wakeLocked()
		}
		w.s.mu.Unlock()
		if len(frames) == 0 {
			return
		}
		w.send(frames)
	}
}

// send writes frames of the session's own. One that left in part only is the end
// of the connection.
func (w *wire) send(frames []byte) {
	if _, err := w.Conn.Write(frames); err != nil {
		w.lost(err)
		_ = w.Conn.Close() // so that the library learns of it
	}
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
	w.asked = true
	if len(head) >= headSize {
		w.lastZxidSeen = timeline.Zxid(binary.BigEndian.Uint64(head[4:]))
		w.askedID = timeline.SessionID(binary.BigEndian.Uint64(head[16:]))
	}
}

const (
	replyHeaderSize       = 16
	xidOfWatches    int32 = -1 // ClientCnxn.NOTIFICATION_XID
)

func (w *wire) reply(body []byte) {
	if len(body) < replyHeaderSize {
		return
	}
	if !w.greeted {
		w.greeted = true
		timeout := time.Duration(binary.BigEndian.Uint32(body[4:])) * time.Millisecond
		w.late = !w.s.greet(w, timeline.SessionID(binary.BigEndian.Uint64(body[8:])), timeout)
		return
	}
	xid, zxid, rest := int32(binary.BigEndian.Uint32(body)), positionOf(body[4:]), body[replyHeaderSize:]
	if xid == xidOfWatches {
		w.s.happens(w, zxid, rest)
		return
	}
	w.s.arrives(w, xid, header{zxid: zxid, code: int32(binary.BigEndian.Uint32(body[12:]))}, rest)
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

// greet takes the server's answer to the handshake. It answers false when the
// session was told to go elsewhere while the answer was on its way.
func (s *Session) greet(w *wire, granted timeline.SessionID, timeout time.Duration) bool {
	h := w.handshakeOf(granted, timeout)
	if granted == 0 {
		return s.expire(w, h)
	}
	for _, frame := range s.resumption(w) {
		w.send(frame) // before anybody else asks anything
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire != w {
		return false
	}
	s.handshake = h
	s.recordHandshake(h, timeline.OK, "")
	s.id, s.timeout, s.failure, s.failures = granted, timeout, nil, 0
	s.setStateLocked(Connected)
	return true
}

// expire notes that the server knows the session no more.
func (s *Session) expire(w *wire, h timeline.Handshake) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire != w {
		return false
	}
	s.handshake = h
	s.recordHandshake(h, timeline.Refused, ErrExpired.Error())
	s.goal.cancel()
	s.goal = nil // the library would open a new session by itself
	s.forgetLocked()
	s.setStateLocked(Expired)
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
	w.abandonLocked()
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
