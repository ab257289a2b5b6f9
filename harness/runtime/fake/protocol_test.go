package fake_test

import (
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
)

type quiet struct{}

func (quiet) Printf(string, ...any) {}

// library opens a session of go-zookeeper, which implements the protocol independently.
func (c *cluster) library(id int) *zk.Conn {
	c.t.Helper()
	addr, err := c.machines[id-1].ClientAddr(c.t.Context())
	assert.NilError(c.t, err)
	conn, events, err := zk.Connect([]string{addr}, 10*time.Second, zk.WithLogger(quiet{}))
	assert.NilError(c.t, err)
	c.t.Cleanup(conn.Close)
	for e := range events {
		if e.State == zk.StateHasSession {
			return conn
		}
	}
	c.t.Fatal("the session did not begin")
	return nil
}

// alone starts a standalone server and returns a session of the library.
func alone(t *testing.T) *zk.Conn {
	t.Helper()
	return boot(t, &fake.Runtime{}, 1, 0).start(1).library(1)
}

var everybody = zk.WorldACL(zk.PermAll)

func TestMultiDoesAllOrNothing(t *testing.T) {
	conn := alone(t)
	made, err := conn.Multi(
		&zk.CreateRequest{Path: "/a", Data: []byte("1"), Acl: everybody},
		&zk.CreateRequest{Path: "/a/b-", Acl: everybody, Flags: zk.FlagSequence},
		&zk.CreateRequest{Path: "/a/b-", Acl: everybody, Flags: zk.FlagSequence},
		&zk.CheckVersionRequest{Path: "/a", Version: 0},
		&zk.SetDataRequest{Path: "/a", Data: []byte("2"), Version: 0},
		&zk.SetDataRequest{Path: "/a", Data: []byte("3"), Version: 1},
		&zk.DeleteRequest{Path: "/a/b-0000000000", Version: -1},
	)
	assert.NilError(t, err)
	assert.Equal(t, made[1].String, "/a/b-0000000000")
	assert.Equal(t, made[2].String, "/a/b-0000000001")
	assert.Equal(t, made[4].Stat.Version, int32(1))
	assert.Equal(t, made[5].Stat.Version, int32(2))
	data, before, err := conn.Get("/a")
	assert.NilError(t, err)
	assert.Equal(t, string(data), "3")
	assert.Equal(t, before.Cversion, int32(3))
	assert.Equal(t, before.Pzxid, before.Czxid, "one zxid for all")

	failed, err := conn.Multi(
		&zk.SetDataRequest{Path: "/a", Data: []byte("4"), Version: -1},
		&zk.CreateRequest{Path: "/a/c", Acl: everybody},
		&zk.CheckVersionRequest{Path: "/a", Version: 7},
		&zk.DeleteRequest{Path: "/a/b-0000000001", Version: -1},
	)
	assert.ErrorIs(t, err, zk.ErrBadVersion)
	assert.NilError(t, failed[0].Error)
	assert.NilError(t, failed[1].Error)
	assert.ErrorIs(t, failed[2].Error, zk.ErrBadVersion)
	assert.ErrorContains(t, failed[3].Error, "-2")
	data, after, err := conn.Get("/a")
	assert.NilError(t, err)
	assert.Equal(t, string(data), "3")
	assert.DeepEqual(t, before, after)
}

func TestACLs(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0).start(1)
	owner, other := c.library(1), c.library(1)
	assert.NilError(t, owner.AddAuth("digest", []byte("ann:secret")))
	_, err := owner.Create("/mine", nil, 0, zk.DigestACL(zk.PermAll, "ann", "secret"))
	assert.NilError(t, err)
	_, err = owner.Create("/auth", nil, 0, zk.AuthACL(zk.PermRead|zk.PermAdmin))
	assert.NilError(t, err)

	_, _, err = other.Get("/mine")
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	_, _, err = other.Children("/mine")
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	_, err = other.Set("/mine", nil, -1)
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	_, err = other.Create("/mine/x", nil, 0, everybody)
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	_, err = other.SetACL("/mine", everybody, -1)
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	_, _, err = other.Exists("/mine")
	assert.ErrorIs(t, err, zk.ErrNoAuth)

	_, err = owner.Create("/mine/x", nil, 0, everybody)
	assert.NilError(t, err)
	assert.ErrorIs(t, other.Delete("/mine/x", -1), zk.ErrNoAuth, "the parent decides")
	list, _, err := owner.GetACL("/auth")
	assert.NilError(t, err)
	assert.DeepEqual(t, list, zk.DigestACL(zk.PermRead|zk.PermAdmin, "ann", "secret"))

	s, err := owner.SetACL("/mine", everybody, 0)
	assert.NilError(t, err)
	assert.Equal(t, s.Aversion, int32(1))
	assert.Equal(t, s.Version, int32(0))
	_, err = owner.SetACL("/mine", everybody, 0)
	assert.ErrorIs(t, err, zk.ErrBadVersion)
	_, _, err = other.Get("/mine")
	assert.NilError(t, err)
	assert.NilError(t, other.AddAuth("digest", []byte("ann:secret")))
	_, _, err = other.Get("/auth")
	assert.NilError(t, err)
	assert.ErrorIs(t, other.AddAuth("kerberos", nil), zk.ErrAuthFailed)
}

func TestAddressACLs(t *testing.T) {
	conn := alone(t)
	for path, c := range map[string]struct {
		who string
		err error
	}{
		"/me":       {who: "127.0.0.1"},
		"/near":     {who: "127.0.0.0/8"},
		"/far":      {who: "10.9.1.1", err: zk.ErrNoAuth},
		"/far-away": {who: "10.9.0.0/16", err: zk.ErrNoAuth},
	} {
		_, err := conn.Create(path, nil, 0, []zk.ACL{{Perms: zk.PermRead, Scheme: "ip", ID: c.who}})
		assert.NilError(t, err)
		_, _, err = conn.Get(path)
		assert.Equal(t, err, c.err, path)
	}
}

func TestInvalidACLs(t *testing.T) {
	conn := alone(t)
	for _, list := range [][]zk.ACL{
		nil,
		{{Perms: 31, Scheme: "world", ID: "somebody"}},
		{{Perms: 31, Scheme: "auth"}}, // nothing proved
		{{Perms: 31, Scheme: "ip", ID: "here"}},
		{{Perms: 31, Scheme: "digest", ID: "ann"}},
		{{Perms: 31, Scheme: "kerberos", ID: "ann"}},
	} {
		_, err := conn.Create("/x", nil, 0, list)
		assert.ErrorIs(t, err, zk.ErrInvalidACL, "%v", list)
		_, err = conn.SetACL("/", list, -1)
		assert.ErrorIs(t, err, zk.ErrInvalidACL, "%v", list)
	}
}

func TestReadersSeeNoHashes(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0).start(1)
	owner, other := c.library(1), c.library(1)
	list := append(zk.DigestACL(zk.PermAdmin, "ann", "secret"), zk.WorldACL(zk.PermRead)...)
	_, err := owner.Create("/x", nil, 0, list)
	assert.NilError(t, err)
	seen, _, err := other.GetACL("/x")
	assert.NilError(t, err)
	list[0].ID = "ann:x"
	assert.DeepEqual(t, seen, list)
}

func TestSuperHasAllPermissions(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0)
	hash := zk.DigestACL(0, "super", "secret")[0].ID
	c.launch(1, "", "", "-Dzookeeper.DigestAuthenticationProvider.superDigest="+hash)
	conn := c.library(1)
	_, err := conn.Create("/x", nil, 0, zk.DigestACL(zk.PermAll, "ann", "secret"))
	assert.NilError(t, err)
	_, _, err = conn.Get("/x")
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	assert.NilError(t, conn.AddAuth("digest", []byte("super:secret")))
	_, _, err = conn.Get("/x")
	assert.NilError(t, err)
}

func TestContainersAndTTLs(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0)
	c.launch(1, "", "", "-Dzookeeper.extendedTypesEnabled=true", "-Dznode.container.checkIntervalMs=1")
	conn := c.library(1)
	_, err := conn.CreateContainer("/box", nil, zk.FlagContainer, everybody)
	assert.NilError(t, err)
	_, err = conn.CreateTTL("/short", nil, zk.FlagTTL, everybody, time.Millisecond)
	assert.NilError(t, err)
	_, err = conn.CreateTTL("/long", nil, zk.FlagTTL, everybody, time.Hour)
	assert.NilError(t, err)
	path, err := conn.CreateTTL("/long/n-", nil, zk.FlagPersistentSequentialWithTTL, everybody, time.Hour)
	assert.NilError(t, err)
	assert.Equal(t, path, "/long/n-0000000000")
	_, err = conn.CreateTTL("/never", nil, zk.FlagTTL, everybody, 0)
	assert.ErrorIs(t, err, zk.ErrBadArguments)

	_, s, err := conn.Get("/box")
	assert.NilError(t, err, "a container that was never used stays")
	assert.Equal(t, s.EphemeralOwner, int64(0), "servers hide the lifetime")
	_, err = conn.Create("/box/x", nil, 0, everybody)
	assert.NilError(t, err)
	assert.NilError(t, conn.Delete("/box/x", -1))
	for _, path := range []string{"/box", "/short"} {
		poll.WaitOn(t, func(poll.LogT) poll.Result {
			found, _, err := conn.Exists(path)
			if found || err != nil {
				return poll.Continue("%s: %v", path, err)
			}
			return poll.Success()
		}, poll.WithDelay(time.Millisecond))
	}
	_, _, err = conn.Get("/long")
	assert.NilError(t, err)
}

func TestLibraryReceivesWatchEvents(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2, 3)
	watcher, writer := c.library(1), c.library(2)
	found, _, exists, err := watcher.ExistsW("/x")
	assert.NilError(t, err)
	assert.Assert(t, !found)
	_, _, children, err := watcher.ChildrenW("/")
	assert.NilError(t, err)
	_, err = writer.Create("/x", nil, zk.FlagEphemeral, everybody)
	assert.NilError(t, err)
	assert.Equal(t, (<-exists).Type, zk.EventNodeCreated)
	assert.Equal(t, (<-children).Type, zk.EventNodeChildrenChanged)
	_, _, data, err := watcher.GetW("/x")
	assert.NilError(t, err)
	_, err = writer.Set("/x", nil, -1)
	assert.NilError(t, err)
	assert.Equal(t, (<-data).Type, zk.EventNodeDataChanged)
	_, _, data, err = watcher.GetW("/x")
	assert.NilError(t, err)
	writer.Close()
	assert.Equal(t, (<-data).Type, zk.EventNodeDeleted, "its session has ended")
}

const superProof = "super:secret"

// reconfigurable starts three voters and an observer that accept reconfigurations.
func reconfigurable(t *testing.T) (*cluster, *zk.Conn) {
	t.Helper()
	c := boot(t, &fake.Runtime{}, 3, 1)
	hash := zk.DigestACL(0, "super", "secret")[0].ID
	for id := 1; id <= 4; id++ {
		c.launch(id, "", "reconfigEnabled=true\n", "-Dzookeeper.DigestAuthenticationProvider.superDigest="+hash)
	}
	return c, c.library(1)
}

func TestReconfig(t *testing.T) {
	c, conn := reconfigurable(t)
	data, before, err := conn.Get("/zookeeper/config")
	assert.NilError(t, err)
	const three = "server.1=127.0.0.1:2888:3888:participant\nserver.2=127.0.0.1:2888:3888:participant\nserver.3=127.0.0.1:2888:3888:participant\n"
	assert.Equal(t, string(data), three+"server.4=127.0.0.1:2888:3888:observer\nversion=100000000")
	joining := []string{"server.4=127.0.0.1:2888:3888:participant;2181"}
	_, err = conn.IncrementalReconfig(joining, nil, -1)
	assert.ErrorIs(t, err, zk.ErrNoAuth)
	assert.NilError(t, conn.AddAuth("digest", []byte(superProof)))
	assert.Equal(t, before.Mzxid, int64(0x100000000))
	assert.Equal(t, before.Version, int32(-1))
	s, err := conn.IncrementalReconfig(joining, nil, before.Mzxid)
	assert.NilError(t, err)
	data, _, err = conn.Get("/zookeeper/config")
	assert.NilError(t, err)
	assert.Equal(t, string(data), three+"server.4=127.0.0.1:2888:3888:participant;2181\nversion=100000003", "a session and a failure came before")
	assert.Equal(t, s.Mzxid, int64(0x100000003))
	assert.Equal(t, c.roles(), "follower follower leader follower")
	_, err = conn.IncrementalReconfig(joining, nil, 0)
	assert.ErrorIs(t, err, zk.ErrBadVersion)

	_, err = conn.IncrementalReconfig(nil, []string{"1", "2"}, -1)
	assert.NilError(t, err)
	c.kill(1)
	c.kill(2)
	assert.Equal(t, c.roles(), "- - leader follower", "two of two are a majority")
}

func TestReconfigRefuses(t *testing.T) {
	c, conn := reconfigurable(t)
	assert.NilError(t, conn.AddAuth("digest", []byte(superProof)))
	for joining, leaving := range map[string]string{
		"server.4=127.0.0.1:2888:3888:participant": "", // no port for clients
		"server.4=": "",
		"":          "2,3",
	} {
		var join []string
		if joining != "" {
			join = []string{joining}
		}
		_, err := conn.IncrementalReconfig(join, []string{leaving}, -1)
		assert.ErrorIs(t, err, zk.ErrBadArguments, "%s %s", joining, leaving)
	}
	_, err := conn.IncrementalReconfig(nil, []string{"x"}, -1)
	assert.ErrorContains(t, err, "-5")
	c.kill(2)
	_, err = conn.Reconfig([]string{"server.2=a:1:2;3", "server.9=b:1:2;3", "server.1=c:1:2;3"}, -1)
	assert.ErrorContains(t, err, "-13", "there is no quorum of them")
	off := alone(t)
	_, err = off.IncrementalReconfig(nil, []string{"2"}, -1)
	assert.ErrorIs(t, err, zk.ErrReconfigDisabled)
}
