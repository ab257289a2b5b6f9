// Package session implements a ZooKeeper client session that can be moved,
// disconnected and expired on request, and that records every operation, handshake
// and watch event in a timeline. It is the only package that imports the client
// library.
package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Options configure a session.
type Options struct {
	Name    string        // name of the session in the scenario
	Server  int           // number of the first server
	Timeout time.Duration // session timeout to request; the server may grant another one
	Log     *timeline.Log // nil makes the session quiet
	// Dial connects to a server. It is called for each connection, because the address of
	// a server may change when it restarts.
	Dial func(ctx context.Context, server int) (net.Conn, error)
	// Auth holds the credentials that each new session sends before any other request.
	Auth []Credentials
	// Quiet sessions are used by the harness itself and not recorded.
	Quiet bool
}

// State is the state of the session as its client knows it.
type State string

// The states.
const (
	Connecting State = "connecting" // tries to connect to its server until it succeeds
	Connected  State = "connected"
	Away       State = "away" // disconnected on purpose
	Expired    State = "expired"
	Closed     State = "closed"
)

// ErrExpired reports that a server does not know the session any more.
var ErrExpired = errors.New("the session has expired")

// ErrClosed reports that the client has closed the session.
var ErrClosed = errors.New("the session is closed")

// Session is a ZooKeeper session and its connection. It is safe for concurrent use.
type Session struct {
	link  *link
	conn  *zk.Conn
	ended <-chan zk.Event // closed when the library's goroutines have ended
}

// Open starts a session and returns after its handshake.
func Open(ctx context.Context, opts Options) (*Session, error) {
	if opts.Log == nil {
		opts.Log, opts.Quiet = timeline.New(nil), true
	}
	s := &Session{link: newLink(opts)}
	conn, ended, err := zk.Connect([]string{"target:0"}, opts.Timeout,
		zk.WithDialer(s.link.dial), zk.WithHostProvider(singleHost{}), zk.WithLogger(discardLog{}), zk.WithLogInfo(false))
	if err != nil {
		return nil, fmt.Errorf("open session %s: %w", opts.Name, err)
	}
	s.conn, s.ended = conn, ended
	if _, err := s.Connect(ctx, opts.Server); err != nil {
		return nil, fmt.Errorf("open session %s: %w", opts.Name, errors.Join(err, s.giveUp(ctx, err)))
	}
	return s, nil
}

// giveUp closes a session that could not be opened. A server that refuses credentials keeps
// the session and closes the connection, so the session connects again to be closed.
func (s *Session) giveUp(ctx context.Context, reason error) error {
	var err error
	if refused := new(RefusedError); errors.As(reason, &refused) {
		_, err = s.Connect(ctx, 0)
	}
	return errors.Join(err, s.Close(ctx))
}

// Name returns the name of the session in the scenario.
func (s *Session) Name() string { return s.link.opts.Name }

// ID returns the session id that a server granted last. An expiry does not reset it.
func (s *Session) ID() timeline.SessionID { return s.link.sessionID() }

// Server returns the number of the server that the session is connected to, or was
// directed to last.
func (s *Session) Server() int {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	return s.link.server
}

// Timeout returns the session timeout that a server granted last.
func (s *Session) Timeout() time.Duration {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	return s.link.timeout
}

// State returns the current state as the client knows it.
func (s *Session) State() State {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	return s.link.state
}

// discardLog discards the library's log, because the timeline records all of it.
type discardLog struct{}

func (discardLog) Printf(string, ...any) {}
