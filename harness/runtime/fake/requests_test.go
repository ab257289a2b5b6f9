package fake_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/server"
)

func (c *cluster) ask(id int, word string) string {
	c.t.Helper()
	answer, err := server.Command(c.t.Context(), c.dialing(id), word)
	assert.NilError(c.t, err)
	return answer
}

func TestCreate2ReturnsTheStat(t *testing.T) {
	a, _ := pair(t, "3.9.5")
	m := a.call(opCreate2, "/x-", "abc", open, 3)
	assert.Equal(t, m.string(), "/x-0000000000")
	s := m.stat()
	assert.Equal(t, s.length, int32(3))
	assert.Equal(t, s.created, m.zxid)
	assert.Assert(t, s.owner != 0)
	m.ended()
	list := a.call(opEphemerals, "/")
	assert.DeepEqual(t, list.strings(), []string{"/x-0000000000"})
	list = a.call(opEphemerals, "/y")
	assert.DeepEqual(t, list.strings(), []string{})
	assert.Equal(t, a.call(opCountChildren, "/zookeeper").int32(), int32(2))
}

func TestMultiOfAllKinds(t *testing.T) {
	a, _ := pair(t, "3.9.5")
	m := a.call(opMulti,
		opCreate2, false, -1, "/x", "", open, 0,
		opContainer, false, -1, "/x/box", "", open, 4,
		opDelete, false, -1, "/x/box", -1,
		-1, true, -1)
	for _, want := range []int32{opCreate2, opCreate2, opDelete} {
		assert.Equal(t, m.int32(), want)
		assert.Equal(t, m.bool(), false)
		assert.Equal(t, m.int32(), int32(0))
		if want != opDelete {
			m.string()
			assert.Equal(t, m.stat().created, m.zxid)
		}
	}
	assert.Equal(t, m.int32(), int32(-1))
	assert.Equal(t, m.bool(), true)
	assert.Equal(t, m.int32(), int32(-1))
	m.ended()
	for _, op := range []int{opGetData, opTTL} { // a read, and a create without its TTL
		assert.Equal(t, a.call(opMulti, op, false, -1, "/x", false, -1, true, -1).code, int32(marshallingError))
	}
}

func TestMultiReadReturnsEachResult(t *testing.T) {
	a, _ := pair(t, "3.9.5")
	a.create("/x", 0)
	a.set("/x", "abc")
	m := a.call(opMultiRead,
		opGetData, false, -1, "/x", false,
		opGetData, false, -1, "/none", false,
		opGetChildren, false, -1, "/zookeeper", false,
		-1, true, -1)
	head := func(op, code int32) {
		assert.Equal(t, m.int32(), op)
		assert.Equal(t, m.bool(), op == -1 && code == -1)
		assert.Equal(t, m.int32(), code)
	}
	head(opGetData, 0)
	assert.Equal(t, m.string(), "abc")
	assert.Equal(t, m.stat().version, int32(1))
	head(-1, noNode)
	assert.Equal(t, m.int32(), int32(noNode))
	head(opGetChildren, 0)
	assert.DeepEqual(t, m.strings(), []string{"config", "quota"})
	head(-1, -1)
	m.ended()
}

// The server answers that the operation is not implemented, and ends the connection.
func TestReleasesLackOperations(t *testing.T) {
	for _, c := range []struct {
		op         int
		lacks, has string
	}{
		{opCreate2, "3.4.14", "3.5.0-alpha"},
		{opRemoveWatches, "3.4.14", "3.5.0-alpha"},
		{opContainer, "3.5.0-alpha", "3.5.1-alpha"},
		{opMultiRead, "3.5.10", "3.6.0"},
		{opAddWatch, "3.5.10", "3.6.0"},
		{opSetWatches2, "3.5.10", "3.6.0"},
		{opEphemerals, "3.5.10", "3.6.0"},
	} {
		old, _ := pair(t, c.lacks)
		m := old.call(c.op)
		assert.Equal(t, m.code, int32(unimplemented), "%d in %s", c.op, c.lacks)
		assert.Equal(t, m.zxid, int64(-1))
		old.ends()
		young, _ := pair(t, c.has)
		assert.Equal(t, young.call(c.op).code, int32(marshallingError), "%d in %s", c.op, c.has)
	}
	never, _ := pair(t, "3.9.5")
	assert.Equal(t, never.call(opCheck, "/", -1).code, int32(unimplemented), "only in a multi")
	never.ends()
}

func TestTTLsNeedTheExtendedTypes(t *testing.T) {
	a, _ := pair(t, "3.9.5")
	ttl := []any{"/x", "", open, 5, int64(1000)}
	assert.Equal(t, a.call(opTTL, ttl...).code, int32(unimplemented))
	assert.Equal(t, a.call(opExists, "/x", false).code, int32(noNode), "and the connection goes on")
	old, _ := pair(t, "3.5.2-alpha")
	assert.Equal(t, old.call(opTTL, ttl...).code, int32(unimplemented))
	old.ends()
}

func TestAnotherReleaseFromARestartOn(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0)
	c.launch(1, "3.4.14", "")
	assert.Assert(t, strings.HasPrefix(c.ask(1, "srvr"), "Zookeeper version: 3.4.14-"))
	c.kill(1)
	c.launch(1, "3.9.5", "")
	assert.Assert(t, strings.HasPrefix(c.ask(1, "srvr"), "Zookeeper version: 3.9.5-"))
	assert.Equal(t, c.dial(1).call(opCreate2, "/x", "", open, 0).code, int32(0))
}

func TestInvalidPathsAndFlags(t *testing.T) {
	a, _ := pair(t, "3.9.5")
	for _, path := range []string{"", "x", "//x", "/.", "/x\x01"} {
		assert.Equal(t, a.call(opCreate, path, "", open, 0).code, int32(badArguments), "%q", path)
	}
	assert.Equal(t, a.call(opCreate, "/x", "", open, 7).code, int32(badArguments))
	assert.Equal(t, a.call(opDelete, "/zookeeper", -1).code, int32(badArguments))
	assert.Equal(t, a.call(opSetData, "/zookeeper/config", "", -1).code, int32(noAuth))
	assert.Equal(t, a.call(opSetData, "/zookeeper", "", 7).code, int32(badVersion))
	assert.Equal(t, a.call(opCreate, "/x").code, int32(marshallingError))
	nobody := acl{31, "world", "nobody"}
	assert.Equal(t, a.call(opCreate, "/x", "", nobody, 0).code, int32(invalidACL))
}

func TestWrongProofEndsTheConnection(t *testing.T) {
	a, _ := pair(t, "3.9.5")
	a.write(-4, opAuth, 0, "digest", "ann:secret")
	m := a.read().head()
	assert.DeepEqual(t, []int32{m.xid, m.code}, []int32{-4, 0})
	a.write(-4, opAuth, 0, "kerberos", "ann")
	m = a.read().head()
	assert.DeepEqual(t, []int32{m.xid, m.code}, []int32{-4, -115})
	a.ends()
}

func TestHangingRequests(t *testing.T) {
	a, b := pair(t, "3.9.5", fake.Deviation{Server: 1, Hangs: "/slow", HangsUntil: "/go"})
	first := a.send(opCreate, "/slow", "", open, 0)
	second := a.send(opCreate, "/behind", "", open, 0)
	a.write(-2, opPing)
	assert.Equal(t, a.read().head().xid, int32(-2), "pings are answered")
	assert.Equal(t, b.call(opExists, "/behind", false).code, int32(noNode))
	b.create("/go", 0)
	for _, xid := range []int32{first, second} {
		m := a.read().head()
		assert.Equal(t, m.xid, xid)
		assert.Equal(t, m.code, int32(0))
	}
	assert.Equal(t, a.call(opGetData, "/slow", false).code, int32(0))
}

func TestRequestsHangForever(t *testing.T) {
	a, b := pair(t, "3.9.5", fake.Deviation{Server: 1, Hangs: "/slow"})
	a.send(opMulti, opCreate, false, -1, "/slow", "", open, 0, -1, true, -1)
	assert.Equal(t, a.call(opClose).code, int32(0), "but its session can end")
	a.ends()
	assert.Equal(t, b.call(opGetChildren, "/", false).strings()[0], "zookeeper")
}

func TestMuteServersGrantNoSession(t *testing.T) {
	c := boot(t, &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, Mute: true}}}, 3, 0).start(1, 2, 3)
	assert.Equal(t, c.roles(), "follower follower leader")
	r := c.connect(1)
	r.write(int32(0), int64(0), int32(10_000), int64(0), make([]byte, 16))
	c.kill(1)
	_, err := r.conn.Read(make([]byte, 1))
	assert.Assert(t, err != nil, "the server answered")
}

func TestFourLetterWords(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 1).start(1, 2, 3, 4)
	c.dial(3).create("/e", 1)
	for word, want := range map[string]string{
		"ruok": "imok",
		"isro": "rw",
		"srvr": "Mode: leader\n",
		"stat": "Clients:\n /127.0.0.1:",
		"conf": "tickTime=500\nserverId=3\n",
		"cons": "to=10000)\n",
		"wchs": "Total watches:0\n",
		"dump": ":\n\t/e\n",
		"envi": "zookeeper.version=3.9.5-fake",
		"mntr": "zk_synced_followers\t2\nzk_synced_observers\t1\n",
		"srst": "Server stats reset.\n",
		"crst": "Connection stats reset.\n",
	} {
		assert.Assert(t, strings.Contains(c.ask(3, word), want), "%s: %s", word, c.ask(3, word))
	}
	assert.Assert(t, strings.Contains(c.ask(3, "mntr"), "zk_ephemerals_count\t1\n"))
	c.kill(1)
	c.kill(2)
	assert.Equal(t, c.ask(3, "mntr"), "This ZooKeeper instance is not currently serving requests\n")
	assert.Equal(t, c.ask(3, "isro"), "null")
	assert.Equal(t, c.ask(3, "ruok"), "imok")
}

func TestWhitelist(t *testing.T) {
	const refused = "mntr is not executed because it is not in the whitelist.\n"
	for _, c := range []struct {
		release, lines string
		refuses        bool
	}{
		{"3.9.5", "clientPort=2181\n", true},
		{"3.4.14", "clientPort=2181\n", false},
		{"3.9.5", "clientPort=2181\n4lw.commands.whitelist=ruok, mntr\n", false},
		{"3.9.5", "4lw.commands.whitelist=ruok\n", true},
		{"3.9.5", "4lw.commands.whitelist=*\n", false},
	} {
		cluster := boot(t, &fake.Runtime{}, 1, 0)
		cluster.launch(1, c.release, c.lines)
		assert.Equal(t, cluster.ask(1, "mntr") == refused, c.refuses, "%v", c)
	}
}
