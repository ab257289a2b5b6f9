package session_test

import (
	"context"
	"encoding/binary"
	"strconv"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// servers starts n servers of a release as local processes; a single one is standalone.
// The first two start before the others, so that server 2 leads.
func servers(t *testing.T, release string, n int) *cluster {
	t.Helper()
	e := &spec.Ensemble{Release: release}
	for id := 1; id <= n; id++ {
		e.Servers = append(e.Servers, spec.Server{ID: id, Release: release})
	}
	ensemble, err := local.New(local.Options{}).Boot(t.Context(), e, nil)
	assert.NilError(t, err)
	t.Cleanup(func() { assert.NilError(t, ensemble.Close(context.Background())) })
	c := &cluster{t: t, machines: ensemble.Machines(), processes: map[int]runtime.Process{}, log: timeline.New(nil)}
	for _, m := range c.machines {
		if m.ID() == 3 {
			c.awaitServing(2)
		}
		p, err := m.Start(t.Context(), launch(release, m, c.machines))
		assert.NilError(t, err)
		c.processes[m.ID()] = p
	}
	return c
}

// awaitServing waits until the server serves clients.
func (c *cluster) awaitServing(id int) {
	c.t.Helper()
	opts := c.options(id)
	opts.Quiet = true
	s, err := session.Open(c.t.Context(), opts)
	assert.NilError(c.t, err)
	assert.NilError(c.t, s.Close(c.t.Context()))
}

func launch(release string, m runtime.Machine, all []runtime.Machine) runtime.Launch {
	place := m.Place()
	setup := server.Setup{
		ID: m.ID(), Host: place.Host, ClientPort: place.ClientPort, DataDir: place.DataDir, DataLogDir: place.DataLogDir,
		Config: map[string]string{"reconfigEnabled": "true"},
	}
	for _, other := range all {
		if len(all) == 1 {
			break // standalone
		}
		p := other.Place()
		setup.Peers = append(setup.Peers, server.Peer{ID: other.ID(), Host: p.Host, QuorumPort: p.QuorumPort, ElectionPort: p.ElectionPort})
	}
	return runtime.Launch{
		Release: release, Files: server.Files(setup), MyID: strconv.Itoa(m.ID()) + "\n",
		JVMOptions: []string{"-Xmx128m", "-Dzookeeper.extendedTypesEnabled=true", "-Dznode.container.checkIntervalMs=500",
			"-Dzookeeper.DigestAuthenticationProvider.superDigest=super:lK75jTNcA+U9vtVEw5vB51mj/w4="}, // of "super:secret"
	}
}

// openNamed opens another session on server 1, and closes it after the test.
func (c *cluster) openNamed(name string) *session.Session {
	c.t.Helper()
	opts := c.options(1)
	opts.Name = name
	s, err := session.Open(c.t.Context(), opts)
	assert.NilError(c.t, err)
	c.t.Cleanup(func() { assert.NilError(c.t, s.Close(context.Background())) })
	return s
}

// eachRelease runs f on one server of each release.
func eachRelease(t *testing.T, f func(t *testing.T, release string, c *cluster)) {
	t.Helper()
	for _, release := range []string{"3.4.14", "3.5.0-alpha", "3.5.7", "3.8.6", "3.9.5"} {
		t.Run(release, func(t *testing.T) { f(t, release, servers(t, release, 1)) })
	}
}

// supportedSince asserts that an operation is ok since a release, and that older servers
// refuse it.
func supportedSince(t *testing.T, first, release string, s *session.Session, r session.Request) {
	t.Helper()
	since, err := spec.ParseConstraint(">= " + first)
	assert.NilError(t, err)
	result := s.Do(t.Context(), r)
	if since.Allows(release) {
		ok(t, result)
		return
	}
	assertOutcome(t, result, timeline.Refused, "Unimplemented")
	reconnect(t, s)
}

// reconnect reconnects the session to its server, because servers close the connection
// after an unsupported request.
func reconnect(t *testing.T, s *session.Session) {
	t.Helper()
	_, err := s.Connect(t.Context(), 0)
	assert.NilError(t, err)
}

func TestOperationsOfEachRelease(t *testing.T) {
	eachRelease(t, func(t *testing.T, release string, c *cluster) {
		t.Helper()
		s := c.open(1)
		ctx := t.Context()
		do := func(r session.Request) session.Result { return s.Do(ctx, r) }
		ok(t, s.Create(ctx, "/x", []byte("x"), ""))

		supportedSince(t, "3.5.1", release, s, session.Request{Op: timeline.OpCreate, Path: "/container", Mode: timeline.Container})
		for _, mode := range []timeline.CreateMode{timeline.PersistentWithTTL, timeline.PersistentSequentialWithTTL} {
			supportedSince(t, "3.5.3", release, s, session.Request{Op: timeline.OpCreate, Path: "/ttl", Mode: mode, TTL: time.Hour})
		}
		for _, mode := range []timeline.WatchMode{timeline.WatchData, timeline.WatchChildren, timeline.WatchExists} {
			ok(t, do(session.Request{Op: timeline.OpWatch, Path: "/x", Watch: mode}))
		}
		for _, mode := range []timeline.WatchMode{timeline.WatchData, timeline.WatchChildren} {
			supportedSince(t, "3.5.0", release, s, session.Request{Op: timeline.OpUnwatch, Path: "/x", Watch: mode})
		}
		for _, mode := range []timeline.WatchMode{timeline.WatchPersistent, timeline.WatchRecursive} {
			supportedSince(t, "3.6.0", release, s, session.Request{Op: timeline.OpWatch, Path: "/x", Watch: mode})
		}
		for _, mode := range []timeline.WatchMode{timeline.WatchPersistent, timeline.WatchRecursive} {
			unwatch := session.Request{Op: timeline.OpUnwatch, Path: "/x", Watch: mode}
			switch release {
			case "3.9.5":
				ok(t, do(session.Request{Op: timeline.OpWatch, Path: "/x", Watch: mode}))
				ok(t, do(unwatch))
				assertOutcome(t, do(unwatch), timeline.Refused, "NoWatcher")
			case "3.5.7", "3.8.6": // they support the opcode but not the type
				assertOutcome(t, do(unwatch), timeline.Refused, "MarshallingError")
			}
		}
		assertOutcome(t, do(session.Request{Op: timeline.OpRequest, Opcode: 999}), timeline.Refused, "Unimplemented")
		reconnect(t, s)
		raw := ok(t, do(session.Request{Op: timeline.OpRequest, Opcode: 3, Fields: []any{"/x", false}}))
		assert.Equal(t, len(raw.Reply), 68)
		assert.Equal(t, timeline.Zxid(binary.BigEndian.Uint64(raw.Reply)), ok(t, s.Read(ctx, "/x")).Stat.Czxid)
		assertOutcome(t, do(session.Request{Op: timeline.OpRequest, Opcode: 1, Fields: []any{"/y", []byte(nil), int32(0), int32(0)}}), timeline.Refused, "InvalidACL")
	})
}

func TestTransactionsAreAllOrNothing(t *testing.T) {
	eachRelease(t, func(t *testing.T, _ string, c *cluster) {
		t.Helper()
		s := c.open(1)
		ctx := t.Context()
		do := func(parts ...session.Request) session.Result {
			return s.Do(ctx, session.Request{Op: timeline.OpTransaction, Parts: parts})
		}
		r := ok(t, do(
			session.Request{Op: timeline.OpCreate, Path: "/a", Data: []byte("1")},
			session.Request{Op: timeline.OpCreate, Path: "/a/n", Mode: timeline.PersistentSequential},
			session.Request{Op: timeline.OpSet, Path: "/a", Data: []byte("2"), Version: 0},
			session.Request{Op: timeline.OpCheck, Path: "/a", Version: 1},
			session.Request{Op: timeline.OpCreate, Path: "/b"},
			session.Request{Op: timeline.OpDelete, Path: "/b", Version: session.AnyVersion},
		))
		assert.Equal(t, len(r.Parts), 6)
		assert.Equal(t, r.Parts[1].Path, "/a/n0000000000")
		assert.Equal(t, r.Parts[2].Stat.Version, int32(1))
		for _, part := range r.Parts {
			assert.Equal(t, part.Outcome, timeline.OK)
		}
		read := ok(t, s.Read(ctx, "/a"))
		assert.Equal(t, string(read.Data), "2")
		assert.Equal(t, read.Stat.Czxid, r.Zxid)
		assert.Equal(t, read.Stat.Mzxid, r.Zxid)

		r = do(
			session.Request{Op: timeline.OpCreate, Path: "/c"},
			session.Request{Op: timeline.OpCheck, Path: "/a", Version: 7},
			session.Request{Op: timeline.OpDelete, Path: "/a", Version: session.AnyVersion},
		)
		assertOutcome(t, r, timeline.Refused, "BadVersion")
		for i, code := range []string{"", "BadVersion", "RuntimeInconsistency"} {
			assert.Equal(t, r.Parts[i].Code, code)
			assert.Equal(t, r.Parts[i].Outcome, timeline.Refused)
		}
		assert.Equal(t, ok(t, s.Exists(ctx, "/c")).Code, timeline.CodeNoNode)
	})
}

// The number of parts is that of ZOOKEEPER-3496: the request fits into jute.maxbuffer, the
// transaction that the server makes of it does not.
func TestLargeTransaction(t *testing.T) {
	c := servers(t, "3.9.5", 1)
	s := c.open(1)
	ok(t, s.Create(t.Context(), "/d", nil, ""))
	var parts []session.Request
	for range 17_500 {
		parts = append(parts, session.Request{Op: timeline.OpCreate, Path: "/d/a", Mode: timeline.PersistentSequential})
	}
	r := ok(t, s.Do(t.Context(), session.Request{Op: timeline.OpTransaction, Parts: parts}))
	assert.Equal(t, r.Parts[17_499].Path, "/d/a0000017499")
}

func TestACLs(t *testing.T) {
	eachRelease(t, func(t *testing.T, _ string, c *cluster) {
		t.Helper()
		s, other := c.open(1), c.openNamed("other")
		ctx := t.Context()
		acl := func(s *session.Session) session.Result {
			return s.Do(ctx, session.Request{Op: timeline.OpACL, Path: "/a"})
		}
		ok(t, s.Do(ctx, session.Request{Op: timeline.OpAuth, Scheme: "digest", Data: []byte("ann:secret")}))
		ok(t, s.Do(ctx, session.Request{Op: timeline.OpCreate, Path: "/a", ACL: []string{"auth::cdrwa", "world:anyone:c"}}))
		assert.Equal(t, len(acl(s).ACL), 2)
		assertOutcome(t, other.Read(ctx, "/a"), timeline.Refused, timeline.CodeNoAuth)

		assert.NilError(t, s.Disconnect(ctx)) // the credentials must be repeated on the next connection
		reconnect(t, s)
		set := ok(t, s.Do(ctx, session.Request{Op: timeline.OpSetACL, Path: "/a", ACL: []string{"ip:127.0.0.1:r", "world:anyone:a"}, Version: 0}))
		assert.Equal(t, set.Stat.Aversion, int32(1))
		r := ok(t, acl(other))
		assert.DeepEqual(t, r.ACL, []string{"ip:127.0.0.1:r", "world:anyone:a"})
		assert.Equal(t, r.Stat.Aversion, int32(1))
		assertOutcome(t, other.Set(ctx, "/a", nil, session.AnyVersion), timeline.Refused, timeline.CodeNoAuth)
		assertOutcome(t, s.Do(ctx, session.Request{Op: timeline.OpSetACL, Path: "/a", Version: 0}), timeline.Refused, "BadVersion")
	})
}

func TestRefusedCredentialsAreNotRepeated(t *testing.T) {
	c := servers(t, "3.9.5", 1)
	s := c.open(1)
	assertOutcome(t, s.Do(t.Context(), session.Request{Op: timeline.OpAuth, Scheme: "none"}), timeline.Refused, "AuthFailed")
	reconnect(t, s)
	ok(t, s.Sync(t.Context(), "/"))
}

func TestReconfig(t *testing.T) {
	c := servers(t, "3.9.5", 3)
	c.awaitServing(3)
	s := c.open(1)
	ctx := t.Context()
	r := s.Do(ctx, session.Request{Op: timeline.OpReconfig, Leaving: []string{"3"}, ConfigVersion: -1})
	assertOutcome(t, r, timeline.Refused, timeline.CodeNoAuth)
	assert.Equal(t, r.Asked, "leaving 3")
	ok(t, s.Do(ctx, session.Request{Op: timeline.OpAuth, Scheme: "digest", Data: []byte("super:secret")}))
	assertOutcome(t, s.Do(ctx, session.Request{Op: timeline.OpReconfig, Leaving: []string{"3"}, ConfigVersion: 77}), timeline.Refused, "BadVersion")
	r = ok(t, s.Do(ctx, session.Request{Op: timeline.OpReconfig, Leaving: []string{"3"}, ConfigVersion: -1}))
	assert.Equal(t, string(r.Data), string(ok(t, s.Read(ctx, "/zookeeper/config")).Data))
	assert.Equal(t, r.Stat.Mzxid, r.Zxid)
}

func TestCloseIsAnswered(t *testing.T) {
	eachRelease(t, func(t *testing.T, _ string, c *cluster) {
		t.Helper()
		s, other := c.open(1), c.openNamed("other")
		ok(t, s.Create(t.Context(), "/e", nil, timeline.Ephemeral))
		before := len(c.handshakes())
		ok(t, s.Do(t.Context(), session.Request{Op: timeline.OpClose}))
		assert.Equal(t, s.State(), session.Away)
		assert.NilError(t, s.Close(t.Context()))
		assert.Equal(t, ok(t, other.Exists(t.Context(), "/e")).Code, timeline.CodeNoNode)
		assert.Equal(t, s.State(), session.Closed)
		assertOutcome(t, s.Read(t.Context(), "/"), timeline.Refused, timeline.CodeNotSent)
		assert.Equal(t, len(c.handshakes()), before, "the library must not reconnect with a closed session")
	})
}

func TestContainersAndTTLsVanish(t *testing.T) {
	c := servers(t, "3.9.5", 1)
	s := c.open(1)
	ctx := t.Context()
	ok(t, s.Create(ctx, "/c", nil, timeline.Container))
	ok(t, s.Create(ctx, "/c/x", nil, ""))
	ok(t, s.Delete(ctx, "/c/x", session.AnyVersion))
	ttl := ok(t, s.Do(ctx, session.Request{Op: timeline.OpCreate, Path: "/t", Mode: timeline.PersistentWithTTL, TTL: time.Millisecond}))
	assert.Equal(t, ttl.Stat.Czxid, ttl.Zxid)
	for _, path := range []string{"/c", "/t"} {
		poll.WaitOn(t, func(poll.LogT) poll.Result {
			if r := s.Exists(ctx, path); r.Code != timeline.CodeNoNode {
				return poll.Continue("%s is still there: %v", path, r.Err())
			}
			return poll.Success()
		}, poll.WithTimeout(30*time.Second), poll.WithDelay(50*time.Millisecond))
	}
}
