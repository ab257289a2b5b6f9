// Package session is one ZooKeeper client session that can be moved, silenced
// and expired at will, and that records every call, reply, handshake and event of
// a watch. It is the only package that knows the client library.
package session

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Options say who the client is and how it reaches the servers.
type Options struct {
	Name    string        // how the scenario calls the session
	Server  int           // the first server
	Timeout time.Duration // asked for; the server may grant another one
	Log     *timeline.Log
	// Resolve tells the address of a server. It is asked anew at each dial,
	// since an address may change when its server starts again.
	Resolve func(ctx context.Context, server int) (string, error)
	// Quiet sessions record nothing: they are the harness's own eyes.
	Quiet bool
}

// State is what the client knows of its session.
type State string

// The states.
const (
	Connecting State = "connecting" // to the server that it was told, again and again
	Connected  State = "connected"
	Away       State = "away" // disconnected on purpose
	Expired    State = "expired"
	Closed     State = "closed"
)

// ErrExpired says that a server knows the session no more.
var ErrExpired = errors.New("the session has expired")

// ErrClosed says that the session was closed by its own client.
var ErrClosed = errors.New("the session is closed")

// Session is safe for concurrent use.
type Session struct {
	opts    Options
	conn    *zk.Conn
	ended   <-chan zk.Event // closed when the library's goroutines are gone
	parting chan struct{}   // closed when the library has a farewell for its connection

	mu      sync.Mutex
	state   State
	changed chan struct{} // closed and made anew when state or goal changes, or there is room for requests
	goal    *goal         // nil: stay away
	server  int           // the last goal's
	wire    *wire         // the connection to goal, if any
	xid     int32         // of the next request
	arrival int           // how many replies and watch events came so far

	watches     watches
	credentials []*call // that a server accepted; the next one has to hear them too

	handshake timeline.Handshake
	id        timeline.SessionID
	timeout   time.Duration
	failure   error // why the last attempt to reach goal came to nothing
	failures  int   // in a row
	unheard   timeline.Handshake
}

// Open starts a session and returns when its handshake is done.
func Open(ctx context.Context, opts Options) (*Session, error) {
	if opts.Log == nil {
		opts.Log, opts.Quiet = timeline.New(nil), true
	}
	s := &Session{
		opts:    opts,
		parting: make(chan struct{}),
		changed: make(chan struct{}),
		state:   Away,
		watches: watches{},
	}
	conn, ended, err := zk.Connect([]string{"target:0"}, opts.Timeout,
		zk.WithDialer(s.dial), zk.WithHostProvider(provider{}), zk.WithLogger(silent{}), zk.WithLogInfo(false))
	if err != nil {
		return nil, fmt.Errorf("open session %s: %w", opts.Name, err)
	}
	s.conn, s.ended = conn, ended
	if _, err := s.Connect(ctx, opts.Server); err != nil {
		return nil, fmt.Errorf("open session %s: %w", opts.Name, errors.Join(err, s.Close(ctx)))
	}
	return s, nil
}

// Name is how the scenario calls the session.
func (s *Session) Name() string { return s.opts.Name }

// ID is the session id that a server granted last. It stays after an expiry.
func (s *Session) ID() timeline.SessionID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// Server is the server that the session is on, or was told to reach last.
func (s *Session) Server() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server
}

// Timeout is the session timeout that a server granted last.
func (s *Session) Timeout() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.timeout
}

// State is what the client knows now.
func (s *Session) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *Session) setStateLocked(state State) {
	s.state = state
	s.wakeLocked()
}

// wakeLocked wakes everybody who waits for a change.
func (s *Session) wakeLocked() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// silent swallows the library's own log: the timeline says all of it, in order.
type silent struct{}

func (silent) Printf(string, ...any) {}
