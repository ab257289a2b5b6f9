package session

import (
	"context"
	"errors"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// call is a request on its way. The session writes requests to the connection
// itself, since the library has no call for many of them, hides the xids, and
// forgets what watches a part of the requests leaves behind. The library's are
// the handshake, the pings and the end.
type call struct {
	req   Request
	code  timeline.Opcode
	body  []byte
	muted bool          // leave it out of the timeline
	done  chan struct{} // closed when the reply came, or cannot come any more

	// Written before the request leaves. left is that the connection has it: when that is
	// lost nobody knows how far the request came.
	left bool
	op   timeline.Op // as far as it is known by then

	// Written under Session.mu before done is closed.
	answered bool
	answer   header
	reply    []byte // what came behind the header
}

// header is a ReplyHeader, when it came, and at which place among all replies and
// watch events of the session.
type header struct {
	zxid    timeline.Zxid
	code    int32
	at      time.Duration
	arrival int
}

// firstXid leaves 1 to the library, whose only request is the close.
const firstXid = 2

// Pending is a request that has left, or never will.
type Pending struct {
	s      *Session
	c      *call
	refuse *Result // set when it never will
}

// Submit hands a request over and returns when it is on its way to the server: two
// requests that are submitted one after the other reach it in this order. While
// there is no connection it waits for one, but not when the session stays away.
// The caller owes a Wait, which writes the operation into the timeline; that it
// was invoked stands there before the request leaves.
func (s *Session) Submit(ctx context.Context, r Request) *Pending {
	return s.submit(ctx, r, s.opts.Quiet)
}

func (s *Session) submit(ctx context.Context, r Request, muted bool) *Pending {
	p := &Pending{s: s}
	p.c = &call{req: r, muted: muted, done: make(chan struct{}), op: s.asked(r)}
	var err error
	if p.c.code, p.c.body, err = r.encode(); err == nil {
		err = s.send(ctx, p.c)
	}
	if err != nil {
		p.refuse = s.notSent(p.c, err)
	}
	return p
}

// Sent tells whether the request has left.
func (p *Pending) Sent() bool { return p.refuse == nil }

// send waits until the session is connected, and sends the request.
func (s *Session) send(ctx context.Context, c *call) error {
	for {
		s.mu.Lock()
		changed, err := s.changed, s.sendableLocked()
		left := err == nil && ctx.Err() == nil && s.launchLocked(c)
		s.mu.Unlock()
		if err == nil && !left && ctx.Err() != nil {
			err = s.unreached(ctx)
		}
		if err != nil || left {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// launchLocked puts the request on its way, if there is a connection, and the server
// reads what comes on it.
func (s *Session) launchLocked(c *call) bool {
	w := s.wire
	if s.state != Connected || w == nil || len(w.outgoing) > mostOutgoing {
		return false
	}
	c.left = true
	c.op.Xid, c.op.Server, c.op.Session = s.nextXidLocked(), w.goal.server, s.id
	s.recordInvoke(c)
	w.unanswered[c.op.Xid] = c
	w.postLocked(frame(c.op.Xid, c.code, c.body))
	return true
}

// recordInvoke keeps an operation that may happen from being lost, whatever
// becomes of the harness.
func (s *Session) recordInvoke(c *call) {
	if c.muted {
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

// arrives takes note of a reply. It takes the session's place among what came.
func (s *Session) arrives(w *wire, xid int32, h header, reply []byte) {
	h.at = s.opts.Log.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := w.unanswered[xid]
	if c == nil {
		return // the answer to a ping, or to what the library or a resumption sent
	}
	s.arrival++
	h.arrival = s.arrival
	delete(w.unanswered, xid)
	c.answered, c.answer, c.reply = true, h, reply
	s.learnLocked(c)
	close(c.done)
}

// learnLocked draws the consequences of a reply for the session as such.
func (s *Session) learnLocked(c *call) {
	ok := c.answer.code == 0
	switch {
	case c.req.Op == timeline.OpWatch:
		s.watches.add(c.req.Watch, c.req.Path, names[c.answer.code])
	case c.req.Op == timeline.OpUnwatch && ok:
		s.watches.remove(c.req.Watch, c.req.Path)
	case c.req.Op == timeline.OpAuth && ok:
		s.credentials = append(s.credentials, c)
	case c.req.Op == timeline.OpClose && ok:
		s.dropLocked() // before the library comes back with a session that is gone
		s.setStateLocked(Away)
	}
}

// abandonLocked ends all calls whose replies cannot come any more.
func (w *wire) abandonLocked() {
	for xid, c := range w.unanswered {
		delete(w.unanswered, xid)
		close(c.done)
	}
}

var errAway = errors.New("the client stays away from the servers")

// sendableLocked says why requests do not leave now, nor later by themselves.
func (s *Session) sendableLocked() error {
	if s.state == Away {
		return errAway
	}
	return alive(s.state)
}
