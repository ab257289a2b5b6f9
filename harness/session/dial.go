package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// goal is the server that the session must connect to. A new goal replaces it and ends
// every dial and connection made for it.
type goal struct {
	server int
	ctx    context.Context //nolint:containedctx // ends with the goal, not with a call
	cancel context.CancelFunc
}

func newGoal(server int) *goal {
	ctx, cancel := context.WithCancel(context.Background())
	return &goal{server: server, ctx: ctx, cancel: cancel}
}

// singleHost gives the library a single placeholder address, because dial resolves the
// real one.
type singleHost struct{}

func (singleHost) Init([]string) error  { return nil }
func (singleHost) Len() int             { return 1 }
func (singleHost) Connected()           {}
func (singleHost) Next() (string, bool) { return "target:0", false } // true would make the library wait for one second

// dial connects the library to a server. It blocks while the session is disconnected on
// purpose.
func (s *Session) dial(network, _ string, limit time.Duration) (net.Conn, error) {
	s.closeLeftover()
	g := s.nextGoal()
	if g == nil {
		close(s.closingDialed)
		return newClosingConn(), nil
	}
	conn, err := s.dialGoal(g, network, limit)
	if err != nil {
		s.recordFailure(g, err)
		return nil, err
	}
	return s.adopt(g, conn)
}

// closeLeftover closes the connection on which the library learned that its session
// expired, because the library leaves it open.
func (s *Session) closeLeftover() {
	s.mu.Lock()
	w := s.wire
	s.mu.Unlock()
	if w != nil {
		_ = w.Close() // the connection is not used any more
	}
}

// nextGoal waits until there is a server to dial, and for the backoff if that server has
// just failed to answer. It returns nil if the session is closed.
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
		case failures == 0 || waitBackoff(g.ctx, failures):
			return g
		}
	}
}

const (
	minBackoff = 5 * time.Millisecond
	maxBackoff = 160 * time.Millisecond
)

// waitBackoff waits for the backoff after a number of failures in a row: 10 ms, doubling
// up to 160 ms. It returns false if ctx ends before.
func waitBackoff(ctx context.Context, failures int) bool {
	pause := maxBackoff
	if failures < 6 {
		pause = min(minBackoff<<failures, maxBackoff)
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

func (s *Session) dialGoal(g *goal, network string, limit time.Duration) (net.Conn, error) {
	addr, err := s.opts.Resolve(g.ctx, g.server)
	if err != nil {
		return nil, fmt.Errorf("find address: %w", err)
	}
	d := net.Dialer{Timeout: limit}
	return d.DialContext(g.ctx, network, addr)
}

// adopt makes conn the session's connection unless the goal has changed since the dial.
func (s *Session) adopt(g *goal, conn net.Conn) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.goal != g {
		return nil, errors.Join(g.ctx.Err(), conn.Close())
	}
	s.wire = newWire(s, g, conn)
	return s.wire, nil
}

// recordFailure keeps the cause of a failure to connect to g.
func (s *Session) recordFailure(g *goal, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.goal == g {
		s.failure = err
		s.failures++
	}
}

// redirect drops the connection and sets the server to connect to; 0 is the last one.
// It fails if allowed returns an error for the current state.
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

// dropLocked ends the goal and its connection.
func (s *Session) dropLocked() {
	if s.goal != nil {
		s.goal.cancel()
	}
	if s.wire != nil {
		_ = s.wire.Conn.Close() // closed on purpose: its error is of no interest
		s.wire.abandonLocked()
	}
	s.goal, s.wire, s.failure, s.failures = nil, nil, nil, 0
	s.lastUnanswered = timeline.Handshake{}
}

// awaitConnected waits until the session is connected to g's server. It fails if that
// has become impossible, or with ctx.
func (s *Session) awaitConnected(ctx context.Context, g *goal) (timeline.Handshake, error) {
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
			return h, errors.New("the session was directed to another server meanwhile")
		case state == Connected:
			return h, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return h, s.waitError(ctx)
		}
	}
}

// waitError returns the error of a wait that ctx ended: the cause of ctx, with the last
// failure to connect if there was one.
func (s *Session) waitError(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure == nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), s.failure)
}
