package assertions_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Each history is one reply a line, in the order in which they came: session,
// server, operation, path, zxid of the reply (- for none), and then what else
// matters of
//
//	sees M, M/C or M/C/P  the Stat has mzxid M, czxid C and pzxid P (each the one before if left out)
//	NoNode                there is no such znode
//	ephemeral, container  how the znode is created
//	with OP:/P,OP:/Q      the parts of a transaction
//	opcode N              of a request
//	refused, unknown      the outcome, if it is not ok
//	returned N            its place in the order, if that is not the line's
var imageHistories = []struct {
	name, history, broken string // part of the message; "" when it holds
}{
	{"reads what it wrote", `
		app 1 create /x 2
		app 1 read   /x 2 sees 2`, ""},
	{"reads an older zxid", `
		app 1 create /x 5
		app 2 read   /y 4 NoNode`, "answered at 0x4 with NoNode, but the session had seen 0x5 before: event 1"},
	{"an acknowledged write is missing at a newer zxid", `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 2 read   /x 7 sees 2`, "had seen that znode as of 0x3 before: event 2"},
	{"an acknowledged write of another session is missing after its zxid was seen", `
		other 1 set    /x 3 sees 3/2
		app   1 exists /y 4 NoNode
		app   2 read   /x 5 sees 2`, "the znode was written at 0x3, and the session had seen 0x4"},
	{"another session's write may be missing before its zxid was seen", `
		app   1 read /x 2 sees 2
		other 1 set  /x 3 sees 3/2
		app   2 read /x 2 sees 2`, ""},
	{"a znode that was seen newer, whoever wrote it", `
		app 1 read /x 5 sees 4/2
		app 2 read /x 6 sees 3/2`, "the session had seen that znode as of 0x4 before"},
	{"exists and children see the past too", `
		app 1 create   /x 2
		app 1 set      /x 3 sees 3/2
		app 2 children /x 4 sees 2
		app 2 exists   /x 4 NoNode`, "children /x on server 2"},
	{"sessions are judged by themselves", `
		app   1 set  /x 9 sees 9/2
		other 2 read /x 3 sees 2
		other 2 read /x 3 sees 2`, ""},

	{"a write that failed uses a zxid too", `
		app 1 create /x 5 refused
		app 2 read   /y 4 NoNode`, "the session had seen 0x5 before"},
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
		app 1 read   /x 4 sees 2`, "had seen that znode as of 0x3 before"},
	{"an unknown reply was not seen", `
		app 1 set  /x 9 unknown
		app 2 read /x 3 sees 2`, ""},

	{"a deleted znode is gone", `
		app 1 create /x 2
		app 1 delete /x 3
		app 2 read   /x 3 NoNode`, ""},
	{"a deleted znode is still there", `
		app 1 create /x 2
		app 1 delete /x 3
		app 2 read   /x 4 sees 2`, "the znode was deleted at 0x3"},
	{"a znode that nobody deleted is missing", `
		app 1 create /x 2
		app 2 read   /x 3 NoNode`, "the znode was written at 0x2"},
	{"somebody deleted it later, which this server knows already", `
		app   1 create /x 2
		other 1 delete /x 3
		app   2 read   /x 3 NoNode`, ""},
	{"nobody knows whether it was deleted", `
		app   1 create /x 2
		other 1 delete /x - unknown
		app   2 read   /x 3 NoNode`, ""},
	{"a delete that was refused deleted nothing", `
		app   1 create /x 2
		other 1 delete /x 3 refused
		app   2 read   /x 4 NoNode`, "the znode was written at 0x2"},
	{"a znode that was created again is there", `
		app 1 create /x 2
		app 1 delete /x 3
		app 1 create /x 4
		app 2 read   /x 4 sees 4`, ""},
	{"a znode that was created again is missing", `
		app 1 create /x 2
		app 1 delete /x 3
		app 1 create /x 4
		app 2 read   /x 4 NoNode`, "the znode was written at 0x4"},
	{"a znode that was created again is the old one", `
		app 1 create /x 2
		app 1 delete /x 3
		app 1 create /x 4
		app 2 read   /x 4 sees 2`, "the znode was written at 0x4"},
	{"an unacknowledged creation after the delete", `
		app   1 create /x 2
		app   1 delete /x 3
		other 1 create /x - unknown
		app   2 read   /x 4 sees 4`, ""},
	{"an ephemeral znode goes with its session", `
		other 1 create /x 2 ephemeral
		app   1 exists /x 2 sees 2
		app   2 exists /x 3 NoNode`, ""},
	{"an ephemeral znode does not change backwards", `
		app 1 create /x 2 ephemeral
		app 1 set    /x 3 sees 3/2
		app 2 read   /x 4 sees 2`, "had seen that znode as of 0x3 before"},

	{"a created child is missing from the list", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 2 children /d   4 sees 2`, "with the children as of 0x2; the create of /d/a was acknowledged at 0x3, and the session had seen 0x3"},
	{"a deleted child is still in the list", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 1 delete   /d/a 4
		app 2 children /d   5 sees 2/2/3`, "the delete of /d/a was acknowledged at 0x4"},
	{"a list that was seen newer, whoever changed it", `
		app 1 children /d 5 sees 2/2/4
		app 2 exists   /d 6 sees 2/2/3`, "but the session had seen them as of 0x4 before: event 1"},
	{"the list of the root is one too", `
		app 1 create   /x 2
		app 2 children /  3 sees 0`, "the create of /x was acknowledged at 0x2"},
	{"another session's child after its zxid was seen", `
		other 1 create   /d/a 3
		app   1 exists   /y   4 NoNode
		app   2 children /d   5 sees 2`, "the create of /d/a was acknowledged at 0x3, and the session had seen 0x4"},
	{"another session's child may be missing before its zxid was seen", `
		other 1 create   /d/a 3
		app   2 children /d   2 sees 2`, ""},
	{"a list of children is up to date", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 1 set      /d   4 sees 4/2/3
		app 2 children /d   5 sees 4/2/3`, ""},
	{"a write to a child leaves the list as it is", `
		app 1 create   /d/a 3
		app 1 set      /d/a 4 sees 4/3
		app 2 children /d   4 sees 2/2/3`, ""},
	{"so do a child's children", `
		app 1 create   /d/a   3
		app 1 create   /d/a/b 4
		app 2 children /d     4 sees 2/2/3`, ""},
	{"a child that was refused, and one of which nobody knows", `
		app 1 create   /d/a 3 refused
		app 1 create   /d/b - unknown
		app 2 children /d   4 sees 2`, ""},
	{"an ephemeral child went with its session", `
		other 1 create   /d/a 3 ephemeral
		app   1 children /d   4 sees 2/2/3
		app   2 children /d   6 sees 2/2/5`, ""},
	{"a parent that was created again has children of its own", `
		app 1 create   /d   2
		app 1 create   /d/a 3
		app 1 delete   /d/a 4
		app 1 delete   /d   5
		app 1 create   /d   6
		app 2 children /d   6 sees 6`, ""},

	{"replies count in the order in which they came", `
		app 2 read /x 3 sees 3 returned 2
		app 1 read /x 2 sees 2 returned 1`, ""},
	{"and not in the order of their events", `
		app 1 read /x 2 sees 2 returned 2
		app 2 read /x 3 sees 3 returned 1`, "the session had seen 0x3 before"},
	{"a new session begins anew after an expiry", `
		app#1 1 set  /x 9 sees 9/2
		app#2 2 read /x 4 sees 2`, ""},
	{"a request that never left saw nothing", `
		app 1 set  /x 9 sees 9/2
		app 0 read /x - refused`, ""},
	{"a reply without a zxid is still judged by what it shows", `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 2 read   /x - sees 2`, "answered at 0x0 (mzxid 0x2), but the session had seen that znode as of 0x3"},
	{"and by what it does not show", `
		other 1 set    /x 3 sees 3/2
		app   1 create /y 4
		app   2 read   /x - sees 2`, "the znode was written at 0x3"},
	{"a reply without a zxid is not at zxid 0", `
		app 1 create /x 2
		app 2 read   /x - sees 2`, ""},
	{"the writes of a transaction are missing", `
		other 1 transaction - 5 with create:/x,set:/y,check:/z
		app   1 exists /q 6 NoNode
		app   2 exists /x 6 NoNode
		app   2 read   /y 6 sees 2`, "exists /x on server 2, answered at 0x6 with NoNode; the znode was written at 0x5"},
	{"a set of a transaction is missing", `
		other 1 transaction - 5 with create:/x,set:/y
		app   1 exists /q 6 NoNode
		app   2 read   /y 6 sees 2`, "the znode was written at 0x5"},
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
		app 1 exists /x 6 NoNode`, "the znode was written at 0x5"},
	{"a refused transaction wrote nothing", `
		app 1 transaction - 5 refused with create:/x,delete:/y
		app 1 exists /x 6 NoNode
		app 1 exists /y 6 sees 2`, ""},
	{"an unknown transaction may have deleted", `
		app 1 create /x 2
		app 1 transaction - - unknown with set:/y,delete:/x
		app 2 exists /x 6 NoNode`, ""},
	{"a container goes by itself", `
		app 1 create /x 2 container
		app 1 exists /x 6 NoNode`, ""},
	{"a request that nobody can read may have deleted anything", `
		app 1 create  /x 2
		app 1 request - 3 opcode 2
		app 1 exists  /x 6 NoNode`, ""},
	{"a request that only reads deletes nothing", `
		app 1 create  /x 2
		app 1 request - 3 opcode 3
		app 1 exists  /x 6 NoNode`, "the znode was written at 0x2"},
	{"what a watch reads is judged too", `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 2 watch  /x 4 sees 2`, "watch /x on server 2"},
	{"a watch that reads nothing shows nothing", `
		app 1 create /x 2
		app 2 watch  /x 4`, ""},
	{"what comes with an ACL is judged too", `
		app 1 set /x 3 sees 3/2
		app 2 acl /x 4 sees 2`, "acl /x on server 2"},
	{"each of several is told", `
		app 1 create /x 5
		app 2 read   /x 3 sees 2
		app 2 read   /x 4 sees 2`, "event 2"},
}

func TestSingleSystemImage(t *testing.T) {
	for _, c := range imageHistories {
		t.Run(c.name, func(t *testing.T) {
			v := assertions.SingleSystemImage{}.Judge(replies(t, c.history))
			if c.broken == "" {
				assert.Equal(t, v.State, harness.StateHolds, v.Why)
				return
			}
			assert.Equal(t, v.State, harness.StateBroken, v.Why)
			assert.Assert(t, strings.Contains(v.Why, c.broken), "%s\nlacks: %s", v.Why, c.broken)
		})
	}
}

func TestEachReplyFromThePastIsEvidence(t *testing.T) {
	v := assertions.SingleSystemImage{}.Judge(replies(t, imageHistories[len(imageHistories)-1].history))
	assert.Equal(t, len(v.Evidence), 1)
	assert.Assert(t, strings.HasPrefix(v.Evidence[0], "event 3: session app (0x"), v.Evidence[0])
}

// replies reads a history of the table above.
func replies(t *testing.T, text string) []timeline.Event {
	t.Helper()
	var events []timeline.Event
	for line := range strings.Lines(strings.TrimSpace(text)) {
		e := reply(t, strings.Fields(line))
		e.Seq = len(events) + 1
		if e.Op.Return == 0 {
			e.Op.Return = time.Duration(e.Seq)
		}
		events = append(events, e)
	}
	return events
}

func reply(t *testing.T, words []string) timeline.Event {
	t.Helper()
	client, life, _ := strings.Cut(words[0], "#")
	op := &timeline.Op{
		Client: client, Session: timeline.SessionID(len(client)<<8 + number(t, life)),
		Server: number(t, words[1]), Name: words[2], Path: words[3], Zxid: zxid(t, words[4]),
	}
	e := timeline.Event{Kind: timeline.KindOp, Outcome: timeline.OK, Op: op}
	for rest := words[5:]; len(rest) > 0; rest = rest[1:] {
		switch rest[0] {
		case "NoNode":
			op.Code = "NoNode"
		case "ephemeral", "container":
			op.Mode = rest[0]
		case "with":
			rest = rest[1:]
			for part := range strings.SplitSeq(rest[0], ",") {
				name, path, _ := strings.Cut(part, ":")
				op.Parts = append(op.Parts, timeline.Part{Name: name, Path: path})
			}
		case "opcode":
			rest = rest[1:]
			op.Opcode = int32(number(t, rest[0])) //nolint:gosec // small
		case "refused", "unknown":
			e.Outcome = timeline.Outcome(rest[0])
		case "returned":
			rest = rest[1:]
			op.Return = time.Duration(number(t, rest[0]))
		case "sees":
			rest = rest[1:]
			zxids := strings.Split(rest[0], "/")
			for len(zxids) < 3 {
				zxids = append(zxids, zxids[len(zxids)-1])
			}
			op.Stat = &timeline.Stat{Mzxid: zxid(t, zxids[0]), Czxid: zxid(t, zxids[1]), Pzxid: zxid(t, zxids[2])}
		default:
			t.Fatalf("what is %q?", rest[0])
		}
	}
	return e
}

func zxid(t *testing.T, text string) timeline.Zxid {
	t.Helper()
	return timeline.Zxid(number(t, text)) //nolint:gosec // small
}

// number reads "-" and "" as 0.
func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimPrefix(text, "-"))
	if text == "-" || text == "" {
		return 0
	}
	assert.NilError(t, err)
	return n
}
