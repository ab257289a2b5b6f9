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

	// Written under link.mu before done is closed.
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

// Pending is a request that was sent, or will never be.
type Pending struct {
	link    *link
	c       *call
	refused *Result // set if it will never be sent
}

// Submit sends a request and returns without waiting for the reply. Requests reach the
// server in the order in which they are submitted. Without a connection Submit waits for
// one until ctx ends; if the session is away, expired or closed it gives up immediately.
// The invocation is recorded before the request is sent. The caller must call Wait, which
// records the end of the operation.
func (s *Session) Submit(ctx context.Context, r Request) *Pending {
	return s.submit(ctx, r, false)
}

func (s *Session) submit(ctx context.Context, r Request, unrecorded bool) *Pending {
	p := s.link.prepare(r, unrecorded)
	var err error
	if p.c.code, p.c.body, err = r.encode(); err == nil {
		err = s.link.send(ctx, p.c)
	}
	if err != nil {
		p.refused = p.notSent(err)
	}
	return p
}

// prepare makes a call that is not sent yet.
func (l *link) prepare(r Request, unrecorded bool) *Pending {
	return &Pending{link: l, c: &call{req: r, unrecorded: unrecorded, done: make(chan struct{}), op: l.journal.invocation(r)}}
}

// Sent reports whether the request was sent.
func (p *Pending) Sent() bool { return p.refused == nil }

// ended returns a channel that is closed once Wait returns without waiting.
func (p *Pending) ended() <-chan struct{} {
	if p.refused == nil {
		return p.c.done
	}
	over := make(chan struct{})
	close(over)
	return over
}

// send waits until the session is connected, and sends the request.
func (l *link) send(ctx context.Context, c *call) error {
	for {
		l.mu.Lock()
		changed, err := l.changed, l.sendableLocked()
		sent := err == nil && ctx.Err() == nil && l.trySendLocked(c)
		l.mu.Unlock()
		if err == nil && !sent && ctx.Err() != nil {
			err = l.waitError(ctx)
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
func (l *link) trySendLocked(c *call) bool {
	w := l.wire
	if l.state != Connected || w == nil || len(w.outgoing) > maxOutgoing {
		return false
	}
	l.sendLocked(w, c)
	return true
}

// sendLocked queues the request for sending on the connection.
func (l *link) sendLocked(w *wire, c *call) {
	c.sent = true
	c.op.Xid, c.op.Server, c.op.Session = l.carryover.nextXid(), w.goal.server, l.id
	if !c.unrecorded {
		l.journal.invoked(c.op)
	}
	w.unanswered[c.op.Xid] = c
	w.enqueueLocked(frame(c.op.Xid, c.code, c.body))
}

// handleReply completes the call that a reply belongs to, and gives the reply the next
// position among the replies and watch events of the session.
func (l *link) handleReply(w *wire, xid int32, h header, reply []byte) {
	h.at = l.journal.log.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	c := w.unanswered[xid]
	if c == nil {
		return // reply to a ping or another request without a call
	}
	h.arrival = l.carryover.nextArrival()
	delete(w.unanswered, xid)
	c.answered, c.answer, c.reply = true, h, reply
	l.applyReplyLocked(c)
	close(c.done)
}

// applyReplyLocked updates the state of the session after a reply.
func (l *link) applyReplyLocked(c *call) {
	l.carryover.apply(c)
	if c.req.Op == timeline.OpClose && c.answer.code == 0 {
		l.dropLocked() // before the library reconnects with the closed session
		l.setStateLocked(Away)
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
func (l *link) sendableLocked() error {
	if l.state == Away {
		return errAway
	}
	return checkAlive(l.state)
}
