package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// VisitTimeout is the session timeout of the harness's own sessions: long enough for
// reading a tree, and short enough that a session of a dead harness soon expires.
const VisitTimeout = 10 * time.Second

// Sessions holds the sessions of one run: those that the scenario declares, and the
// harness's own.
type Sessions struct {
	cluster *Cluster

	mu       sync.Mutex
	declared map[string]*declaredSession
	open     []*session.Session // the harness's own too
}

// declaredSession is a session of the scenario, from its first use on.
type declaredSession struct {
	turn    chan struct{} // of one word at a time to open, connect or close it
	session atomic.Pointer[session.Session]
}

// take waits until no other word opens, connects or closes the session.
func (d *declaredSession) take(ctx context.Context) error {
	select {
	case d.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("another word opens or closes it: %w", context.Cause(ctx))
	}
}

func (d *declaredSession) free() { <-d.turn }

// present returns the session unless it is closed, or was not opened yet.
func (d *declaredSession) present() (s *session.Session, open bool) {
	s = d.session.Load()
	return s, s != nil && s.State() != session.Closed
}

// dialBy returns how sessions connect to servers, given how one connects to a machine.
func (ss *Sessions) dialBy(dial func(context.Context, runtime.Machine) (net.Conn, error)) func(context.Context, int) (net.Conn, error) {
	return func(ctx context.Context, id int) (net.Conn, error) {
		s, err := ss.cluster.Server(id)
		if err != nil {
			return nil, err
		}
		return dial(ctx, s.machine)
	}
}

// declare returns the options of a session of the scenario.
func (ss *Sessions) declare(d spec.Session, server int) session.Options {
	return session.Options{
		Name: d.Name, Server: server, Timeout: d.Timeout, Log: ss.cluster.Log, Dial: ss.dialBy(runtime.DialClient), Auth: credentials(d.Auth),
	}
}

func credentials(written []spec.Credentials) []session.Credentials {
	all := make([]session.Credentials, len(written))
	for i, c := range written {
		all[i] = session.Credentials(c)
	}
	return all
}

// Open returns a session of the scenario, which it opens at its first use.
func (ss *Sessions) Open(ctx context.Context, d spec.Session) (*session.Session, error) {
	opened := ss.of(d.Name)
	if s, open := opened.present(); open {
		return s, nil
	}
	ctx, cancel := context.WithTimeout(ctx, StateLimit)
	defer cancel()
	s, err := ss.openOnce(ctx, opened, d)
	if err != nil {
		return nil, verdict.Inconclusive("open session %q: %w", d.Name, err)
	}
	return s, nil
}

// openOnce opens a session that no other word has opened meanwhile. One that was closed stays
// closed.
func (ss *Sessions) openOnce(ctx context.Context, opened *declaredSession, d spec.Session) (*session.Session, error) {
	if err := opened.take(ctx); err != nil {
		return nil, err
	}
	defer opened.free()
	if s := opened.session.Load(); s != nil {
		return s, nil
	}
	s, err := ss.add(ctx, ss.declare(d, d.Server))
	if err == nil {
		opened.session.Store(s)
	}
	return s, err
}

// BeginConnect begins to connect a session of the scenario to a server; 0 means its last one.
// A session that was closed, or never opened, is opened as a new one; other words that need
// it wait meanwhile. The caller must call the function that is returned, which waits for the
// handshake.
func (ss *Sessions) BeginConnect(ctx context.Context, d spec.Session, server int) session.Handshaking {
	opened := ss.of(d.Name)
	if err := opened.take(ctx); err != nil {
		return session.NotBegun(timeline.Handshake{Client: d.Name, Server: server}, err)
	}
	s, open := opened.present()
	switch {
	case open:
		defer opened.free()
		return s.BeginConnect(server)
	case server == 0 && s != nil:
		server = s.Server()
	case server == 0:
		server = d.Server
	}
	return func(ctx context.Context) (timeline.Handshake, error) {
		defer opened.free()
		s, err := ss.add(ctx, ss.declare(d, server))
		if err != nil {
			return timeline.Handshake{Client: d.Name, Server: server}, err
		}
		opened.session.Store(s)
		return timeline.Handshake{Client: d.Name, Server: server, Granted: s.ID(), Timeout: s.Timeout()}, nil
	}
}

// Take keeps other words from opening, connecting or closing a session of the scenario until
// free is called.
func (ss *Sessions) Take(ctx context.Context, name string) (free func(), err error) {
	opened := ss.of(name)
	if err := opened.take(ctx); err != nil {
		return nil, verdict.Inconclusive("session %q: %w", name, err)
	}
	return opened.free, nil
}

// Present returns a session of the scenario without opening it, or nil before its first use.
func (ss *Sessions) Present(name string) *session.Session { return ss.of(name).session.Load() }

func (ss *Sessions) of(name string) *declaredSession {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.declared[name] == nil {
		ss.declared[name] = &declaredSession{turn: make(chan struct{}, 1)}
	}
	return ss.declared[name]
}

// Close closes the sessions of the scenario.
func (ss *Sessions) Close(ctx context.Context) error {
	ss.mu.Lock()
	var all []*session.Session
	for _, d := range ss.declared {
		if s := d.session.Load(); s != nil {
			all = append(all, s)
		}
	}
	ss.mu.Unlock()
	return Concurrently(len(all), func(i int) error { return all[i].Close(ctx) })
}

// visit opens a session of the harness's own on a server, which is not recorded. It
// authenticates as the super user of the run, and with the credentials that the ensemble
// declares, except with those that the server refuses: a scenario may configure the server
// so (DigestAuthenticationProvider.enabled).
func (ss *Sessions) visit(ctx context.Context, id int) (*session.Session, error) {
	opts := session.Options{
		Name: fmt.Sprintf("harness at %d", id), Server: id, Timeout: VisitTimeout, Quiet: true, Dial: ss.dialBy(runtime.DialHarness),
		Auth: append(credentials(ss.cluster.ensemble.Auth), ss.cluster.super.credentials),
	}
	for {
		s, err := ss.add(ctx, opts)
		refused := new(session.RefusedError)
		if !errors.As(err, &refused) {
			return s, err
		}
		opts.Auth = slices.DeleteFunc(opts.Auth, func(c session.Credentials) bool { return c == refused.Credentials })
	}
}

// visitAll opens sessions of the harness's own on several servers concurrently. It
// returns those that were opened together with the error.
func (ss *Sessions) visitAll(ctx context.Context, ids []int) ([]*session.Session, error) {
	visitors := make([]*session.Session, len(ids))
	err := Concurrently(len(ids), func(i int) (err error) {
		visitors[i], err = ss.visit(ctx, ids[i])
		return err
	})
	return slices.DeleteFunc(visitors, func(s *session.Session) bool { return s == nil }), err
}

// leave closes sessions of the harness's own. They only read, so an error is harmless.
func leave(ctx context.Context, visitors []*session.Session) {
	_ = Concurrently(len(visitors), func(i int) error { return visitors[i].Close(ctx) })
}

// add opens a session with an id of its own. Releases before 3.4.6 leave the server's
// number out of it (ZOOKEEPER-1622), so that servers that began to serve in the same
// millisecond grant the same ids to different clients. Such a session is abandoned, since
// closing it would close its namesake, which has to reconnect to its server to be known
// as the owner again.
func (ss *Sessions) add(ctx context.Context, opts session.Options) (*session.Session, error) {
	for {
		s, err := session.Open(ctx, opts)
		if err != nil {
			return nil, err
		}
		namesake := ss.admit(s)
		if namesake == nil {
			return s, nil
		}
		ss.cluster.Log.Append(timeline.Event{Kind: timeline.KindNote, Actor: "harness",
			What: fmt.Sprintf("server %d gave the id %s to a second client (ZOOKEEPER-1622); opening another session", opts.Server, s.ID())})
		err = errors.Join(s.Disconnect(ctx), s.Close(ctx))
		if _, moveErr := namesake.Move(ctx, namesake.Server()); errors.Join(err, moveErr) != nil {
			return nil, errors.Join(err, moveErr)
		}
	}
}

// admit adds a session to the open ones, unless one of them has the same id.
func (ss *Sessions) admit(s *session.Session) (namesake *session.Session) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.open = slices.DeleteFunc(ss.open, func(other *session.Session) bool { return other.State() == session.Closed })
	for _, other := range ss.open {
		if other.State() == session.Connected && other.ID() == s.ID() {
			return other
		}
	}
	ss.open = append(ss.open, s)
	return nil
}
