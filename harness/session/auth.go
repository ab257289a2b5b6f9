package session

import (
	"context"
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Credentials prove an identity of a client under a scheme, as ZooKeeper's addauth sends
// them: "digest" and "USER:PASSWORD".
type Credentials struct{ Scheme, Secret string }

// RefusedError reports that a server refused the credentials of a new session.
type RefusedError struct {
	Credentials Credentials
	Why         error
}

// Error implements error. It does not contain the secret.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("authenticate with the scheme %s: %s", e.Credentials.Scheme, e.Why)
}

// Unwrap returns the server's answer.
func (e *RefusedError) Unwrap() error { return e.Why }

// authenticateLocked sends the credentials of a new session, before any other request. A
// server may close a session whose first request is another one (enforce.auth).
func (l *link) authenticateLocked(w *wire) {
	l.proofs = nil
	for _, c := range l.opts.Auth {
		p := l.prepare(Request{Op: timeline.OpAuth, Scheme: c.Scheme, Data: []byte(c.Secret)}, false)
		p.c.code, p.c.body, _ = p.c.req.encode() // cannot fail: the request has no path
		l.carryover.credentials = append(l.carryover.credentials, p.c)
		l.sendLocked(w, p.c)
		l.proofs = append(l.proofs, p)
	}
}

// authenticated waits for the answers to the credentials of a new session. It returns a
// *RefusedError if the server refused some of them. Without an answer they are repeated on
// the next connection.
func (l *link) authenticated(ctx context.Context) error {
	l.mu.Lock()
	proofs := l.proofs
	l.proofs = nil
	l.mu.Unlock()
	var refused error
	for i, p := range proofs {
		if r := p.Wait(ctx); r.Outcome == timeline.Refused && refused == nil {
			refused = &RefusedError{Credentials: l.opts.Auth[i], Why: r.Err()}
		}
	}
	return refused
}

// applyAuth keeps credentials that the server accepted, and forgets those that it refused.
func (o *carryover) applyAuth(c *call) {
	o.credentials = slices.DeleteFunc(o.credentials, func(other *call) bool { return other == c })
	if c.answer.code == 0 {
		o.credentials = append(o.credentials, c)
	}
}
