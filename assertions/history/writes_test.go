package history_test

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// writeHistories are about updates as answers: each is acknowledged or refused as those
// before it demand.
var writeHistories = []struct {
	name, history, broken string // guarantee: part of the message; "" if all hold
}{
	{"two owners of one lock", `
		app   1 create /lock 2 ephemeral
		other 2 create /lock 3 ephemeral`, "write_order: /lock existed: event 1"},
	{"a lock changes hands", `
		app   1 create /lock 2 ephemeral
		app   1 close  -     3
		other 2 create /lock 4 ephemeral`, ""},
	{"a lock that was perhaps released", `
		app   1 create /lock 2 ephemeral
		app   1 delete /lock - unknown
		other 2 create /lock 4 ephemeral`, ""},
	{"a lock that cannot have been released any more", `
		app   1 create /lock 2 ephemeral xid 1
		app   1 delete /lock - unknown   xid 2
		app   1 set    /lock 4 sees 4/2  xid 3 invoked 3
		other 2 create /lock 5 ephemeral`, "write_order: /lock existed: event 3"},
	{"a create below nothing", `
		app   1 create /d   2
		app   1 delete /d   3
		other 2 create /d/x 4`, "write_order: /d did not exist: event 2"},
	{"a create below what a client had seen to be absent", `
		app   1 exists /d   3 NoNode
		other 2 create /d/x 4`, "write_order: /d did not exist: event 1"},
	{"a child of an ephemeral znode", `
		app   1 create /e   2 ephemeral
		other 2 create /e/x 3`, "write_order: /e was ephemeral: event 1"},
	{"a set of what was deleted", `
		app   1 create /x 2
		app   1 delete /x 3
		other 2 set    /x 4`, "write_order: /x did not exist: event 2"},
	{"a delete of a znode with a child", `
		app   1 create /d   2
		app   1 create /d/x 3
		other 2 delete /d   4`, "write_order: /d had at least 1 children: event 2"},
	{"a conditional set with the wrong version", `
		app   1 create /x 2
		app   1 set    /x 3 sees 3/2
		other 2 set    /x 4 if 0`, "write_order: it required version 0 of /x, which had version 1: event 2"},
	{"a conditional set that may have come after another one", `
		app   1 create /x 2
		app   1 set    /x - unknown
		other 2 set    /x 4 if 1`, ""},
	{"a conditional set_acl with the wrong version", `
		app   1 create  /x 2
		app   1 set_acl /x 3 acl world:anyone:cdrwa
		other 2 set_acl /x 4 acl world:anyone:cdrwa if 0`, "write_order: it required version 0 of /x, which had version 1"},
	{"a number that was given before", `
		app   1 create /q/x0000000000 2 persistent_sequential
		other 2 create /q/y0000000000 3 persistent_sequential`, "write_order: its number counts the children that were created before in /q: event 1"},
	{"a number that is too great", `
		app   1 create /q             2
		app   1 create /q/x0000000000 3 persistent_sequential
		other 2 create /q/x0000000005 4 persistent_sequential`, "write_order: expected the number 1"},
	{"a number after one without a reply", `
		app   1 create /q             2
		app   1 create /q/x0000000000 3 persistent_sequential
		third 1 create /q/x           - persistent_sequential unknown
		other 2 create /q/x0000000002 5 persistent_sequential`, ""},
	{"deleted children keep their numbers", `
		app   1 create /q             2
		app   1 create /q/x0000000000 3 persistent_sequential
		app   1 delete /q/x0000000000 4
		other 2 create /q/x0000000001 5 persistent_sequential`, ""},

	{"refused because it existed, though it did not", `
		app   1 create /x 2
		app   1 delete /x 3
		other 2 create /x 4 refused NodeExists`, "write_order: /x did not exist: event 2"},
	{"refused because it did not exist, though it did", `
		app   1 create /x 2
		other 2 set    /x 4 refused NoNode`, "write_order: /x existed: event 1"},
	{"refused because its parent did not exist, though it did", `
		app   1 create /d   2
		other 2 create /d/x 4 refused NoNode`, "write_order: /d existed: event 1"},
	{"refused because of its version, though it was right", `
		app   1 create /x 2
		other 2 set    /x 4 if 0 refused BadVersion`, "write_order: /x had the version 0 that it required: event 1"},
	{"refused because of its version", `
		app   1 create /x 2
		app   1 set    /x 3 sees 3/2
		other 2 set    /x 4 if 0 refused BadVersion`, ""},
	{"refused because of children that there were not", `
		app   1 create /d   2
		app   1 create /d/x 3
		app   1 delete /d/x 4
		other 2 delete /d   5 refused NotEmpty`, "write_order: /d had no children: event 3"},
	{"refused because of an ephemeral parent that was none", `
		app   1 create /d   2
		other 2 create /d/x 4 refused NoChildrenForEphemerals`, "write_order: /d was not ephemeral: event 1"},
	{"refused, as another may have come before", `
		app   1 create /x 2
		third 1 delete /x - unknown
		other 2 set    /x 4 refused NoNode`, ""},

	{"a write after one of the next epoch was acknowledged", `
		app   1 create /x 8
		other 2 create /y 5 invoked 2`, "write_order: the write was invoked after a reply at 0x8 had come: event 1"},
	{"a write that was in flight", `
		app   1 create /x 8
		other 2 create /y 5`, ""},
	{"a write that was read before it was invoked", `
		app   1 create /x 2
		app   1 exists /x 4 sees 4/2
		other 2 set    /x 4 sees 4/2 invoked 3`, "write_order: the write was invoked after a reply at 0x4 had come: event 2"},
	{"an event of a write that was not invoked", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		app   1 event  /x NodeDataChanged
		other 1 set    /x 3 sees 3/2 invoked 4`, "write_order: the write at 0x3 was not invoked yet: event 4"},
	{"a state that nobody wrote", `
		app   1 create /x 2
		other 2 read   /x 5 sees 4/2`, "write_order: shows the set of /x at 0x4, which no client asked for"},
	{"a program of the story may have written it", `
		app   1 create /x 2
		-     0 exec
		other 2 read   /x 5 sees 4/2`, ""},
	{"two leaders in one epoch", `
		app 1 create /x 2
		- 1 leads 7
		- 2 leads 7`, "write_order: server 2 leads epoch 7, which server 1 led: event 2"},
}

func TestWritesAnswerWhatThoseBeforeThemMade(t *testing.T) {
	for _, c := range writeHistories {
		t.Run(c.name, func(t *testing.T) { judged(t, c.history, c.broken) })
	}
}

// What a client has read is committed, whoever wrote it.
func TestWhatWasReadIsCommitted(t *testing.T) {
	for _, c := range []struct{ name, history, broken string }{
		{"a Stat shows a create without an answer", `
			third 1 create /x - unknown
			other 2 read   /x 4 sees 3
			app   3 read   /x 5 NoNode`, "replica_agreement: but another reply shows the znode at 0x4"},
		{"and its session may not read it as absent again", `
			third 1 create /x - unknown
			other 2 read   /x 4 sees 3
			other 3 read   /x 5 NoNode`, "single_system_image: but another reply shows the znode at 0x4"},
		{"a set without an answer", `
			app   1 create /x 2
			third 1 set    /x - unknown
			other 2 read   /x 4 sees 3/2
			app   3 read   /x 5 sees 2`, "replica_agreement: the znode was written at 0x3"},
		{"a part of a transaction shows all of it", `
			app   1 create /x 2
			app   1 create /y 3
			third 1 transaction - - unknown with set:/x,set:/y
			other 2 read   /x 5 sees 5/2
			app   3 read   /y 6 sees 3`, "read_your_writes"},
		{"a list shows a create", `
			app   1 create   /d   2
			third 1 create   /d/x - unknown
			other 2 children /d   4 sees 2/2/3 lists x
			app   3 exists   /d/x 5 NoNode`, "replica_agreement: the znode was written at 0x3"},
		{"that a znode is absent shows a delete", `
			app   1 create /x 2
			third 1 delete /x - unknown
			other 2 exists /x 4 NoNode
			app   3 exists /x 5 sees 2`, "replica_agreement: but another reply shows that the znode did not exist at 0x4"},
		{"until another create", `
			app   1 create /x 2
			third 1 delete /x - unknown
			other 2 exists /x 4 NoNode
			app   1 create /x 5
			app   3 exists /x 6 sees 5`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.broken == "read_your_writes" {
				c.broken = "replica_agreement: the znode was written at 0x5"
			}
			judged(t, c.history, c.broken)
		})
	}
}

// Each field of a Stat follows from the updates.
func TestEachFieldOfAStatIsJudged(t *testing.T) {
	text := `
		app   1 create  /d   2
		app   1 set     /d   3 sees 3/2
		app   1 create  /d/x 4
		app   1 create  /d/y 5
		app   1 delete  /d/y 6
		app   1 set_acl /d   7 acl world:anyone:cdrwa
		other 2 exists  /d   8 sees 3/2/6`
	for name, c := range map[string]struct {
		change func(*timeline.Stat)
		why    string
	}{
		"nothing":      {func(*timeline.Stat) {}, ""},
		"czxid":        {func(s *timeline.Stat) { s.Czxid = 1 }, "has the czxid 0x1: event 2"},
		"version":      {func(s *timeline.Stat) { s.Version = 2 }, "has the version 2"},
		"cversion":     {func(s *timeline.Stat) { s.Cversion = 1 }, "has the cversion 1"},
		"aversion":     {func(s *timeline.Stat) { s.Aversion = 0 }, "has the aversion 0"},
		"num_children": {func(s *timeline.Stat) { s.NumChildren, s.Cversion = 2, 2 }, "has the num_children 2"},
		"data_length":  {func(s *timeline.Stat) { s.DataLength = 4 }, "has the data_length 4"},
		"pzxid":        {func(s *timeline.Stat) { s.Pzxid = 8 }, "has the pzxid 0x8, at which no child was created or deleted"},
		"ctime":        {func(s *timeline.Stat) { s.Ctime = 9 }, "has the ctime 9, but the time of 0x2 is another one"},
		"mtime":        {func(s *timeline.Stat) { s.Mtime = 9 }, "has the mtime 9, but the time of 0x3 is another one"},
	} {
		t.Run(name, func(t *testing.T) {
			events := replies(t, text)
			c.change(events[len(events)-1].Op.Stat)
			broken := ""
			if c.why != "" {
				broken = "replica_agreement: " + c.why
			}
			judgedEvents(t, events, broken)

			events = replies(t, text)
			z := timeline.Znode{Path: "/d", Digest: "", Stat: *events[len(events)-1].Op.Stat}
			c.change(&z.Stat)
			x := timeline.Znode{Path: "/d/x", Stat: timeline.Stat{Czxid: 4, Mzxid: 4, Pzxid: 4}}
			var trees []timeline.Event
			for server := 1; server <= 3; server++ {
				trees = append(trees, tree(server, 9, z, x))
			}
			judgedEvents(t, append(events[:len(events)-1], trees...), broken)
		})
	}
}

// The Stat in the reply to an update is what the update makes.
func TestTheStatOfAnUpdateIsJudged(t *testing.T) {
	events := replies(t, `
		app   1 create /x 2
		app   1 set    /x 3 sees 3/2
		other 2 set    /x 4 sees 4/2`)
	judgedEvents(t, events, "")
	events[2].Op.Stat.Version = 1
	judgedEvents(t, events, "write_order: has the version 1: event 2")
}

func TestTreesAreJudged(t *testing.T) {
	text := `app 1 create /x 3`
	x := znode("/x", "", 3, 3)
	x.Digest = ""
	three := func(zxid timeline.Zxid, znodes ...timeline.Znode) []timeline.Event {
		return []timeline.Event{tree(1, zxid, znodes...), tree(2, zxid, znodes...), tree(3, zxid, znodes...)}
	}
	hidden := timeline.Znode{Path: "/safe", Hidden: true, Stat: timeline.Stat{Czxid: 2, Mzxid: 2, Pzxid: 4, Cversion: 1, NumChildren: 1}}
	e := timeline.Znode{Path: "/e", Stat: timeline.Stat{Czxid: 3, Mzxid: 3, Pzxid: 3, EphemeralOwner: sessionOf("app")}}
	for _, c := range []struct {
		name, history, broken string
		trees                 []timeline.Event
	}{
		{"as written", text, "", three(9, x)},
		{"what nobody made", text, "write_order: shows the create of /ghost at 0x5, which no client asked for", three(9, x, znode("/ghost", "", 5, 5))},
		{"from before the record", text, "", three(9, znode("/old", "", 2, 2), x)},
		{"twice", text, "replica_agreement: /x is listed twice", three(9, x, x)},
		{"older than the last write", "app 1 create /x 3\napp 1 delete /y 7", "durability: the tree is as of 0x6", three(6, x)},
		{"without a parent", "app 1 create /d 2\napp 1 create /d/x 3", "durability: /d does not exist", three(9, timeline.Znode{Path: "/d/x", Stat: x.Stat})},
		{"shown to be gone by a server that differs", "app 1 create /e 3 ephemeral\napp 1 close - - unknown\nother 3 read /e 5 NoNode", "replica_agreement: server 3 differs from server 1 at 0x9",
			[]timeline.Event{tree(1, 9, e), tree(3, 9)}},
		{"hidden", "app 1 create /safe 2\napp 1 create /safe/gold 4", "", three(9, hidden)},
	} {
		t.Run(c.name, func(t *testing.T) { judgedEvents(t, append(replies(t, c.history), c.trees...), c.broken) })
	}
}

// A session ends when its client closes it or was silent for the timeout.
func TestEndsOfSessions(t *testing.T) {
	const timeout = 10 * time.Second
	opened := func(client string, id timeline.SessionID, at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindHandshake, At: at, Outcome: timeline.OK, Handshake: &timeline.Handshake{Client: client, Server: 1, Granted: id, Timeout: timeout}}
	}
	gone := func(id timeline.SessionID, at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindHandshake, At: at, Outcome: timeline.Refused, Handshake: &timeline.Handshake{Client: "a", Server: 2, Asked: id}}
	}
	op := func(id timeline.SessionID, name string, z timeline.Zxid, at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindOp, At: at, Outcome: timeline.OK, Op: &timeline.Op{
			Name: name, Path: "/x", Client: "a", Session: id, Server: 1, Invoke: at - time.Millisecond, Return: at, Zxid: z}}
	}
	fault := func(at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindFault, At: at, Outcome: timeline.OK, What: "pause server 1"}
	}
	expired := func(server int, at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindServer, At: at, Server: &timeline.Server{ID: server, Change: timeline.Expired, SessionID: 1}}
	}
	leads := func(server int, epoch uint32, at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindServer, At: at, Server: &timeline.Server{ID: server, Change: timeline.Established, Epoch: epoch}}
	}
	ended := func(server int, at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindServer, At: at, Server: &timeline.Server{ID: server, Change: timeline.Exited}}
	}
	const early, last, late = 4 * time.Second, 8 * time.Second, 20 * time.Second
	for _, c := range []struct {
		name   string
		events []timeline.Event
		broken string
	}{
		{"after the timeout", []timeline.Event{opened("a", 1, 1), gone(1, late)}, ""},
		{"before the timeout", []timeline.Event{opened("a", 1, 1), gone(1, last)}, "ephemeral_lifetime: ended 8s after a reply that the leader took part in, though its timeout is 10s"},
		{"before the timeout, and all older leaders have ended", []timeline.Event{opened("a", 1, 1), leads(3, 1, early), ended(3, early+1), leads(1, 2, early+2), gone(1, last)},
			"ephemeral_lifetime: ended 8s after a reply that the leader took part in, though its timeout is 10s"},
		{"before the timeout, and an older leader may be alive", []timeline.Event{opened("a", 1, 1), leads(3, 1, early), leads(1, 2, early+2), gone(1, last), ended(3, last+1)}, ""},
		{"before the timeout, and an older leader is not known", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpCreate, 1<<32, early), leads(1, 2, early+2), gone(1, last)}, ""},
		{"within a tenth of the timeout", []timeline.Event{opened("a", 1, 1), gone(1, timeout-time.Millisecond)}, ""},
		{"after replies that reached the leader", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpCreate, 3, early), op(1, timeline.OpSet, 4, last), gone(1, 12500*time.Millisecond)},
			"ephemeral_lifetime: ended 8.501s after a reply"},
		{"after replies that may not have been reported", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpCreate, 3, last), gone(1, 13*time.Second)}, ""},
		{"while a fault interfered", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpCreate, 3, early), op(1, timeline.OpSet, 4, last), fault(last), gone(1, 13*time.Second)}, ""},
		{"its client closed it", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpClose, 3, early), gone(1, last)}, ""},
		{"it writes after its close", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpClose, 3, early), op(1, timeline.OpCreate, 4, last)}, "ephemeral_lifetime: session 0x1 had ended"},
		{"it reads after a refused handshake", []timeline.Event{opened("a", 1, 1), gone(1, late), op(1, timeline.OpSync, 4, late+timeout)}, "ephemeral_lifetime: session 0x1 had ended"},
		{"two clients", []timeline.Event{opened("a", 1, 1), opened("b", 1, early)}, "ephemeral_lifetime: session 0x1 was granted twice, to a and to b"},
		{"a deposed leader logs that it expires", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpCreate, 1<<32, early), expired(1, last), op(1, timeline.OpSet, 2<<32, late)}, ""},
		{"a leader logs that it expires, and goes on to lead", []timeline.Event{opened("a", 1, 1), op(1, timeline.OpCreate, 1<<32, early), expired(1, late), op(1, timeline.OpSet, 1<<32+1, late+timeout)},
			"ephemeral_lifetime: session 0x1 had ended"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.events {
				c.events[i].Seq = i + 1
			}
			judgedEvents(t, c.events, c.broken)
		})
	}
}

// A local session is known to one server, and its end is no transaction.
func TestLocalSessions(t *testing.T) {
	events := func(local bool) []timeline.Event {
		run := timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{LocalSessions: local}}
		return append([]timeline.Event{run}, replies(t, `
			app   1 opened
			app   1 create /x 3
			other 2 create /y 4
			app   1 read   /y 4 NoNode refused
			app   2 gone
			app   1 set    /x 5 sees 5/3
			app   1 close  -  4`)...)
	}
	read := func(list []timeline.Event) []timeline.Event { // the reply of a read that is right
		list[4].Op.Path = "/z"
		return list
	}
	judgedEvents(t, read(events(true)), "")
	judgedEvents(t, read(events(false)), "ephemeral_lifetime: session 0x300 had ended")
}

// What the story itself destroyed is not owed.
func TestWhatTheStoryDestroyedIsNotOwed(t *testing.T) {
	for _, c := range []struct {
		name, history, broken string
		version               int32 // in the Stat of the fourth event; 0 leaves it
	}{
		{"a majority is wiped", `
			app   1 create /x 2
			-     1 wipe
			-     2 wipe
			-     3 wipe
			other 2 exists /x 3 NoNode`, "", 0},
		{"nothing is wiped", `
			app   1 create /x 2
			other 2 exists /x 3 NoNode`, "replica_agreement: the znode was written at 0x2", 0},
		{"one of three, and all others had it", `
			app   1 create /x 2
			app   2 exists /x 2 sees 2
			app   3 exists /x 2 sees 2
			-     1 wipe
			other 2 exists /x 3 NoNode`, "replica_agreement: the znode was written at 0x2", 0},
		{"one of three, and another may not have had it", `
			app   1 create /x 2
			-     1 wipe
			other 2 exists /x 3 NoNode`, "", 0},
		{"history is rolled back", `
			app   1 create    /x 2
			app   1 set       /x 5 sees 5/2
			-     0 roll_back
			other 2 read      /x 6 sees 2`, "", 0},
		{"history is rolled back to a zxid, and goes on from there", `
			app   1 create    /x 2
			app   1 set       /x 5 sees 5/2
			-     2 roll_back
			other 2 set       /x 6 sees 6/2
			other 2 exists    /y 7 NoNode`, "", 1}, // the first set is not history any more
		{"what was written up to that zxid is owed", `
			app   1 create    /x 2
			app   1 set       /x 5 sees 5/2
			-     2 roll_back
			other 2 read      /x 6 NoNode`, "replica_agreement: the znode was written at 0x2", 0},
		{"what is written afterwards is owed", `
			app   1 create    /x 2
			-     0 roll_back
			app   1 set       /x 6 sees 6/2
			other 2 read      /x 7 sees 2`, "replica_agreement: the znode was written at 0x6", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			head := timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{Servers: []timeline.Member{{ID: 1}, {ID: 2}, {ID: 3}}}}
			events := replies(t, c.history)
			if c.version != 0 {
				events[3].Op.Stat.Version = c.version
			}
			judgedEvents(t, append([]timeline.Event{head}, events...), c.broken)
		})
	}
}

// After history was rolled back, what the run is and which ACLs were given before still count.
func TestRunGoesOnInTheNextChapter(t *testing.T) {
	five := timeline.Run{}
	for id := range 5 {
		five.Servers = append(five.Servers, timeline.Member{ID: id + 1})
	}
	logged := timeline.Txn{Session: sessionOf("app"), Xid: 7, Zxid: 6}
	disks := func(txns ...[]timeline.Txn) []timeline.Event { // of servers 1, 2, ...
		var list []timeline.Event
		for i, t := range txns {
			list = append(list, timeline.Event{Kind: timeline.KindDisk, Disk: &timeline.Disk{Server: i + 1, Txns: t, Snapshots: []timeline.Snapshot{{Zxid: 9}}}})
		}
		return list
	}
	for name, c := range map[string]struct {
		run             timeline.Run
		history, broken string
		disks           []timeline.Event
	}{
		"sessions are still local": {timeline.Run{LocalSessions: true}, `
			app   1 opened
			app   1 create    /x 3
			-     0 roll_back
			other 2 opened
			other 2 create    /y 4
			app   1 set       /y 5 sees 5/4
			app   1 close     -  4`, "", nil},
		"sessions are still global": {timeline.Run{}, `
			app   1 opened
			app   1 create    /x 3
			-     0 roll_back
			other 2 opened
			other 2 create    /y 4
			app   1 set       /y 5 sees 5/4
			app   1 close     -  4`, "ephemeral_lifetime: session 0x300 had ended", nil},
		"a znode that was kept still has its ACL": {timeline.Run{}, `
			app   1 opened
			app   1 create    /x 2 acl digest:a:b:cdrwa
			-     2 roll_back
			other 2 opened
			other 2 read      /x 6 sees 2`, "access_control: the session never authenticated", nil},
		"two of five are still no majority": {five, `
			app   1 create    /x 2
			-     2 roll_back
			other 2 create    /y 5
			app   1 set       /x - xid 7 unknown
			other 2 read      /x 9 sees 2`, "", disks([]timeline.Txn{logged}, []timeline.Txn{logged}, nil)},
		"three of five are": {five, `
			app   1 create    /x 2
			-     2 roll_back
			other 2 create    /y 5
			app   1 set       /x - xid 7 unknown
			other 2 read      /x 9 sees 2`, "replica_agreement: the znode was written at 0x6", disks([]timeline.Txn{logged}, []timeline.Txn{logged}, []timeline.Txn{logged})},
	} {
		t.Run(name, func(t *testing.T) {
			events := append([]timeline.Event{{Kind: timeline.KindRun, Run: &c.run}}, replies(t, c.history)...)
			judgedEvents(t, append(events, c.disks...), c.broken)
		})
	}
}

// A transaction in the logs of a majority is committed, unless a later leader began without
// it (ZOOKEEPER-2845).
func TestLoggedTransactionThatALaterLeaderLacks(t *testing.T) {
	bulk := timeline.Znode{Path: "/bulk", Stat: timeline.Stat{Czxid: 5, Mzxid: 5, Pzxid: 5}}
	events := func(election ...timeline.Event) []timeline.Event {
		head := timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{Servers: []timeline.Member{{ID: 1}, {ID: 2}, {ID: 3}}}}
		list := append([]timeline.Event{head}, replies(t, `
			app 1 create /bulk   5
			app 1 create /bulk/a - unknown xid 7`)...)
		list = append(list, election...)
		logged := timeline.Txn{Session: sessionOf("app"), Xid: 7, Zxid: 6, Type: timeline.OpCreate}
		for id := range 2 {
			list = append(list, tree(id+1, 1<<32, bulk), timeline.Event{Kind: timeline.KindDisk, Disk: &timeline.Disk{Server: id + 1, Txns: []timeline.Txn{logged}}})
		}
		return list
	}
	elected := func(at timeline.Zxid) []timeline.Event {
		return []timeline.Event{
			{Kind: timeline.KindServer, Server: &timeline.Server{ID: 3, Change: timeline.Looking, Zxid: at}},
			{Kind: timeline.KindServer, Server: &timeline.Server{ID: 3, Change: timeline.Established, Epoch: 1}},
		}
	}
	const lacks = "replica_agreement: /bulk has the pzxid 0x5"
	judgedEvents(t, events(), lacks)
	judgedEvents(t, events(elected(6)...), lacks)
	judgedEvents(t, events(elected(5)...), "")
}

func TestVerdictNamesWhatIsNotOwed(t *testing.T) {
	head := timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{Servers: []timeline.Member{{ID: 1}}}}
	events := append([]timeline.Event{head}, replies(t, `
		app   1 create /x 2
		-     1 wipe
		other 1 create /y 3`)...)
	events = append(events, tree(1, 4, timeline.Znode{Path: "/y", Stat: timeline.Stat{Czxid: 3, Mzxid: 3, Pzxid: 3}}))
	v := judgeBy("durability", events)
	assert.Equal(t, v.Outcome, timeline.OK)
	assert.Equal(t, v.Why, "2 updates; none is missing at the end")
	assert.Equal(t, v.NotOwed, `what was written before event 2 is not owed: the story did "wipe"`)
}

// What an ACL forbids is neither permitted nor shown.
func TestAccess(t *testing.T) {
	head := func(release string) timeline.Event {
		return timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{Release: release}}
	}
	const closed = `
		ann 1 create /x 2 acl digest:ann:hash=:cdrwa
`
	const watched = `
		other 1 watch  /x 1 NoNode for exists` + closed
	for _, c := range []struct{ name, release, history, broken string }{
		{"an operation that had to be refused", "3.9.5", closed + `
			other 1 read /x 2 sees 2`, "access_control: the session never authenticated, and /x has the ACL digest:ann:hash=:cdrwa: event 1"},
		{"a write that had to be refused", "3.9.5", closed + `
			other 1 set /x 3`, "access_control: the session never authenticated"},
		{"exists needs no permission", "3.9.5", closed + `
			other 1 exists /x 2 sees 2`, ""},
		{"a session that authenticated", "3.9.5", closed + `
			other 1 auth - 2
			other 1 read /x 2 sees 2`, ""},
		{"a refusal that had to be permitted", "3.9.5", `
			ann 1 create /x 2
			other 1 set    /x 3 refused NoAuth`, "access_control: /x has the ACL world:anyone:cdrwa: event 1"},
		{"an event that a newer release withholds", "3.9.5", watched + `
			other 1 exists /y 3 NoNode`, ""},
		{"an event that it must withhold", "3.9.5", watched + `
			other 1 event  /x NodeCreated
			other 1 exists /y 3 NoNode`, "access_control: the session never authenticated"},
		{"an event that an older release sends", "3.9.1", watched + `
			other 1 event  /x NodeCreated
			other 1 exists /y 3 NoNode`, ""},
		{"an event that an older release owes", "3.9.1", watched + `
			other 1 exists /y 3 NoNode`, "watch_delivery: no event reported NodeCreated of /x at 0x2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			judgedEvents(t, append([]timeline.Event{head(c.release)}, replies(t, c.history)...), c.broken)
		})
	}
}
