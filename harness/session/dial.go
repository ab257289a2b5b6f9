package session

import (
	"context"
	"errors"
	"net"
	"time"
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
func (l *link) dial(_, _ string, limit time.Duration) (net.Conn, error) {
	l.closeLeftover()
	g := l.nextGoal()
	if g == nil {
		close(l.closingDialed)
		return newClosingConn(), nil
	}
	conn, err := l.dialGoal(g, limit)
	if err != nil {
		l.recordFailure(g, err)
		return nil, err
	}
	return l.adopt(g, conn)
}

// closeLeftover closes the connection on which the library learned that its session
// expired, because the library leaves it open.
func (l *link) closeLeftover() {
	l.mu.Lock()
	w := l.wire
	l.mu.Unlock()
	if w != nil {
		_ = w.Close() // the connection is not used any more
	}
}

// nextGoal waits until there is a server to dial, and for the backoff if that server has
// just failed to answer. It returns nil if the session is closed.
func (l *link) nextGoal() *goal {
	for {
		l.mu.Lock()
		g, state, changed, failures := l.goal, l.state, l.changed, l.failures
		l.mu.Unlock()
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

func (l *link) dialGoal(g *goal, limit time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(g.ctx, limit)
	defer cancel()
	return l.opts.Dial(ctx, g.server)
}

// adopt makes conn the session's connection unless the goal has changed since the dial.
func (l *link) adopt(g *goal, conn net.Conn) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.goal != g {
		return nil, errors.Join(g.ctx.Err(), conn.Close())
	}
	l.wire = newWire(l, g, conn)
	return l.wire, nil
}

// recordFailure keeps the cause of a failure to connect to g.
func (l *link) recordFailure(g *goal, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.goal == g {
		l.failure = err
		l.failures++
	}
}
