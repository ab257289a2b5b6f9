package history_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var watchHistories = []struct {
	name, history, broken string // guarantee: part of the message; "" if all hold
}{
	{"the event comes before the new data", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		app   1 event  /x NodeDataChanged
		other 1 set    /x 3 sees 3/2
		app   1 read   /x 3 sees 3/2`, ""},
	{"the event comes after the new data", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x 3 sees 3/2
		app   1 read   /x 3 sees 3/2
		app   1 event  /x NodeDataChanged`, "watch_order: the change was at 0x3, and a reply at or beyond it came first: event 4"},
	{"the event comes after a reply at that zxid", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x 3 sees 3/2
		app   1 exists /y 3 NoNode
		app   1 event  /x NodeDataChanged`, "watch_order: a reply at or beyond it came first: event 4"},
	{"the event never comes", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x 3 sees 3/2
		app   1 read   /x 3 sees 3/2`, "watch_delivery: no event reported NodeDataChanged of /x at 0x3, which the session watched: event 2"},
	{"the event may still come", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x 3 sees 3/2`, ""},
	{"an event without a watch", `
		app 1 watch /x 2 sees 2 for data
		app 1 event /y NodeDataChanged`, "watch_delivery: no watch of the session covers it"},
	{"an event that was delivered before", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		app   1 event  /x NodeDataChanged
		app   1 event  /x NodeDataChanged
		other 1 set    /x 3 sees 3/2`, "watch_delivery: event 4"},
	{"a removed watch reports nothing", `
		other 1 create  /x 2
		app   1 watch   /x 2 sees 2 for data
		app   1 unwatch /x 2 for data
		other 1 set     /x 3 sees 3/2
		app   1 read    /x 3 sees 3/2`, ""},
	{"a watch on children reports only these", `
		other 1 create /x   2
		app   1 watch  /x   2 sees 2 for children
		other 1 set    /x   3 sees 3/2
		app   1 read   /x   3 sees 3/2
		app   1 event  /x   NodeChildrenChanged
		other 1 create /x/a 4
		app   1 read   /x   4 sees 3/2/4`, ""},
	{"a watch on a znode that does not exist yet", `
		app   1 watch  /x 2 NoNode for exists
		app   1 event  /x NodeCreated
		other 1 create /x 3
		app   1 exists /x 3 sees 3`, ""},
	{"a watch on a znode that does not exist fails", `
		app   1 watch  /x 2 NoNode refused for data
		other 1 create /x 3
		app   1 exists /x 3 sees 3`, ""},
	{"the end of a session fires the watches of its ephemeral znodes", `
		other 1 create /x 2 ephemeral
		app   1 watch  /x 2 sees 2 owner other for data
		other 1 close  -  3
		app   1 exists /x 3 NoNode`, "watch_delivery: NodeDeleted of /x at 0x3"},
	{"a reconnected client receives what it missed", `
		other 1 create    /x 2
		app   1 watch     /x 2 sees 2 for data
		other 1 set       /x 3 sees 3/2
		app   2 handshake
		app   2 event     /x NodeDataChanged
		app   2 read      /x 3 sees 3/2`, ""},
	{"a reconnected client does not receive what it missed", `
		other 1 create    /x 2
		app   1 watch     /x 2 sees 2 for data
		other 1 set       /x 3 sees 3/2
		app   2 handshake
		app   2 read      /x 3 sees 3/2`, "watch_delivery: NodeDataChanged of /x at 0x3"},
	{"a persistent watch misses what happens during the reconnection", `
		other 1 create    /x 2
		app   1 watch     /x 2 for persistent
		other 1 set       /x 3 sees 3/2
		app   2 handshake
		app   2 read      /x 3 sees 3/2
		other 1 set       /x 4 sees 4/2
		app   2 event     /x NodeDataChanged
		app   2 read      /x 4 sees 4/2`, ""},
	{"a persistent watch reports each change", `
		other 1 create /x   2
		app   1 watch  /x   2 for persistent
		app   1 event  /x   NodeDataChanged
		app   1 event  /x   NodeChildrenChanged
		other 1 set    /x   3 sees 3/2
		other 1 create /x/a 4
		other 1 set    /x   5 sees 5/2/4
		app   1 read   /x   5 sees 5/2/4`, "watch_delivery: no event reported NodeDataChanged of /x at 0x5"},
	{"a recursive watch reports what is below", `
		other 1 create /x   2
		app   1 watch  /x   2 for persistent_recursive
		app   1 event  /x/a NodeCreated
		other 1 create /x/a 3
		other 1 set    /x/a 4 sees 4/3
		app   1 read   /x/a 4 sees 4/3`, "watch_delivery: no event reported NodeDataChanged of /x/a at 0x4"},
	{"two events in the wrong order", `
		other 1 create /x 2
		other 1 create /y 3
		app   1 watch  /x 3 sees 2 for data
		app   1 watch  /y 3 sees 3 for data
		app   1 event  /y NodeDataChanged
		app   1 event  /x NodeDataChanged
		other 1 set    /x 4 sees 4/2
		other 1 set    /y 5 sees 5/3`, "watch_order: the change was at 0x4, and the event of a later one, at 0x5, came first: event 5"},
	{"an unknown change excuses an event", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x - unknown
		app   1 event  /x NodeDataChanged
		other 2 set    /x 4 sees 4/2
		app   1 read   /x 4 sees 4/2`, ""},
	{"but it can only add events", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x - unknown
		other 2 set    /x 4 sees 4/2
		app   1 read   /x 4 sees 4/2`, "watch_delivery: no event reported NodeDataChanged of /x at 0x4"},
	{"and only those of its own kind", `
		other 1 create /x   2
		app   1 watch  /x   2 for persistent
		other 1 create /x/a - unknown
		app   1 event  /x   NodeDataChanged`, "watch_delivery: there was no such change"},
	{"and only beyond the zxids received before it was invoked", `
		other 1 create /x 2
		app   1 watch  /x 2 for persistent
		other 1 exists /y 4 NoNode
		other 1 set    /x - unknown invoked 4
		app   1 event  /x NodeDataChanged
		app   1 exists /y 4 NoNode`, "watch_delivery: there was no such change"},
	{"znodes of the servers change by themselves", `
		app 1 watch /zookeeper/config 2 for persistent
		app 1 event /zookeeper/config NodeDataChanged
		app 1 exists /y 4 NoNode`, ""},
	{"a change is known by what another session was shown", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		third 1 set    /x - unknown
		other 2 read   /x 5 sees 4/2
		app   1 exists /y 5 NoNode`, "watch_delivery: no event reported NodeDataChanged of /x at 0x4"},
	{"one event serves two watches, both after the reply", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		app   1 watch  /x 2 sees 2 for children
		other 1 delete /x 3
		app   1 exists /y 3 NoNode
		app   1 event  /x NodeDeleted`, "watch_order: a reply at or beyond it came first: event 5"},
	{"a persistent watch is set again before any request", `
		other 1 create    /x 2
		app   1 watch     /x 2 for persistent
		app   2 handshake
		app   2 set       /x 3 sees 3/2`, "watch_delivery: no event reported NodeDataChanged of /x at 0x3"},
	{"what a persistent watch may have missed comes after the first reply", `
		other 1 create    /x 2
		app   1 watch     /x 2 for persistent
		other 1 set       /x 3 sees 3/2
		app   2 handshake
		app   2 read      /x 4 sees 3/2
		app   2 event     /x NodeDataChanged`, "watch_order: the change was at 0x3"},
	{"a reconnected client receives the creation of a znode", `
		app   1 watch     /x 2 NoNode for exists
		other 1 create    /x 3
		app   2 handshake
		app   2 read      /y 4 NoNode`, "watch_delivery: no event reported NodeCreated of /x at 0x3"},
	{"but not of one that was created and deleted", `
		app   1 watch     /x 2 NoNode for exists
		other 1 create    /x 3
		other 1 delete    /x 4
		app   2 handshake
		app   2 read      /y 4 NoNode`, ""},
	{"a watch on the data of a znode tells of no creation", `
		other 1 create    /x 2
		app   1 watch     /x 2 sees 2 for data
		app   2 handshake
		app   2 event     /x NodeCreated
		other 1 delete    /x 3
		other 1 create    /x 4
		app   2 read      /x 4 sees 4`, "watch_delivery: no watch of the session covers it"},
	{"a watch on a znode that does not exist tells of its creation", `
		app   1 watch     /x 2 NoNode for exists
		app   2 handshake
		app   2 event     /x NodeDataChanged
		other 1 create    /x 3
		other 1 set       /x 4 sees 4/3
		app   2 read      /x 4 sees 4/3`, "watch_delivery: no watch of the session covers it"},
	{"a raw request may have set a watch", `
		other 1 create  /x 2
		app   1 request -  2 opcode 3
		app   1 event   /x NodeDataChanged
		other 1 set     /x 3 sees 3/2
		app   1 read    /x 3 sees 3/2`, ""},
	{"the event of a watch that was set again is not the one that is missing", `
		other 1 create /x 2
		app   1 watch  /x 2 sees 2 for data
		other 1 set    /x 3 sees 3/2
		app   1 watch  /x 3 sees 3/2 for data
		app   1 event  /x NodeDataChanged
		other 1 set    /x 4 sees 4/2
		app   1 read   /x 4 sees 4/2`, "watch_delivery: no event reported NodeDataChanged of /x at 0x3"},
}

func TestWatches(t *testing.T) {
	for _, c := range watchHistories {
		t.Run(c.name, func(t *testing.T) { judged(t, c.history, c.broken) })
	}
}

func TestWatchesWithoutArrivalsCannotBeJudged(t *testing.T) {
	events := replies(t, watchHistories[0].history)
	for i := range events {
		if events[i].Watch != nil {
			events[i].Watch.Arrival = 0
		}
	}
	v := judgeBy("watch_order", events)
	assert.Equal(t, v.Outcome, timeline.Unknown, v.Why)
}

// Releases 3.4.0 to 3.4.3 send no zxid with reads.
func TestWatchesOfEarlyReleasesCannotBeJudged(t *testing.T) {
	text := `
		other 1 create /x 2
		app   1 watch  /x - sees 2 for data
		other 1 set    /x 3 sees 3/2
		app   1 read   /x - sees 3/2
		app   1 set    /y 4 sees 4/2`
	for _, check := range []string{"watch_delivery", "watch_order"} {
		v := judgeBy(check, replies(t, text))
		assert.Equal(t, v.Outcome, timeline.Unknown, v.Why)
		assert.Assert(t, strings.Contains(v.Why, "the reply to a watch carries no zxid, as in releases 3.4.0 to 3.4.3"), v.Why)
	}
	judged(t, text+`
		app   1 event  /z NodeDataChanged`, "watch_delivery: no watch of the session covers it")
}

// judged demands that exactly one guarantee is blamed, or none.
func judged(t *testing.T, text, broken string) {
	t.Helper()
	judgedEvents(t, replies(t, text), broken)
}

func judgedEvents(t *testing.T, events []timeline.Event, broken string) {
	t.Helper()
	wanted, message, _ := strings.Cut(broken, ": ")
	for guarantee, v := range history.All().Judge(events) {
		if guarantee != wanted {
			assert.Assert(t, v.Outcome != timeline.Broken, "%s: %s", guarantee, v.Why)
			continue
		}
		assert.Equal(t, v.Outcome, timeline.Broken, v.Why)
		assert.Assert(t, strings.Contains(v.Why, message), "%s\nlacks: %s", v.Why, message)
	}
}
