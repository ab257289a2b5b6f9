package harness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Session finds a session by its name, "" for the scenario's only one, and opens
// it at its first use.
func (env *Env) Session(ctx context.Context, name string) (*session.Session, error) {
	declared, ok := env.Scenario.Session(name)
	if !ok {
		return nil, verdict.Inconclusive("there is no session %q", name)
	}
	opened := env.declared(declared.Name)
	opened.mu.Lock() // words that run in parallel may use a session at the same time for the first time
	defer opened.mu.Unlock()
	if s := opened.session.Load(); s != nil {
		return s, nil
	}
	ctx, cancel := context.WithTimeout(ctx, StateLimit)
	defer cancel()
	s, err := env.open(ctx, session.Options{Name: declared.Name, Server: declared.Server, Timeout: declared.Timeout, Log: env.Log})
	if err != nil {
		return nil, verdict.Inconclusive("open session %q: %w", declared.Name, err)
	}
	opened.session.Store(s)
	return s, nil
}

// Connect brings a session of the scenario to a server; 0 is its last one. It
// opens a session that was closed, or never opened, as a new one.
func (env *Env) Connect(ctx context.Context, name string, server int) (timeline.Handshake, error) {
	declared, ok := env.Scenario.Session(name)
	if !ok {
		return timeline.Handshake{}, verdict.Inconclusive("there is no session %q", name)
	}
	opened := env.declared(declared.Name)
	s := opened.session.Load()
	if s != nil && s.State() != session.Closed {
		return s.Connect(ctx, server)
	}
	switch {
	case server == 0 && s != nil:
		server = s.Server()
	case server == 0:
		server = declared.Server
	}
	opened.mu.Lock()
	defer opened.mu.Unlock()
	if now := opened.session.Load(); now != s { // a word that runs in parallel was faster
		return now.Connect(ctx, server)
	}
	s, err := env.open(ctx, session.Options{Name: declared.Name, Server: server, Timeout: declared.Timeout, Log: env.Log})
	if err != nil {
		return timeline.Handshake{Client: declared.Name, Server: server}, err
	}
	opened.session.Store(s)
	return timeline.Handshake{Client: declared.Name, Server: server, Granted: s.ID(), Timeout: s.Timeout()}, nil
}

// Present finds a session without opening it; nil is one that was not used yet.
func (env *Env) Present(name string) *session.Session {
	declared, _ := env.Scenario.Session(name)
	return env.declared(declared.Name).session.Load()
}

// Events lists the events of watches that came to a session of the scenario, in order.
func (env *Env) Events(name string) []timeline.Watch {
	declared, _ := env.Scenario.Session(name)
	var all []timeline.Watch
	for _, e := range env.Log.Events() {
		if e.Watch != nil && e.Watch.Client == declared.Name {
			all = append(all, *e.Watch)
		}
	}
	return all
}

// openSession is a session that the scenario declares, from its first use on.
type openSession struct {
	mu      sync.Mutex // held while it is opened
	session atomic.Pointer[session.Session]
}

func (env *Env) declared(name string) *openSession {
	env.mu.Lock()
	defer env.mu.Unlock()
	if env.sessions[name] == nil {
		env.sessions[name] = &openSession{}
	}
	return env.sessions[name]
}

// Opened lists the scenario's sessions that were opened.
func (env *Env) Opened() []*session.Session {
	env.mu.Lock()
	defer env.mu.Unlock()
	var all []*session.Session
	for _, s := range env.sessions {
		if opened := s.session.Load(); opened != nil {
			all = append(all, opened)
		}
	}
	return all
}

func (env *Env) resolve(ctx context.Context, id int) (string, error) {
	s, err := env.Server(id)
	if err != nil {
		return "", err
	}
	return s.machine.ClientAddr(ctx)
}

// visit opens a session of the harness's own on a server, which records nothing.
func (env *Env) visit(ctx context.Context, id int) (*session.Session, error) {
	return env.open(ctx, session.Options{Name: fmt.Sprintf("harness at %d", id), Server: id, Timeout: visitTimeout, Quiet: true})
}

// visitAll visits several servers at the same time. All visitors that arrived
// come back, also with an error.
func (env *Env) visitAll(ctx context.Context, ids []int) ([]*session.Session, error) {
	visitors := make([]*session.Session, len(ids))
	err := atOnce(len(ids), func(i int) (err error) {
		visitors[i], err = env.visit(ctx, ids[i])
		return err
	})
	return slices.DeleteFunc(visitors, func(s *session.Session) bool { return s == nil }), err
}

// leave ends visits.
func leave(ctx context.Context, visitors []*session.Session) {
	_ = atOnce(len(visitors), func(i int) error { return visitors[i].Close(ctx) }) // they only read
}

// open opens a session that has an id of its own. Releases before 3.4.6 forget
// the server's number in it (ZOOKEEPER-1622), so that servers that began to serve
// in the same millisecond give the same ids to different clients. Such a session
// is left alone, since closing it would close its namesake, which has to move to
// where it is already, to be known as the owner again.
func (env *Env) open(ctx context.Context, opts session.Options) (*session.Session, error) {
	opts.Resolve = env.resolve
	for {
		s, err := session.Open(ctx, opts)
		if err != nil {
			return nil, err
		}
		namesake := env.admit(s)
		if namesake == nil {
			return s, nil
		}
		env.Note("server %d gave the id %s to a second client (ZOOKEEPER-1622); opening another session", opts.Server, s.ID())
		err = errors.Join(s.Disconnect(ctx), s.Close(ctx))
		if _, moveErr := namesake.Move(ctx, namesake.Server()); errors.Join(err, moveErr) != nil {
			return nil, errors.Join(err, moveErr)
		}
	}
}

// admit adds a session to the open ones, unless one of them has the same id.
func (env *Env) admit(s *session.Session) (namesake *session.Session) {
	env.mu.Lock()
	defer env.mu.Unlock()
	env.opened = slices.DeleteFunc(env.opened, func(other *session.Session) bool { return other.State() == session.Closed })
	for _, other := range env.opened {
		if other.State() == session.Connected && other.ID() == s.ID() {
			return other
		}
	}
	env.opened = append(env.opened, s)
	return nil
}

// visitTimeout is long enough for reading a tree, and short enough that a session
// of a harness that died does not linger.
const visitTimeout = 10 * time.Second
