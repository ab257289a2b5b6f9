package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// opcode is ZooKeeper's number of an operation (ZooDefs.OpCode).
type opcode int32

const opClose opcode = -11

var opcodes = map[string]opcode{
	OpCreate: 1, OpDelete: 2, OpExists: 3, OpRead: 4, OpSet: 5, OpSync: 9, OpChildren: 12,
}

var flags = map[CreateMode]int32{
	"":                   zk.FlagPersistent,
	Persistent:           zk.FlagPersistent,
	PersistentSequential: zk.FlagSequence,
	Ephemeral:            zk.FlagEphemeral,
	EphemeralSequential:  zk.FlagEphemeralSequential,
}

// call is a request in the library's hands. The library hides its xid, and may
// hold it back while there is no connection; so calls are handed over one at a
// time, and the next one only when the wire has seen this one leave.
type call struct {
	req    Request
	code   opcode
	invoke time.Duration
	gone   chan struct{} // closed when the request has left, or never will
	done   chan struct{} // closed when the library has answered

	// Guarded by Session.mu until done.
	left      bool
	abandoned bool // its caller was told that it was not sent: it must not leave
	xid       int32
	server    int
	session   timeline.SessionID
	answered  bool
	answer    header

	// The library's answer, there when done is closed.
	path     string
	data     []byte
	children []string
	stat     *zk.Stat
	err      error
}

// header is a ReplyHeader, and when it came.
type header struct {
	zxid timeline.Zxid
	code int32
	at   time.Duration
}

// run is the library's call.
func (s *Session) run(c *call) {
	c.ask(s.conn)
	s.mu.Lock()
	s.passLocked(c)
	s.mu.Unlock()
	close(c.done)
}

func (c *call) ask(conn *zk.Conn) {
	r := c.req
	switch r.Op {
	case OpCreate:
		c.path, c.err = conn.Create(r.Path, r.Data, flags[r.Mode], zk.WorldACL(zk.PermAll))
	case OpSet:
		c.stat, c.err = conn.Set(r.Path, r.Data, r.Version)
	case OpDelete:
		c.err = conn.Delete(r.Path, r.Version)
	case OpRead:
		c.data, c.stat, c.err = conn.Get(r.Path)
	case OpExists:
		var there bool
		if there, c.stat, c.err = conn.Exists(r.Path); !there {
			c.stat = nil
		}
	case OpChildren:
		c.children, c.stat, c.err = conn.Children(r.Path)
		slices.Sort(c.children)
	case OpSync:
		_, c.err = conn.Sync(r.Path)
	default:
		c.err = errors.New("no such operation: " + r.Op)
	}
}

// passLocked lets the next call have its turn.
func (s *Session) passLocked(c *call) {
	if s.leaving == c {
		s.leaving = nil
		close(c.gone)
		<-s.turn
	}
}

// departs takes note of a request that is about to leave. It answers true when
// the request must not leave any more.
func (s *Session) departs(w *wire, xid int32, code opcode) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.leaving
	if c == nil || c.code != code {
		// The library's own. But once the session closes it drops calls that may still be in its queue.
		return s.state == Closed && code != opClose
	}
	c.abandoned = c.abandoned || s.state == Closed
	if !c.abandoned {
		c.left, c.xid, c.server, c.session = true, xid, w.goal.server, s.id
		w.unanswered[xid] = c
	}
	s.passLocked(c)
	return c.abandoned
}

// arrives takes note of a reply.
func (s *Session) arrives(w *wire, xid int32, h header) {
	h.at = s.opts.Log.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := w.unanswered[xid]; c != nil {
		delete(w.unanswered, xid)
		c.answered, c.answer = true, h
	}
}

// Pending is a request that has left, or never will.
type Pending struct {
	s      *Session
	c      *call
	refuse *Result // set when it never will
	muted  bool    // leave it out of the timeline
}

// Submit hands a request over and returns when it has left for the server: two
// requests that are submitted one after the other reach it in this order. While
// there is no connection it waits for one, but not when the session stays away.
// The caller owes a Wait, which writes the operation into the timeline.
func (s *Session) Submit(ctx context.Context, r Request) *Pending {
	p := &Pending{s: s, muted: s.opts.Quiet}
	invoke := s.opts.Log.Now()
	for {
		p.c = newCall(r, invoke)
		err := s.takeTurn(ctx, p.c)
		if err == nil {
			err = s.departure(ctx, p.c)
		}
		if err != nil {
			p.refuse = s.notSent(p.c, err)
			return p
		}
		if !s.bounced(p.c) {
			return p
		}
	}
}

func newCall(r Request, invoke time.Duration) *call {
	return &call{req: r, code: opcodes[r.Op], invoke: invoke, gone: make(chan struct{}), done: make(chan struct{})}
}

// bounced tells that the connection ended just before the request could leave;
// it can be submitted again without any doubt.
func (s *Session) bounced(c *call) bool {
	s.mu.Lock()
	left := c.left
	s.mu.Unlock()
	if left {
		return false
	}
	<-c.done // the library has answered already
	return errors.Is(c.err, zk.ErrConnectionClosed)
}

// takeTurn waits until the session is connected and no other call is leaving,
// and launches the call.
func (s *Session) takeTurn(ctx context.Context, c *call) error {
	for {
		s.mu.Lock()
		changed, err := s.changed, s.sendableLocked()
		connected := s.state == Connected
		s.mu.Unlock()
		var turn chan struct{} // blocks while not connected
		if connected {
			turn = s.turn
		}
		if err == nil && ctx.Err() != nil {
			err = s.unreached(ctx)
		}
		if err != nil {
			return err
		}
		select {
		case turn <- struct{}{}:
			if s.launch(c) {
				return nil
			}
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// launch hands the call and the turn over to the library, or gives the turn back
// when the connection is gone.
func (s *Session) launch(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != Connected {
		<-s.turn
		return false
	}
	s.leaving = c
	go s.run(c)
	return true
}

// departure waits until the call has left. When it has to give up before, the
// call stays abandoned in the library's queue.
func (s *Session) departure(ctx context.Context, c *call) error {
	for {
		s.mu.Lock()
		changed, err := s.changed, s.sendableLocked()
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err != nil && !c.left {
			c.abandoned = true
			s.mu.Unlock()
			return err
		}
		s.mu.Unlock()
		select {
		case <-c.gone:
			return nil
		case <-changed:
		case <-ctx.Done():
		}
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
