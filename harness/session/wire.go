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

// wire is a connection that the library and the session share: the library sends the
// handshake, the pings and the final close request, the session all other requests. It
// parses the ConnectRequest, all replies and all watch events without changing a byte.
// The library sees all replies too: it takes the zxid for its next handshake from them,
// and ignores those to requests that it has not sent.
type wire struct {
	net.Conn
	link *link
	goal *goal
	in   *bufio.Reader // halves the number of system calls, because the library reads each length separately

	requests, replies         frameReader
	onRequest, onReply        func([]byte)
	requestSeen, responseSeen bool // of the handshake
	superseded                bool // set by onReply: the session has another goal by now
	requestedID               timeline.SessionID
	lastZxidSeen              timeline.Zxid
	unanswered                map[int32]*call // by xid; guarded by link.mu
	outgoing                  []byte          // frames that wait until those before them are sent; guarded by link.mu
	sending                   bool            // sendQueued is running; guarded by link.mu
	handshakeTimeout          time.Duration
}

func newWire(l *link, g *goal, conn net.Conn) *wire {
	w := &wire{
		Conn:             conn,
		link:             l,
		goal:             g,
		in:               bufio.NewReaderSize(conn, 64<<10),
		requests:         frameReader{maxBody: headSize},
		replies:          frameReader{maxBody: unlimited},
		unanswered:       map[int32]*call{},
		handshakeTimeout: l.opts.Timeout * 2 / 3,
	}
	w.onRequest, w.onReply = w.readConnectRequest, w.readReply // stored, because each method value costs an allocation
	return w
}

// SetReadDeadline limits the handshake to one read timeout; the library allows ten.
func (w *wire) SetReadDeadline(t time.Time) error {
	if limit := time.Now().Add(w.handshakeTimeout); !w.responseSeen && t.After(limit) {
		t = limit
	}
	return w.Conn.SetReadDeadline(t)
}

// Write sends bytes of the library. It parses the ConnectRequest before sending it.
func (w *wire) Write(p []byte) (int, error) {
	if !w.requestSeen {
		w.requests.feed(p, w.onRequest)
	}
	n, err := w.Conn.Write(p)
	if err != nil {
		w.connectionLost(err)
	}
	return n, err
}

// maxOutgoing is the size of the queue, in bytes, above which requests wait outside it.
const maxOutgoing = 64 << 10

// enqueueLocked queues a frame for sending. It does not wait, because a server may have
// stopped reading. Frames that queue up during a write are sent together.
func (w *wire) enqueueLocked(frame []byte) {
	w.outgoing = append(w.outgoing, frame...)
	if !w.sending {
		w.sending = true
		go w.sendQueued()
	}
}

func (w *wire) sendQueued() {
	for {
		w.link.mu.Lock()
		frames := w.outgoing
		w.outgoing, w.sending = nil, len(frames) > 0
		if len(frames) > maxOutgoing {
			w.link.wakeLocked()
		}
		w.link.mu.Unlock()
		if len(frames) == 0 {
			return
		}
		w.send(frames)
	}
}

// send writes frames of the session. It closes the connection after an error, because a
// frame may have been sent in part.
func (w *wire) send(frames []byte) {
	if _, err := w.Conn.Write(frames); err != nil {
		w.connectionLost(err)
		_ = w.Conn.Close() // makes the library notice the loss
	}
}

// Read returns bytes to the library after parsing the replies in them. It fails once the
// session has another goal.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	w.replies.feed(p[:n], w.onReply)
	if w.superseded {
		return 0, net.ErrClosed
	}
	if err != nil {
		w.connectionLost(err)
	}
	return n, err
}

// Close closes the connection on behalf of the library.
func (w *wire) Close() error {
	w.connectionLost(net.ErrClosed)
	return w.Conn.Close()
}

func (w *wire) readConnectRequest(head []byte) {
	w.requestSeen = true
	if len(head) >= headSize {
		w.lastZxidSeen = timeline.Zxid(binary.BigEndian.Uint64(head[4:]))
		w.requestedID = timeline.SessionID(binary.BigEndian.Uint64(head[16:]))
	}
}

const (
	replyHeaderSize       = 16
	notificationXid int32 = -1 // ClientCnxn.NOTIFICATION_XID
)

func (w *wire) readReply(body []byte) {
	if len(body) < replyHeaderSize {
		return
	}
	if !w.responseSeen {
		w.responseSeen = true
		timeout := time.Duration(binary.BigEndian.Uint32(body[4:])) * time.Millisecond
		w.superseded = !w.link.completeHandshake(w, timeline.SessionID(binary.BigEndian.Uint64(body[8:])), timeout)
		return
	}
	xid, zxid, rest := int32(binary.BigEndian.Uint32(body)), zxidOf(body[4:]), body[replyHeaderSize:]
	if xid == notificationXid {
		w.link.handleWatchEvent(w, zxid, rest)
		return
	}
	w.link.handleReply(w, xid, header{zxid: zxid, code: int32(binary.BigEndian.Uint32(body[12:]))}, rest)
}

// zxidOf returns the zxid of a reply, or 0 if it has none: early 3.4 releases answer
// reads with -1.
func zxidOf(zxid []byte) timeline.Zxid {
	z := binary.BigEndian.Uint64(zxid)
	if z == math.MaxUint64 {
		return 0
	}
	return timeline.Zxid(z)
}

// completeHandshake handles the ConnectResponse. It returns false if the session was
// directed to another server while the response was on its way.
func (l *link) completeHandshake(w *wire, granted timeline.SessionID, timeout time.Duration) bool {
	h := w.handshakeOf(granted, timeout)
	if granted == 0 {
		return l.sessionExpired(w, h)
	}
	for _, frame := range l.resumeFrames(w.lastZxidSeen) {
		w.send(frame) // before any other request
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wire != w {
		return false
	}
	l.handshake = h
	l.journal.handshake(h, timeline.OK, "")
	l.id, l.timeout, l.failure, l.failures = granted, timeout, nil, 0
	if h.Asked == 0 {
		l.authenticateLocked(w)
	}
	l.setStateLocked(Connected)
	return true
}

// sessionExpired handles a ConnectResponse without a session: the server does not know
// it any more. It returns false if the session was directed to another server meanwhile.
func (l *link) sessionExpired(w *wire, h timeline.Handshake) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wire != w {
		return false
	}
	l.handshake = h
	l.journal.handshake(h, timeline.Refused, ErrExpired.Error())
	l.goal.cancel()
	l.goal = nil // keeps the library from opening a new session
	l.carryover.forget()
	l.setStateLocked(Expired)
	return true
}

func (w *wire) handshakeOf(granted timeline.SessionID, timeout time.Duration) timeline.Handshake {
	return timeline.Handshake{
		Client:       w.link.opts.Name,
		Server:       w.goal.server,
		Asked:        w.requestedID,
		LastZxidSeen: w.lastZxidSeen,
		Granted:      granted,
		Timeout:      timeout,
	}
}

// connectionLost handles the end of the connection, whichever side ended it.
func (w *wire) connectionLost(reason error) {
	l := w.link
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wire != w {
		return // dropped on purpose
	}
	l.wire = nil
	w.abandonLocked()
	switch l.state {
	case Connected:
		l.failure = fmt.Errorf("lost the connection to server %d: %w", w.goal.server, reason)
		l.setStateLocked(Connecting)
	case Connecting:
		l.noAnswerLocked(w, reason)
	}
}

// errNoAnswer reports a handshake without a response. A server that refuses a client
// whose lastZxidSeen is ahead of it behaves so, and so does one that is not serving; the
// client cannot distinguish the two.
var errNoAnswer = errors.New("closed the connection without an answer")

// noAnswerLocked handles a handshake without an answer. It records a series of equal
// ones once.
func (l *link) noAnswerLocked(w *wire, reason error) {
	l.failures++
	l.failure = fmt.Errorf("server %d %w (%w); the client has seen zxid %s",
		w.goal.server, errNoAnswer, reason, w.lastZxidSeen)
	if h := w.handshakeOf(0, 0); w.requestSeen && h != l.lastUnanswered {
		l.lastUnanswered = h
		l.journal.handshake(h, timeline.Unknown, errNoAnswer.Error())
	}
}
