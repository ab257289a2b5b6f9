package history_test

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// replies parses a history, one reply a line in the order in which they came: session,
// server, operation, path, zxid of the reply (- for none), and then any of
//
//	sees M, M/C or M/C/P  the Stat has mzxid M, czxid C and pzxid P (a missing one is the one before)
//	NoNode, BadVersion …  the code of the reply
//	lists A,B or lists -  children
//	data D, acl A,B       digest of what is written or read, the ACL
//	owner S               after sees: the ephemeral owner in the Stat
//	xid N                 of the request
//	invoked N             when it was invoked, in lines of the history; before the first if missing
//	ephemeral, container, persistent_sequential  the create mode
//	with OP:/P,OP:/Q      the parts of a transaction
//	opcode N              of a request
//	refused, unknown      the outcome, if not ok
//	for MODE              of a watch or unwatch
//	if N                  the version that an update requires
//	returned N            its place in the order, if not that of the line
//
// Other lines are "SESSION SERVER event PATH TYPE", "SESSION SERVER handshake", "SESSION
// SERVER opened" for the handshake of a new session, "SESSION SERVER gone" for one that was
// refused, "SESSION SERVER expired" for the line of a log, "- ZXID roll_back", and "- SERVER
// WORD" for another fault.
func replies(t *testing.T, text string) []timeline.Event {
	t.Helper()
	var events []timeline.Event
	arrivals := map[timeline.SessionID]int{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		e := eventOf(t, words)
		e.Seq = len(events) + 1
		e.At = time.Duration(e.Seq)
		switch {
		case e.Op != nil && e.Op.Return == 0:
			arrivals[e.Op.Session]++
			e.Op.Return, e.Op.Arrival = e.At, arrivals[e.Op.Session]
		case e.Watch != nil:
			arrivals[e.Watch.Session]++
			e.Watch.Arrival = arrivals[e.Watch.Session]
		}
		events = append(events, e)
	}
	for i := range events {
		if op := events[i].Op; op != nil && op.Stat != nil {
			countIn(op, events)
		}
	}
	return events
}

// countIn sets the numbers in a Stat: those of the updates up to its zxids that the history
// has, whether they have an answer or not. A list of children that is not given follows
// from them.
func countIn(op *timeline.Op, events []timeline.Event) {
	s := op.Stat
	children := map[string]bool{}
	created := int32(0)
	for _, e := range events {
		if e.Op == nil || e.Outcome == timeline.Refused {
			continue
		}
		parts := e.Op.Parts
		if e.Op.Name != timeline.OpTransaction {
			parts = []timeline.Part{{Name: e.Op.Name, Path: e.Op.Path}}
		}
		set := e.Op.Zxid > s.Czxid && e.Op.Zxid <= s.Mzxid || e.Outcome == timeline.Unknown && s.Mzxid > e.Op.Zxid && s.Mzxid > s.Czxid
		for _, p := range parts {
			if p.Name == timeline.OpCreate && p.Path == op.Path && e.Op.Mode == "ephemeral" && e.Op.Zxid == s.Czxid && op.Name == timeline.OpSet {
				s.EphemeralOwner = e.Op.Session
			}
			below := path.Dir(p.Path) == op.Path && p.Path != op.Path && e.Op.Zxid <= s.Pzxid && e.Op.Zxid > s.Czxid
			switch {
			case p.Name == timeline.OpSet && p.Path == op.Path && set && (e.Outcome == timeline.OK || s.Version == 0):
				s.Version++
			case p.Name == timeline.OpSetACL && p.Path == op.Path && e.Op.Zxid <= op.Zxid:
				s.Aversion++
			case p.Name == timeline.OpCreate && (below || e.Outcome == timeline.Unknown && slices.Contains(op.Children, path.Base(p.Path))):
				children[path.Base(p.Path)] = true
				created++
			case p.Name == timeline.OpDelete && below:
				delete(children, path.Base(p.Path))
			}
		}
	}
	if op.Name == timeline.OpChildren && op.Children == nil {
		op.Children = slices.Sorted(maps.Keys(children))
	}
	if s.Mzxid > s.Czxid && s.Version == 0 {
		s.Version = 1 // of an update that the history does not have
	}
	s.NumChildren = int32(len(children)) //nolint:gosec // small
	if op.Name == timeline.OpChildren {
		s.NumChildren = int32(len(op.Children)) //nolint:gosec // small
	}
	s.Cversion = 2*created - s.NumChildren
}

// eventOf parses one line.
func eventOf(t *testing.T, words []string) timeline.Event {
	t.Helper()
	id := sessionOf(words[0])
	switch words[2] {
	case "event":
		return timeline.Event{Kind: timeline.KindWatch, Watch: &timeline.Watch{
			Client: words[0], Session: id, Server: number(t, words[1]), Path: words[3], Type: words[4],
		}}
	case "handshake":
		return timeline.Event{Kind: timeline.KindHandshake, Outcome: timeline.OK, Handshake: &timeline.Handshake{
			Client: words[0], Server: number(t, words[1]), Asked: id, Granted: id,
		}}
	case "opened":
		return timeline.Event{Kind: timeline.KindHandshake, Outcome: timeline.OK, Handshake: &timeline.Handshake{
			Client: words[0], Server: number(t, words[1]), Granted: id,
		}}
	case "gone":
		return timeline.Event{Kind: timeline.KindHandshake, Outcome: timeline.Refused, Handshake: &timeline.Handshake{
			Client: words[0], Server: number(t, words[1]), Asked: id,
		}}
	case "roll_back":
		return timeline.Event{Kind: timeline.KindFault, Outcome: timeline.OK, What: words[2], Fault: &timeline.Fault{Word: words[2], Zxid: zxid(t, words[1])}}
	case "wipe", "edit_file", "exec":
		return timeline.Event{Kind: timeline.KindFault, Outcome: timeline.OK, What: words[2], Fault: &timeline.Fault{Word: words[2], Servers: []int{number(t, words[1])}}}
	case "leads":
		return timeline.Event{Kind: timeline.KindServer, Server: &timeline.Server{ID: number(t, words[1]), Change: timeline.Established, Epoch: uint32(number(t, words[3]))}} //nolint:gosec // small
	case "expired":
		return timeline.Event{Kind: timeline.KindServer, Server: &timeline.Server{ID: number(t, words[1]), Change: timeline.Expired, SessionID: id}}
	}
	return reply(t, words)
}

func reply(t *testing.T, words []string) timeline.Event {
	t.Helper()
	client, life, _ := strings.Cut(words[0], "#")
	op := &timeline.Op{
		Client: client, Session: sessionOf(client) + timeline.SessionID(number(t, life)),
		Server: number(t, words[1]), Name: words[2], Path: words[3], Zxid: zxid(t, words[4]),
	}
	e := timeline.Event{Kind: timeline.KindOp, Outcome: timeline.OK, Op: op}
	for rest := words[5:]; len(rest) > 0; rest = rest[1:] {
		switch rest[0] {
		case "NoNode", "BadVersion", "NodeExists", "NotEmpty", "NoChildrenForEphemerals", "NoAuth":
			op.Code = rest[0]
		case "if":
			rest = rest[1:]
			version := int32(number(t, rest[0])) //nolint:gosec // small
			op.Version = &version
		case "for":
			rest = rest[1:]
			op.Watch = rest[0]
		case "invoked":
			rest = rest[1:]
			op.Invoke = time.Duration(number(t, rest[0]))
		case "ephemeral", "container", "persistent_sequential":
			op.Mode = rest[0]
		case "with":
			rest = rest[1:]
			for part := range strings.SplitSeq(rest[0], ",") {
				name, path, _ := strings.Cut(part, ":")
				op.Parts = append(op.Parts, timeline.Part{Name: name, Path: path})
			}
		case "opcode":
			rest = rest[1:]
			op.Opcode = timeline.Opcode(number(t, rest[0])) //nolint:gosec // small
		case "refused", "unknown":
			e.Outcome = timeline.Outcome(rest[0])
		case "lists":
			rest = rest[1:]
			op.Children = strings.FieldsFunc(rest[0], func(r rune) bool { return r == ',' || r == '-' })
		case "acl":
			rest = rest[1:]
			op.ACL = strings.Split(rest[0], ",")
		case "data":
			rest = rest[1:]
			op.Digest = rest[0]
		case "xid":
			rest = rest[1:]
			op.Xid = int32(number(t, rest[0])) //nolint:gosec // small
		case "owner": // after sees
			rest = rest[1:]
			op.Stat.EphemeralOwner = sessionOf(rest[0])
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
			t.Fatalf("unknown attribute %q", rest[0])
		}
	}
	return e
}

func sessionOf(client string) timeline.SessionID { return timeline.SessionID(len(client) << 8) }

func zxid(t *testing.T, text string) timeline.Zxid {
	t.Helper()
	return timeline.Zxid(number(t, text)) //nolint:gosec // small
}

// number parses an integer; "-" and "" are 0.
func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimPrefix(text, "-"))
	if text == "-" || text == "" {
		return 0
	}
	assert.NilError(t, err)
	return n
}
