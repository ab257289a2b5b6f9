package history_test

import (
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Histories are written in the language of language_test.go.
var histories = []struct {
	name, history, broken string // guarantee: part of the message; "" if all hold
}{
	{"reads what it wrote", `
		app 1 create /x 2
		app 1 read   /x 2 sees 2`, ""},
	{"reads an older zxid", `
		app 1 create /x 5
		app 2 read   /y 4 NoNode`, "single_system_image: answered at 0x4 with NoNode; but the session had already seen 0x5: event 1"},
	{"an acknowledged write is missing at a newer zxid", `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 2 read   /x 7 sees 2`, "read_your_writes: the znode was written at 0x3: event 2"},
	{"an acknowledged write of another session is missing after its zxid was seen", `
		other 1 set    /x 3 sees 3/2
		app   1 exists /y 4 NoNode
		app   2 read   /x 5 sees 2`, "single_system_image: the znode was written at 0x3, and the session had seen 0x4"},
	{"another session's write may be missing before its zxid was seen", `
		app   1 read /x 2 sees 2
		other 1 set  /x 3 sees 3/2
		app   2 read /x 2 sees 2`, ""},
	{"a znode older than the session had read it", `
		app 1 read /x 5 sees 4/2
		app 2 read /x 6 sees 3/2`, "single_system_image: the session had already read that znode as of 0x4"},
	{"exists and children return old states too", `
		app 1 create   /x 2
		app 1 set      /x 3 sees 3/2
		app 2 children /x 4 sees 2
		app 2 exists   /x 4 NoNode`, "read_your_writes: children /x on server 2"},
	{"sessions are judged by themselves", `
		app   1 set  /x 9 sees 9/2
		other 2 read /x 3 sees 2
		other 2 read /x 3 sees 2`, ""},

	{"a write that failed uses a zxid too", `
		app 1 create /x 5 refused
		app 2 read   /y 4 NoNode`, "single_system_image: the session had already seen 0x5"},
	{"a write that failed wrote nothing", `
		app 1 create /x 2
		app 1 set    /x 3 refused
		app 2 read   /x 3 sees 2`, ""},
	{"an unknown write may be there or not", `
		app 1 create /x 2
		app 1 set    /x - unknown
		app 2 read   /x 2 sees 2
		app 2 read   /x 3 sees 3/2`, ""},
	{"an unknown write that was seen stays", `
		app 1 create /x 2
		app 1 set    /x - unknown
		app 2 read   /x 3 sees 3/2
		app 1 read   /x 4 sees 2`, "single_system_image: had already read that znode as of 0x3"},
	{"an unknown reply was not seen", `
		app 1 set  /x 9 unknown
		app 2 read /x 3 sees 2`, ""},

	{"a sync brings what was acknowledged before", `
		other 1 set  /x 3 sees 3/2
		app   2 sync /x 3 invoked 1`, ""},
	{"a sync that was invoked before the write may come from before it", `
		other 1 set  /x 3 sees 3/2
		app   2 sync /x 2`, ""},
	{"a former leader answers a sync", `
		other 1 set  /x 3 sees 3/2
		app   2 sync /x 2 invoked 2`, "sync_freshness: answered at 0x2; 0x3 was committed before the sync was invoked: event 1"},

	{"a deleted znode is gone", `
		app 1 create /x 2
		app 1 delete /x 3
		app 2 read   /x 3 NoNode`, ""},
	{"a deleted znode is still there", `
		app 1 create /x 2
		app 1 delete /x 3
		app 2 read   /x 4 sees 2`, "read_your_writes: the znode was deleted at 0x3"},
	{"a znode is missing without a delete", `
		app 1 create /x 2
		app 2 read   /x 3 NoNode`, "read_your_writes: the znode was written at 0x2"},
	{"another session deleted it later, and this server has applied that", `
		app   1 create /x 2
		other 1 delete /x 3
		app   2 read   /x 3 NoNode`, ""},
	{"an unknown delete may have happened", `
		app   1 create /x 2
		other 1 delete /x - unknown
		app   2 read   /x 3 NoNode`, ""},
	{"a delete that was invoked later has no effect yet", `
		app   1 create /x 2
		app   2 read   /x 3 NoNode
		other 1 delete /x - unknown invoked 3`, "read_your_writes: the znode was written at 0x2"},
	{"nor one that was invoked after some session had seen that zxid", `
		app   1 create /x 2
		other 1 exists /y 4 NoNode
		third 1 delete /x - unknown invoked 3
		app   2 read   /x 4 NoNode`, "read_your_writes: the znode was written at 0x2"},
	{"a sequential create deletes nothing", `
		app   1 create /x0000000001 2
		other 1 create /x           - unknown persistent_sequential
		app   2 read   /x0000000001 3 NoNode`, "read_your_writes: the znode was written at 0x2"},
	{"an unknown create of a child excuses no other child", `
		app   1 create   /d   2
		app   1 create   /d/a 3
		other 1 create   /d/b - unknown
		app   2 children /d   4 sees 2/2/4 lists b`, "read_your_writes: without a, which was created at 0x3"},
	{"of several updates that are missing one was seen before", `
		other 1 create /x 2
		app   1 exists /y 3 NoNode
		other 1 set    /x 5 sees 5/2
		app   2 read   /x 6 NoNode`, "single_system_image: the znode was written at 0x2, and the session had seen 0x3"},
	{"a delete that was refused deleted nothing", `
		app   1 create /x 2
		other 1 delete /x 3 refused
		app   2 read   /x 4 NoNode`, "read_your_writes: the znode was written at 0x2"},
	{"a znode that was created again is there", `
		app 1 create /x 2
		app 1 delete /x 3
		app 1 create /x 4
		app 2 read   /x 4 sees 4`, ""},
	{"a znode that was created again is missing", `
		app 1 create /x 2
		app 1 delete /x 3
		app 1 create /x 4
		app 2 read   /x 4 NoNode`, "read_your_writes: the znode was written at 0x4"},
	{"a znode that was created again is the old one", `
		app 1 create /x 2
		app 1 delete /x 3
		app 1 create /x 4
		app 2 read   /x 4 sees 2`, "read_your_writes: the znode was written at 0x4"},
	{"an unacknowledged creation after the delete", `
		app   1 create /x 2
		app   1 delete /x 3
		other 1 create /x - unknown
		app   2 read   /x 4 sees 4`, ""},
	{"an ephemeral znode goes with its session", `
		other 1 create /x 2 ephemeral
		app   1 exists /x 2 sees 2 owner other
		other 1 close  -  3
		app   2 exists /x 3 NoNode`, ""},
	{"an ephemeral znode does not change backwards", `
		app 1 create /x 2 ephemeral
		app 1 set    /x 3 sees 3/2
		app 2 read   /x 4 sees 2`, "read_your_writes: the znode was written at 0x3: event 2"},

	{"a created child is missing from the list", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 2 children /d   4 sees 2`, "read_your_writes: with the children as of 0x2; the create of /d/a was committed at 0x3: event 2"},
	{"a deleted child is still in the list", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 1 delete   /d/a 4
		app 2 children /d   5 sees 2/2/3`, "read_your_writes: the delete of /d/a was committed at 0x4"},
	{"a list of children older than the session had read it", `
		app 1 children /d 5 sees 2/2/4
		app 2 exists   /d 6 sees 2/2/3`, "single_system_image: but the session had already read them as of 0x4: event 1"},
	{"the list of the root is one too", `
		app 1 create   /x 2
		app 2 children /  3 sees 0`, "read_your_writes: the create of /x was committed at 0x2"},
	{"another session's child after its zxid was seen", `
		other 1 create   /d/a 3
		app   1 exists   /y   4 NoNode
		app   2 children /d   5 sees 2`, "single_system_image: the create of /d/a was committed at 0x3, and the session had seen 0x4"},
	{"another session's child may be missing before its zxid was seen", `
		other 1 create   /d/a 3
		app   2 children /d   2 sees 2`, ""},
	{"a list of children is up to date", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 1 set      /d   4 sees 4/2/3
		app 2 children /d   5 sees 4/2/3 lists a`, ""},
	{"a write to a child does not change the list", `
		app 1 create   /d/a 3
		app 1 set      /d/a 4 sees 4/3
		app 2 children /d   4 sees 2/2/3`, ""},
	{"so do a child's children", `
		app 1 create   /d/a   3
		app 1 create   /d/a/b 4
		app 2 children /d     4 sees 2/2/3`, ""},
	{"a refused create of a child, and an unknown one", `
		app 1 create   /d/a 3 refused
		app 1 create   /d/b - unknown
		app 2 children /d   4 sees 2`, ""},
	{"an ephemeral child is deleted with its session", `
		other 1 create   /d/a 3 ephemeral
		app   1 children /d   4 sees 2/2/3
		other 1 expired
		app   2 children /d   6 sees 2/2/5 lists -`, ""},
	{"a parent that was created again has children of its own", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 1 delete   /d/a 4
		app 1 delete   /d   5
		app 1 create   /d   6
		app 2 children /d   6 sees 6`, ""},

	{"replies count in the order in which they came", `
		app 2 read /x 3 sees 2 returned 2
		app 1 read /x 2 sees 2 returned 1`, ""},
	{"and not in the order of their events", `
		app 1 read /x 2 sees 2 returned 2
		app 2 read /x 3 sees 2 returned 1`, "single_system_image: the session had already seen 0x3"},
	{"a new session begins anew after an expiry", `
		app#1 1 set  /x 9 sees 9/2
		app#2 2 read /x 4 sees 2`, ""},
	{"a request that never left saw nothing", `
		app 1 set  /x 9 sees 9/2
		app 0 read /x - refused`, ""},
	{"a reply without a zxid is still judged by what it shows", `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 2 read   /x - sees 2`, "read_your_writes: answered at 0x0 (mzxid 0x2); the znode was written at 0x3"},
	{"and by what it does not show", `
		other 1 set    /x 3 sees 3/2
		app   1 create /y 4
		app   2 read   /x - sees 2`, "single_system_image: the znode was written at 0x3"},
	{"a reply without a zxid is not at zxid 0", `
		app 1 create /x 2
		app 2 read   /x - sees 2`, ""},
	{"the writes of a transaction are missing", `
		other 1 transaction - 5 with create:/x,set:/y,check:/z
		app   1 exists /q 6 NoNode
		app   2 exists /x 6 NoNode
		app   2 read   /y 6 sees 2`, "single_system_image: exists /x on server 2, answered at 0x6 with NoNode; the znode was written at 0x5"},
	{"a set of a transaction is missing", `
		other 1 transaction - 5 with create:/x,set:/y
		app   1 exists /q 6 NoNode
		app   2 read   /y 6 sees 2`, "single_system_image: the znode was written at 0x5"},
	{"the writes of a transaction are there", `
		other 1 transaction - 5 with create:/x,set:/y,check:/z
		app   1 exists /x 6 sees 5
		app   1 read   /y 6 sees 5/2
		app   1 read   /z 6 sees 3`, ""},
	{"a transaction deletes what it has created", `
		app 1 transaction - 5 with create:/x,delete:/x
		app 1 exists /x 6 NoNode
		app 1 children / 6 sees 5`, ""},
	{"a transaction creates what it has deleted", `
		app 1 transaction - 5 with delete:/x,create:/x
		app 1 exists /x 6 NoNode`, "read_your_writes: the znode was written at 0x5"},
	{"a refused transaction wrote nothing", `
		app 1 transaction - 5 refused with create:/x,delete:/y
		app 1 exists /x 6 NoNode
		app 1 exists /y 6 sees 2`, ""},
	{"an unknown transaction may have deleted", `
		app 1 create /x 2
		app 1 transaction - - unknown with set:/y,delete:/x
		app 2 exists /x 6 NoNode`, ""},
	{"a container may be deleted by the servers", `
		app 1 create /x 2 container
		app 1 exists /x 6 NoNode`, ""},
	{"a raw request may have deleted anything", `
		app 1 create  /x 2
		app 1 request - 3 opcode 2
		app 1 exists  /x 6 NoNode`, ""},
	{"a raw request that only reads deletes nothing", `
		app 1 create  /x 2
		app 1 request - 3 opcode 3
		app 1 exists  /x 6 NoNode`, "read_your_writes: the znode was written at 0x2"},
	{"what a watch reads is judged too", `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 2 watch  /x 4 sees 2`, "read_your_writes: watch /x on server 2"},
	{"a watch that reads nothing shows nothing", `
		app 1 create /x 2
		app 2 watch  /x 4`, ""},
	{"what comes with an ACL is judged too", `
		app 1 set /x 3 sees 3/2
		app 2 acl /x 4 sees 2`, "read_your_writes: acl /x on server 2"},
	{"a server lacks what it ought to have at its position", `
		other 1 set  /x 3 sees 3/2
		app   2 read /x 4 sees 2`, "replica_agreement: the znode was written at 0x3: event 1"},
	{"a state from beyond the zxid of the reply", `
		app 2 read /x 3 sees 4/2`, "replica_agreement: shows a state as of 0x4, beyond the zxid of the reply"},
	{"other data at the same zxid", `
		other 1 set  /x 3 sees 3/2 data new
		app   2 read /x 4 sees 3/2 data old`, "replica_agreement: has other data than 0x3 wrote"},
	{"a state that another session was shown", `
		other 1 read /x 4 sees 3/2
		app   2 read /x 4 sees 2`, "replica_agreement: but another reply shows that znode as of 0x3: event 1"},
	// It is not known whether that was committed: one of the two servers is wrong.
	{"a state that another session was shown, below what its own has seen", `
		app   2 exists /y 5 NoNode
		other 1 read   /x 6 sees 3/2
		app   2 read   /x 6 sees 2`, "replica_agreement: but another reply shows that znode as of 0x3: event 2"},
	{"a child is listed that no operation created", `
		app 1 create   /d 2
		app 1 children /d 3 sees 2 lists a`, "write_order: lists a, which no operation created"},
	{"a child is not listed, though the list is new", `
		other 1 create   /d   2
		other 1 create   /d/a 3
		other 1 create   /d/b 4
		app   2 children /d   4 sees 2/2/4 lists b`, "replica_agreement: without a, which was created at 0x3"},

	{"each of several is reported", `
		app 1 create /x 5
		app 2 read   /x 3 sees 2
		app 2 read   /x 4 sees 2`, "single_system_image: event 2"},
}

func TestOrderOfZxids(t *testing.T) {
	for _, c := range slices.Concat(histories, otherHistories) {
		t.Run(c.name, func(t *testing.T) { judged(t, c.history, c.broken) })
	}
}

func TestEachReplyFromThePastIsEvidence(t *testing.T) {
	v := judgeBy("single_system_image", replies(t, histories[len(histories)-1].history))
	assert.Equal(t, len(v.Evidence), 1)
	assert.Assert(t, strings.HasPrefix(v.Evidence[0], "event 3: session app (0x"), v.Evidence[0])
}

// What a server answers to srvr is not committed yet when it has logged more than others:
// an update may get a lower zxid afterwards.
func TestPositionOfAServerBindsNoUpdate(t *testing.T) {
	events := replies(t, `
		app   1 create /x 2
		other 2 create /y 3 invoked 2`)
	claim := timeline.Event{Kind: timeline.KindServer, At: events[0].At, Server: &timeline.Server{ID: 3, Change: timeline.Serving, Role: "leader", Zxid: 9}}
	events = slices.Insert(events, 1, claim)
	for i := range events {
		events[i].Seq = i + 1
	}
	assert.Equal(t, judgeBy("write_order", events).Outcome, timeline.OK)
}
