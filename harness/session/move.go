package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Move takes the session to another server: it cuts the connection and waits
// for the handshake there. The error is ErrExpired when that server knows the
// session no more; when ctx ends it names the last thing that went wrong. A
// server that refuses is asked again until then.
func (s *Session) Move(ctx context.Context, server int) (timeline.Handshake, error) {
	g, err := s.redirect(server, alive)
	return s.arrive(ctx, "move to", g, err)
}

// Connect brings the session back to a server; 0 is the last one. After an expiry
// it opens a new session.
func (s *Session) Connect(ctx context.Context, server int) (timeline.Handshake, error) {
	g, err := s.redirect(server, open)
	return s.arrive(ctx, "connect to", g, err)
}

func (s *Session) arrive(ctx context.Context, how string, g *goal, err error) (timeline.Handshake, error) {
	if err != nil {
		return timeline.Handshake{}, fmt.Errorf("%s server: %w", how, err)
	}
	h, err := s.settle(ctx, g)
	if err != nil {
		return h, fmt.Errorf("%s server %d: %w", how, g.server, err)
	}
	return h, nil
}

// Disconnect cuts the connection without closing the session, and stays away
// until Connect or Move.
func (s *Session) Disconnect(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := alive(s.state); err != nil {
		return fmt.Errorf("disconnect: %w", err)
	}
	s.dropLocked()
	s.setStateLocked(Away)
	return nil
}

// Expire makes the server expire the session: the client falls silent until
// expired, which waits for the server's own word, returns. Then it asks the
// server once more and demands the answer that the session is gone. It stays
// away afterwards.
func (s *Session) Expire(ctx context.Context, expired func(context.Context) error) error {
	if err := s.Disconnect(ctx); err != nil {
		return fmt.Errorf("expire: %w", err)
	}
	if err := expired(ctx); err != nil {
		return fmt.Errorf("expire: wait for the server: %w", err)
	}
	switch h, err := s.Connect(ctx, 0); {
	case errors.Is(err, ErrExpired):
		return nil
	case err != nil:
		return fmt.Errorf("expire: ask the server: %w", err)
	default:
		return errors.Join(fmt.Errorf("expire: server %d still knows session %s", h.Server, h.Granted), s.Disconnect(ctx))
	}
}

// Close closes the session, so that the server deletes its ephemeral znodes, and
// ends all goroutines. Without a connection the session is left to expire.
func (s *Session) Close(ctx context.Context) error {
	s.mu.Lock()
	if s.state == Closed {
		s.mu.Unlock()
		return nil
	}
	connected := s.state == Connected
	if !connected {
		s.dropLocked()
	}
	s.setStateLocked(Closed)
	s.mu.Unlock()
	if !connected {
		select {
		case <-s.parting:
		case <-ctx.Done():
		}
	}
	s.quit(ctx)
	return nil
}

// quit makes the library close the session, and waits until it has ended.
func (s *Session) quit(ctx context.Context) {
	said := make(chan struct{})
	go func() {
		defer close(said)
		s.conn.Close() // gives a silent server one second
	}()
	select {
	case <-said:
	case <-ctx.Done():
	}
	s.cut()
	<-said
	for range s.ended {
		continue // until it is closed
	}
}

// cut ends whatever connection there is.
func (s *Session) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropLocked()
}

// open says why a session cannot be connected.
func open(state State) error {
	if state == Closed {
		return ErrClosed
	}
	return nil
}

// alive says why the present session cannot go on.
func alive(state State) error {
	if state == Expired {
		return ErrExpired
	}
	return open(state)
}
