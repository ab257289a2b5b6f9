package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Move moves the session to another server: it drops the connection and waits for the
// handshake with that server, retrying until ctx ends. It returns ErrExpired if the server
// does not know the session any more, and ErrClosed after Close. If ctx ends, the error
// contains the last failure to connect, and the handshake what was asked of which server.
func (s *Session) Move(ctx context.Context, server int) (timeline.Handshake, error) {
	return s.BeginMove(server)(ctx)
}

// BeginMove begins a Move, and returns the function that waits for its end.
func (s *Session) BeginMove(server int) Handshaking {
	return s.begin("move to", server, checkAlive)
}

// Connect reconnects the session to a server; 0 is the last one. After an expiry it opens a
// new session. It returns ErrClosed after Close.
func (s *Session) Connect(ctx context.Context, server int) (timeline.Handshake, error) {
	return s.BeginConnect(server)(ctx)
}

// BeginConnect begins a Connect, and returns the function that waits for its end.
func (s *Session) BeginConnect(server int) Handshaking {
	return s.begin("connect to", server, checkOpen)
}

// Handshaking waits for the handshake of a connection that was begun.
type Handshaking func(ctx context.Context) (timeline.Handshake, error)

// NotBegun returns the answer for a connection that could not even be begun.
func NotBegun(h timeline.Handshake, err error) Handshaking {
	return func(context.Context) (timeline.Handshake, error) { return h, err }
}

func (s *Session) begin(action string, server int, allowed func(State) error) Handshaking {
	g, err := s.link.redirect(server, allowed)
	return func(ctx context.Context) (timeline.Handshake, error) { return s.await(ctx, action, g, err) }
}

func (s *Session) await(ctx context.Context, action string, g *goal, err error) (timeline.Handshake, error) {
	if err != nil {
		return timeline.Handshake{}, fmt.Errorf("%s server: %w", action, err)
	}
	h, err := s.link.awaitConnected(ctx, g)
	if err == nil {
		err = s.link.authenticated(ctx)
	}
	switch {
	case err == nil:
		return h, nil
	case !errors.Is(err, ErrExpired): // the last handshake is one of before
		h = timeline.Handshake{Client: s.Name(), Server: g.server, Asked: s.ID()}
	}
	return h, fmt.Errorf("%s server %d: %w", action, g.server, err)
}

// Disconnect drops the connection without closing the session. The session stays
// disconnected until Connect or Move. It returns ErrExpired or ErrClosed if the session has
// ended.
func (s *Session) Disconnect(context.Context) error {
	if err := s.link.disconnect(); err != nil {
		return fmt.Errorf("disconnect: %w", err)
	}
	return nil
}

// Expire makes the server expire the session: the client disconnects and calls expired,
// which must wait for the server's own report of the expiry. Then it reconnects, and fails
// unless the server answers that the session does not exist. The session stays
// disconnected afterwards.
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

// Close closes the session, so that the server deletes its ephemeral znodes, and ends all
// goroutines. Without a connection the session remains on the servers until it expires.
func (s *Session) Close(ctx context.Context) error {
	before := s.link.close()
	if before == Closed {
		return nil
	}
	if before != Connected {
		select {
		case <-s.link.closingDialed:
		case <-ctx.Done():
		}
	}
	s.closeLibrary(ctx)
	return nil
}

// closeLibrary makes the library close the session, and waits until its goroutines have
// ended.
func (s *Session) closeLibrary(ctx context.Context) {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		s.conn.Close() // waits at most one second for the server
	}()
	select {
	case <-closed:
	case <-ctx.Done():
	}
	s.link.drop()
	<-closed
	for range s.ended {
		continue // until the channel is closed
	}
}

// checkOpen returns an error if no session can be connected in the state.
func checkOpen(state State) error {
	if state == Closed {
		return ErrClosed
	}
	return nil
}

// checkAlive returns an error if the current session has ended in the state.
func checkAlive(state State) error {
	if state == Expired {
		return ErrExpired
	}
	return checkOpen(state)
}
