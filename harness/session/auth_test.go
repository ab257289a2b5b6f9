package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var ann = session.Credentials{Scheme: "digest", Secret: "ann:secret"}

// openAs opens a session with credentials, and closes it after the test.
func (c *cluster) openAs(credentials ...session.Credentials) *session.Session {
	c.t.Helper()
	opts := c.options(1)
	opts.Auth = credentials
	s, err := session.Open(c.t.Context(), opts)
	assert.NilError(c.t, err)
	c.t.Cleanup(func() { assert.NilError(c.t, s.Close(c.t.Context())) })
	return s
}

func TestNewSessionsSendTheirCredentialsFirst(t *testing.T) {
	c := start(t, &fake.Runtime{SilentAfter: time.Millisecond}, 1)
	s := c.openAs(ann, session.Credentials{Scheme: "digest", Secret: "bob:x"})
	ok(t, s.Do(t.Context(), session.Request{Op: timeline.OpCreate, Path: "/a", ACL: []string{"auth::cdrwa"}}))
	assert.Equal(t, len(ok(t, s.Do(t.Context(), session.Request{Op: timeline.OpACL, Path: "/a"})).ACL), 2)
	ops := c.events(timeline.KindOp)
	for i, e := range ops[:2] {
		assert.Equal(t, e.Op.Name, timeline.OpAuth)
		assert.Equal(t, e.Op.Asked, "digest")
		assert.Equal(t, e.Op.Xid, int32(i+2))
	}

	assert.NilError(t, s.Disconnect(t.Context()))
	reconnect(t, s)
	ok(t, s.Read(t.Context(), "/a"))
	assert.Equal(t, c.auths(), 2, "credentials are recorded once for each session")

	id := s.ID()
	assert.NilError(t, s.Expire(t.Context(), func(ctx context.Context) error { return c.logContains(ctx, 1, "Expiring session "+id.String()) }))
	reconnect(t, s)
	ok(t, s.Read(t.Context(), "/a"))
	assert.Equal(t, c.auths(), 4)
}

func (c *cluster) auths() (n int) {
	for _, e := range c.events(timeline.KindOp) {
		if e.Op.Name == timeline.OpAuth {
			n++
		}
	}
	return n
}

// A server closes the connection when it refuses credentials, and keeps the session.
func TestSessionWithRefusedCredentialsIsClosed(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	opts := c.options(1)
	opts.Auth = []session.Credentials{ann, {Scheme: "none", Secret: "x"}}
	_, err := session.Open(t.Context(), opts)
	refused := new(session.RefusedError)
	assert.Assert(t, errors.As(err, &refused), "%v", err)
	assert.Equal(t, refused.Credentials, opts.Auth[1])
	assert.ErrorContains(t, err, "authenticate with the scheme none: auth on server 1: refused, AuthFailed")
	shakes := c.handshakes()
	assert.Equal(t, shakes[len(shakes)-1].Handshake.Granted, shakes[0].Handshake.Granted)
}

// A tree shows what the session may see, and where it ends.
func TestTreeMarksWhatIsHidden(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s, other := c.openAs(ann), c.openNamed("other")
	for path, acl := range map[string][]string{"/safe": {"auth::cdrwa"}, "/listed": {"auth::cdrwa", "world:anyone:r"}} {
		ok(t, s.Do(t.Context(), session.Request{Op: timeline.OpCreate, Path: path, ACL: acl}))
		ok(t, s.Create(t.Context(), path+"/x", nil, ""))
	}
	ok(t, s.Do(t.Context(), session.Request{Op: timeline.OpCreate, Path: "/leaf", ACL: []string{"auth::cdrwa"}}))
	assert.DeepEqual(t, pathsOf(t, s, false), []string{"/", "/leaf", "/listed", "/listed/x", "/safe", "/safe/x"})
	assert.DeepEqual(t, pathsOf(t, s, true), []string(nil))
	assert.DeepEqual(t, pathsOf(t, other, false), []string{"/", "/leaf", "/listed", "/listed/x", "/safe"})
	assert.DeepEqual(t, pathsOf(t, other, true), []string{"/leaf", "/safe"})
}

// pathsOf lists the znodes of a tree, or only those whose children are hidden, without
// those of ZooKeeper itself.
func pathsOf(t *testing.T, s *session.Session, hidden bool) (paths []string) {
	t.Helper()
	tree, err := s.Tree(t.Context())
	assert.NilError(t, err)
	for _, z := range tree.Znodes {
		if (!hidden || z.Hidden) && !strings.HasPrefix(z.Path, "/zookeeper") {
			paths = append(paths, z.Path)
		}
	}
	return paths
}
