package session

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// link connects a session to the server that it is directed to, and sends its requests.
type link struct {
	opts          Options
	journal       journal
	closingDialed chan struct{} // closed when the library has dialed a closingConn

	mu        sync.Mutex
	state     State
	changed   chan struct{} // closed and replaced when state or goal changes, or there is room for requests
	goal      *goal         // nil: do not connect
	server    int           // server of the last goal
	wire      *wire         // connection to goal, if any
	carryover carryover
	proofs    []*Pending // the credentials of a new session, until somebody waits for the answers

	handshake      timeline.Handshake
	id             timeline.SessionID
	timeout        time.Duration
	failure        error              // cause of the last failure to connect to goal
	failures       int                // number of failures in a row
	lastUnanswered timeline.Handshake // last handshake recorded without an answer
}

func newLink(opts Options) *link {
	return &link{
		opts:          opts,
		journal:       journal{name: opts.Name, log: opts.Log, quiet: opts.Quiet},
		closingDialed: make(chan struct{}),
		changed:       make(chan struct{}),
		state:         Away,
		carryover:     carryover{watches: watches{}},
	}
}

// resumeFrames returns the first requests on a new connection of a session.
func (l *link) resumeFrames(seen timeline.Zxid) [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.carryover.resumeFrames(seen)
}

// sessionID returns the session id that a server granted last.
func (l *link) sessionID() timeline.SessionID {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.id
}

func (l *link) setStateLocked(state State) {
	l.state = state
	l.wakeLocked()
}

// wakeLocked wakes all goroutines that wait for a change.
func (l *link) wakeLocked() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// disconnect drops the connection until the next goal. It fails if the session has ended.
func (l *link) disconnect() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := checkAlive(l.state); err != nil {
		return err
	}
	l.dropLocked()
	l.setStateLocked(Away)
	return nil
}

// close makes the state Closed and returns the state before. A connection stays for the
// library's close request.
func (l *link) close() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.state
	if before == Closed {
		return before
	}
	if before != Connected {
		l.dropLocked()
	}
	l.setStateLocked(Closed)
	return before
}

// drop drops the connection, if there is one.
func (l *link) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropLocked()
}

// redirect drops the connection and sets the server to connect to; 0 is the last one.
// It fails if allowed returns an error for the current state.
func (l *link) redirect(server int, allowed func(State) error) (*goal, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := allowed(l.state); err != nil {
		return nil, err
	}
	if server == 0 {
		server = l.server
	}
	g := newGoal(server)
	l.dropLocked()
	l.goal, l.server = g, server
	l.setStateLocked(Connecting)
	return g, nil
}

// dropLocked ends the goal and its connection.
func (l *link) dropLocked() {
	if l.goal != nil {
		l.goal.cancel()
	}
	if l.wire != nil {
		_ = l.wire.Conn.Close() // closed on purpose: its error is of no interest
		l.wire.abandonLocked()
	}
	l.goal, l.wire, l.failure, l.failures = nil, nil, nil, 0
	l.lastUnanswered = timeline.Handshake{}
}

// awaitConnected waits until the session is connected to g's server. It fails if that
// has become impossible, or with ctx.
func (l *link) awaitConnected(ctx context.Context, g *goal) (timeline.Handshake, error) {
	for {
		l.mu.Lock()
		current, state, changed, h := l.goal, l.state, l.changed, l.handshake
		l.mu.Unlock()
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
			return h, l.waitError(ctx)
		}
	}
}

// waitError returns the error of a wait that ctx ended: the cause of ctx, with the last
// failure to connect if there was one.
func (l *link) waitError(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failure == nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), l.failure)
}
