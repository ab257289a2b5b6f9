package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// goal is the server that the session was told to be on. Whoever tells it
// another one ends it, and with it every dial and connection made for it.
type goal struct {
	server int
	ctx    context.Context //nolint:containedctx // it lives as long as the goal, not as a call
	cancel context.CancelFunc
}

func newGoal(server int) *goal {
	ctx, cancel := context.WithCancel(context.Background())
	return &goal{server: server, ctx: ctx, cancel: cancel}
}

// provider tells the library of one server only, whose address dial finds out.
type provider struct{}

func (provider) Init([]string) error  { return nil }
func (provider) Len() int             { return 1 }
func (provider) Connected()           {}
func (provider) Next() (string, bool) { return "target:0", false } // true would make the library wait for a second

// dial is the library's way to a server. It blocks while the session stays away.
func (s *Session) dial(network, _ string, limit time.Duration) (net.Conn, error) {
	s.hangUp()
	g := s.nextGoal()
	if g == nil {
		close(s.parting)
		return newFarewell(), nil
	}
	conn, err := s.reach(g, network, limit)
	if err != nil {
		s.fail(g, err)
		return nil, err
	}
	return s.adopt(g, conn)
}

// hangUp closes what the library left open: it forgets the connection on which
// it has learned that its session expired.
func (s *Session) hangUp() {
	s.mu.Lock()
	w := s.wire
	s.mu.Unlock()
	if w != nil {
		_ = w.Close() // of no further use
	}
}

// nextGoal waits until there is a server to dial, and a moment longer when it has
// just failed to answer. It answers nil when the session is closed.
func (s *Session) nextGoal() *goal {
	for {
		s.mu.Lock()
		g, state, changed, failures := s.goal, s.state, s.changed, s.failures
		s.mu.Unlock()
		switch {
		case state == Closed:
			return nil
		case g == nil:
			<-changed
		case failures == 0 || paced(g.ctx, failures):
			return g
		}
	}
}

const (
	firstPause   = 5 * time.Millisecond
	longestPause = 160 * time.Millisecond
)

// paced lets the pause after so many failures in a row pass. It answers false
// when ctx ends before.
func paced(ctx context.Context, failures int) bool {
	pause := longestPause
	if failures < 6 {
		pause = min(firstPause<<failures, longestPause)
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Session) reach(g *goal, network string, limit time.Duration) (net.Conn, error) {
	addr, err := s.opts.Resolve(g.ctx, g.server)
	if err != nil {
		return nil, fmt.Errorf("find address: %w", err)
	}
	d := net.Dialer{Timeout: limit}
	return d.DialContext(g.ctx, network, addr)
}

// adopt makes conn the session's connection, unless the goal has changed since.
func (s *Session) adopt(g *goal, conn net.Conn) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.goal != g {
		return nil, errors.Join(g.ctx.Err(), conn.Close())
	}
	s.wire = newWire(s, g, conn)
	return s.wire, nil
}

// fail notes why an attempt to reach g came to nothing.
func (s *Session) fail(g *goal, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.goal == g {
		s.failure = err
		s.failures++
	}
}

// redirect gives the session another server, or its own anew, and cuts the
// connection that it had. Server 0 is the last one.
func (s *Session) redirect(server int, allowed func(State) error) (*goal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := allowed(s.state); err != nil {
		return nil, err
	}
	if server == 0 {
		server = s.server
	}
	g := newGoal(server)
	s.dropLocked()
	s.goal, s.server = g, server
	s.setStateLocked(Connecting)
	return g, nil
}

// dropLocked ends the goal and the connection made for it.
func (s *Session) dropLocked() {
	if s.goal != nil {
		s.goal.cancel()
	}
	if s.wire != nil {
		_ = s.wire.Conn.Close() // cut on purpose: nothing that it could say matters
		s.wire.abandonLocked()
	}
	s.goal, s.wire, s.failure, s.failures = nil, nil, nil, 0
	s.unheard = timeline.Handshake{}
}

// settle waits until the session is on g's server, or cannot be any more.
func (s *Session) settle(ctx context.Context, g *goal) (timeline.Handshake, error) {
	for {
		s.mu.Lock()
		current, state, changed, h := s.goal, s.state, s.changed, s.handshake
		s.mu.Unlock()
		switch {
		case state == Expired:
			return h, ErrExpired
		case state == Closed:
			return h, ErrClosed
		case current != g:
			return h, errors.New("the session was sent elsewhere meanwhile")
		case state == Connected:
			return h, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return h, s.unreached(ctx)
		}
	}
}

// unreached is the error of a wait that ended too early: with the last thing
// that went wrong, or only with the end.
func (s *Session) unreached(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure == nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), s.failure)
}
