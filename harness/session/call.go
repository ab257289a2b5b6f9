package session

import (
	"context"
	"errors"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// call is a request in flight. The session writes requests to the connection itself,
// because the library has no method for many of them, hides the xids, and does not keep
// track of the watches that some of the requests set. Only the handshake, the pings and
// the final close request are left to the library.
type call struct {
	req        Request
	code       timeline.Opcode
	body       []byte
	unrecorded bool          // not recorded in the timeline
	done       chan struct{} // closed after the reply, or when no reply can come any more

	// Written before the request is sent. sent means that the connection has it: if that
	// is lost, it is unknown whether the request reached the server.
	sent bool
	op   timeline.Op // what is known before the reply

	// Written under Session.mu before done is closed.
	answered bool
	answer   header
	reply    []byte // bytes after the header
}

// header is a ReplyHeader, with the time of the reply and its position among all replies
// and watch events of the session, from 1.
type header struct {
	zxid    timeline.Zxid
	code    int32
	at      time.Duration
	arrival int
}

// firstXid leaves xid 1 to the library, whose only request is the close.
const firstXid = 2

// Pending is a request that was sent, or will never be.
type Pending struct {
	s       *Session
	c       *call
	refused *Result // set if it will never be sent
}

// Submit sends a request and returns without waiting for the reply. Requests reach the
// server in the order in which they are submitted. Without a connection Submit waits for
// one until ctx ends; if the session is away, expired or closed it gives up immediately.
// The invocation is recorded before the request is sent. The caller must call Wait, which
// records the end of the operation.
func (s *Session) Submit(ctx context.Context, r Request) *Pending {
	return s.submit(ctx, r, s.opts.Quiet)
}

func (s *Session) submit(ctx context.Context, r Request, unrecorded bool) *Pending {
	p := &Pending{s: s}
	p.c = &call{req: r, unrecorded: unrecorded, done: make(chan struct{}), op: s.invocation(r)}
	var err error
	if p.c.code, p.c.body, err = r.encode(); err == nil {
		err = s.send(ctx, p.c)
	}
	if err != nil {
		p.refused = s.notSent(p.c, err)
	}
	return p
}

// Sent reports whether the request was sent.
func (p *Pending) Sent() bool { return p.refused == nil }

// send waits until the session is connected, and sends the request.
func (s *Session) send(ctx context.Context, c *call) error {
	for {
		s.mu.Lock()
		changed, err := s.changed, s.sendableLocked()
		sent := err == nil && ctx.Err() == nil && s.trySendLocked(c)
		s.mu.Unlock()
		if err == nil && !sent && ctx.Err() != nil {
			err = s.waitError(ctx)
		}
		if err != nil || sent {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// trySendLocked sends the request if there is a connection and room in its queue. It
// returns false if not.
func (s *Session) trySendLocked(c *call) bool {
	w := s.wire
	if s.state != Connected || w == nil || len(w.outgoing) > maxOutgoing {
		return false
	}
	c.sent = true
	c.op.Xid, c.op.Server, c.op.Session = s.nextXidLocked(), w.goal.server, s.id
	s.recordInvoke(c)
	w.unanswered[c.op.Xid] = c
	w.enqueueLocked(frame(c.op.Xid, c.code, c.body))
	return true
}

// recordInvoke records the invocation, so that the operation is known even if the harness
// crashes before its end.
func (s *Session) recordInvoke(c *call) {
	if c.unrecorded {
		return
	}
	op := c.op
	s.opts.Log.Append(timeline.Event{Kind: timeline.KindInvoke, Actor: "session " + s.opts.Name, Op: &op})
}

func (s *Session) nextXidLocked() int32 {
	xid := max(s.xid, firstXid)
	s.xid = xid + 1
	return xid
}

// handleReply completes the call that a reply belongs to, and gives the reply the next
// position among the replies and watch events of the session.
func (s *Session) handleReply(w *wire, xid int32, h header, reply []byte) {
	h.at = s.opts.Log.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := w.unanswered[xid]
	if c == nil {
		return // reply to a ping or another request without a call
	}
	s.arrival++
	h.arrival = s.arrival
	delete(w.unanswered, xid)
	c.answered, c.answer, c.reply = true, h, reply
	s.applyReplyLocked(c)
	close(c.done)
}

// applyReplyLocked updates the state of the session after a reply.
func (s *Session) applyReplyLocked(c *call) {
	ok := c.answer.code == 0
	switch {
	case c.req.Op == timeline.OpWatch:
		s.watches.add(c.req.Watch, c.req.Path, errorNames[c.answer.code])
	case c.req.Op == timeline.OpUnwatch && ok:
		s.watches.remove(c.req.Watch, c.req.Path)
	case c.req.Op == timeline.OpAuth && ok:
		s.credentials = append(s.credentials, c)
	case c.req.Op == timeline.OpClose && ok:
		s.dropLocked() // before the library reconnects with the closed session
		s.setStateLocked(Away)
	}
}

// abandonLocked ends all unanswered calls, whose replies cannot come any more.
func (w *wire) abandonLocked() {
	for xid, c := range w.unanswered {
		delete(w.unanswered, xid)
		close(c.done)
	}
}

var errAway = errors.New("the session is disconnected on purpose")

// sendableLocked returns an error if requests can be sent neither now nor after waiting.
func (s *Session) sendableLocked() error {
	if s.state == Away {
		return errAway
	}
	return checkAlive(s.state)
}
