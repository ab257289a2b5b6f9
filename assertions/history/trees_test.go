package history_test

import (
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// tree makes the event of one server's tree.
func tree(server int, zxid timeline.Zxid, znodes ...timeline.Znode) timeline.Event {
	return timeline.Event{Kind: timeline.KindTree, At: time.Hour, Tree: &timeline.Tree{Server: server, Zxid: zxid, Znodes: znodes}}
}

// znode makes a znode from its path, data, czxid and mzxid.
func znode(path, data string, czxid, mzxid timeline.Zxid) timeline.Znode {
	return timeline.Znode{Path: path, Digest: timeline.Digest([]byte(data)), Stat: timeline.Stat{Czxid: czxid, Mzxid: mzxid, Pzxid: czxid}}
}

// with changes the Stat of a znode.
func with(z timeline.Znode, change func(*timeline.Stat)) timeline.Znode {
	change(&z.Stat)
	return z
}

func TestReplicaAgreement(t *testing.T) {
	x := znode("/x", "1", 2, 3)
	own := znode("/zookeeper/config", "", 0, 0) // each server creates it with its own clock
	for _, c := range []struct {
		name   string
		events []timeline.Event
		want   timeline.Outcome
		why    string
	}{
		{"all the same", []timeline.Event{tree(1, 9, x), tree(2, 9, x), tree(3, 9, x)}, timeline.OK, "3 servers serve the same 1 znode at 0x9"},
		{"one server", []timeline.Event{tree(1, 9, x)}, timeline.Untested, "only one server's tree was read"},
		{"one server, no tree", []timeline.Event{{Kind: timeline.KindRun, Run: &timeline.Run{Servers: []timeline.Member{{ID: 1}}}}}, timeline.Untested, "only one server"},
		{"no tree", []timeline.Event{{Kind: timeline.KindNote}}, timeline.Unknown, "no server's tree was read"},
		{"different zxids", []timeline.Event{tree(1, 9, x), tree(2, 8)}, timeline.Unknown, "different zxids, 0x9 and 0x8"},
		{"own clock", []timeline.Event{
			tree(1, 9, with(own, func(s *timeline.Stat) { s.Ctime, s.Mtime = 1, 1 })),
			tree(2, 9, with(own, func(s *timeline.Stat) { s.Ctime, s.Mtime = 2, 2 })),
		}, timeline.OK, ""},
		{"own list of servers", []timeline.Event{
			tree(1, 9, x, znode("/zookeeper/config", "server.1", 0, 0)), tree(2, 9, x, znode("/zookeeper/config", "server.2", 0, 0)), tree(3, 9, x),
		}, timeline.OK, ""},
		{"a list of servers from a transaction", []timeline.Event{
			tree(1, 9, x, znode("/zookeeper/config", "server.1", 0, 4)), tree(2, 9, x, own),
		}, timeline.Broken, "/zookeeper/config (mzxid 0x0 instead of 0x4)"},
		{"the leader's clock", []timeline.Event{
			tree(1, 9, with(x, func(s *timeline.Stat) { s.Mtime = 1 })),
			tree(2, 9, with(x, func(s *timeline.Stat) { s.Mtime = 2 })),
		}, timeline.Broken, "server 2 differs from server 1 at 0x9 in 1 znode: has another state of /x (stat"},
		{"missing", []timeline.Event{tree(1, 9, x), tree(2, 9), tree(3, 9, x)}, timeline.Broken, "server 2 differs from server 1 at 0x9 in 1 znode: lacks /x"},
		{"extra", []timeline.Event{tree(1, 9), tree(2, 9, x), tree(3, 9)}, timeline.Broken, "server 2 differs from server 1 at 0x9 in 1 znode: still has /x"},
		{"older", []timeline.Event{tree(1, 9, x), tree(2, 9, znode("/x", "0", 2, 2)), tree(3, 9, x)}, timeline.Broken, "another state of /x (mzxid 0x2 instead of 0x3)"},
		{"other data", []timeline.Event{tree(1, 9, x), tree(2, 9, znode("/x", "2", 2, 3)), tree(3, 9, x)}, timeline.Broken, "/x (other data at the same mzxid)"},
		{"other children", []timeline.Event{
			tree(1, 9, x), tree(2, 9, with(x, func(s *timeline.Stat) { s.Pzxid = 1 })),
		}, timeline.Broken, "/x (pzxid 0x1 instead of 0x2)"},
		{"other count of changes of children", []timeline.Event{
			tree(1, 9, x), tree(2, 9, with(x, func(s *timeline.Stat) { s.Cversion = 4 })),
		}, timeline.Broken, "/x (cversion 4 instead of 0)"},
		{"other owner", []timeline.Event{
			tree(1, 9, x), tree(2, 9, with(x, func(s *timeline.Stat) { s.EphemeralOwner = 4 })),
		}, timeline.Broken, "/x (stat"},
		{"everything at once", []timeline.Event{
			tree(1, 9, x, znode("/y", "", 4, 4)), tree(2, 9, znode("/x", "0", 2, 2), znode("/z", "", 5, 5)),
		}, timeline.Broken, "in 3 znodes: lacks /y; still has /z; has another state of /x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := judgeBy("replica_agreement", c.events)
			assert.Equal(t, v.Outcome, c.want, v.Why)
			assert.Assert(t, strings.Contains(v.Why, c.why), "%s\nlacks: %s", v.Why, c.why)
		})
	}
}

// The tree that most servers have is right, so that the message names the others.
func TestTheMajorityIsTheReference(t *testing.T) {
	x, old := znode("/x", "1", 2, 3), znode("/x", "0", 2, 2)
	v := judgeBy("replica_agreement", []timeline.Event{
		tree(1, 9, old), tree(2, 9, x), tree(3, 9), tree(4, 9, x), tree(5, 9, x),
	})
	assert.Equal(t, v.Outcome, timeline.Broken)
	assert.Assert(t, strings.HasPrefix(v.Why, "server 1 differs from server 2"), v.Why)
	assert.Equal(t, len(v.Evidence), 1)
	assert.Assert(t, strings.HasPrefix(v.Evidence[0], "server 3 differs from server 2"), v.Evidence[0])
}

// A transaction that a server lacks as a whole is a missing update like any other.
func TestAWholeTransactionThatIsMissingIsAMissingUpdate(t *testing.T) {
	update := `app 1 transaction - 5 with create:/x,set:/y`
	x, y := znode("/x", "", 5, 5), znode("/y", "", 2, 5)
	x.Digest, y.Digest = "", ""
	old := y
	old.Stat.Mzxid = 2
	for _, c := range []struct {
		broken string
		trees  []timeline.Event
	}{
		{"durability: but was written at 0x5", []timeline.Event{tree(1, 6, old), tree(2, 6, old), tree(3, 6, old)}},
		{"replica_agreement: lacks /x; has another state of /y", []timeline.Event{tree(1, 6, x, y), tree(2, 6, x, y), tree(3, 6, old)}},
		{"atomicity: another part of the same transaction is shown", []timeline.Event{tree(1, 6, y), tree(2, 6, y), tree(3, 6, y)}},
		{"", []timeline.Event{tree(1, 6, x, y), tree(2, 6, x, y), tree(3, 6, x, y)}},
	} {
		judgedEvents(t, append(replies(t, update), c.trees...), c.broken)
	}
}

func TestOnlyTheFirstOfManyZnodesAreNamed(t *testing.T) {
	var many []timeline.Znode
	for _, path := range []string{"/a", "/b", "/c", "/d", "/e"} {
		many = append(many, znode(path, "", 2, 2))
	}
	v := judgeBy("replica_agreement", []timeline.Event{tree(1, 9, many...), tree(2, 9), tree(3, 9, many...)})
	assert.Assert(t, strings.HasSuffix(v.Why, "in 5 znodes: lacks /a, /b, /c and 2 more"), v.Why)
}

// As in /binchanges: server 4 has the transactions in a snapshot from before its log goes
// on, server 2 has them nowhere.
func TestHolesNameTheServersThatHaveThem(t *testing.T) {
	disk := func(server int, snapshot timeline.Zxid, spans ...timeline.Span) timeline.Event {
		return timeline.Event{Kind: timeline.KindDisk, Disk: &timeline.Disk{
			Server: server, Snapshots: []timeline.Snapshot{{Zxid: snapshot}}, Logs: []timeline.LogFile{{Spans: spans}},
		}}
	}
	whole := timeline.Span{First: 1, Last: 9}
	v := judgeBy("replica_agreement", []timeline.Event{
		disk(1, 0, whole), disk(2, 0, timeline.Span{First: 1, Last: 3}, timeline.Span{First: 8, Last: 9}), disk(3, 0, whole),
		disk(4, 7, timeline.Span{First: 1, Last: 3}, timeline.Span{First: 8, Last: 9}), disk(5, 0, whole),
	})
	assert.Equal(t, v.Outcome, timeline.Broken)
	assert.Equal(t, v.Why, "the transactions 0x4 to 0x7 are in the logs of 1, 3, 5, in snapshots only of 4, and missing on server 2, which has later ones")
}
