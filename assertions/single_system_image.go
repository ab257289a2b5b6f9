package assertions

import (
	"fmt"
	"path"
	"slices"
	"sort"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var singleSystemImage = harness.Kind[harness.Check]{
	Name:    "single_system_image",
	Summary: "What a session reads is never older than what it has seen before: a zxid that a reply carried, or the state of that znode and of its list of children.",
	New:     func() harness.Check { return SingleSystemImage{} },
}

// SingleSystemImage relies on two things: every reply carries the position of the
// server that answered (FinalRequestProcessor takes it before it evaluates the
// request), and every write has one place in the order of zxids. So a session
// that has seen position Z must from then on find every acknowledged write up to Z.
type SingleSystemImage struct{}

// Judge implements harness.Check. It takes one pass over the writes and one over
// the replies, in the order in which each session received them.
func (SingleSystemImage) Judge(events []timeline.Event) harness.Verdict {
	writes := writesOf(events)
	sessions := map[timeline.SessionID]*view{}
	var evidence []string
	replies := repliesOf(events)
	for _, e := range replies {
		v := sessions[e.Op.Session]
		if v == nil {
			v = &view{znodes: map[string]sight{}}
			sessions[e.Op.Session] = v
		}
		if why := v.past(e, writes); why != "" {
			evidence = append(evidence, why)
		}
		v.take(e)
	}
	if len(evidence) == 0 {
		return harness.Holds("no session saw the past in %d replies to %d sessions", len(replies), len(sessions))
	}
	verdict := harness.Broken("%s", evidence[0])
	verdict.Evidence = evidence[1:]
	return verdict
}

// repliesOf are the operations that a server answered, in the order in which the
// replies came: an event is written a little later, when its caller looks.
func repliesOf(events []timeline.Event) []timeline.Event {
	var replies []timeline.Event
	for _, e := range events {
		if e.Op != nil && e.Op.Server != 0 && e.Outcome != timeline.Unknown {
			replies = append(replies, e)
		}
	}
	sort.SliceStable(replies, func(i, j int) bool { return replies[i].Op.Return < replies[j].Op.Return })
	return replies
}

// view is what one session has seen so far.
type view struct {
	zxid   timeline.Zxid // the greatest that a reply carried
	at     timeline.Event
	znodes map[string]sight
}

// sight is the newest state of a znode that a session has seen. Its list of
// children changes by itself. Neither zxid goes back when a znode is created
// again: it begins with both as its czxid.
type sight struct {
	mzxid, pzxid   timeline.Zxid
	event, listing timeline.Event // that showed them
}

func (v *view) take(e timeline.Event) {
	if e.Op.Zxid > v.zxid {
		v.zxid, v.at = e.Op.Zxid, e
	}
	if e.Op.Stat == nil {
		return
	}
	seen := v.znodes[e.Op.Path]
	if e.Op.Stat.Mzxid >= seen.mzxid {
		seen.mzxid, seen.event = e.Op.Stat.Mzxid, e
	}
	if e.Op.Stat.Pzxid >= seen.pzxid {
		seen.pzxid, seen.listing = e.Op.Stat.Pzxid, e
	}
	v.znodes[e.Op.Path] = seen
}

// past says why a reply shows the past, or "".
func (v *view) past(e timeline.Event, writes history) string {
	op := e.Op
	if op.Zxid != 0 && op.Zxid < v.zxid {
		return fmt.Sprintf("%s, but the session had seen %s before: %s", tell(e), v.zxid, tell(v.at))
	}
	if !looks(op) {
		return ""
	}
	if seen, ok := v.znodes[op.Path]; ok && op.Stat != nil && op.Stat.Mzxid < seen.mzxid {
		return fmt.Sprintf("%s, but the session had seen that znode as of %s before: %s", tell(e), seen.mzxid, tell(seen.event))
	}
	if newest, ok := upTo(writes.byPath[op.Path], v.zxid); ok {
		if why := misses(op, newest, writes.mayVanish(op.Path, v.zxid)); why != "" {
			return fmt.Sprintf("%s; %s at %s, and the session had seen %s: %s", tell(e), why, newest.Op.Zxid, v.zxid, tell(v.at))
		}
	}
	return v.pastChildren(e, writes)
}

// looks tells whether the answer to an operation shows the state of its znode: the
// Stat, or that there is none.
func looks(op *timeline.Op) bool {
	switch op.Name {
	case session.OpRead, session.OpExists, session.OpChildren, session.OpACL:
		return true
	case session.OpWatch: // the persistent ones come without a look
		return op.Stat != nil || op.Code == session.CodeNoNode
	}
	return false
}

// pastChildren says why the list of children that belongs to a reply's Stat is
// one of the past, or "". The list itself need not have been asked for.
func (v *view) pastChildren(e timeline.Event, writes history) string {
	if e.Op.Stat == nil {
		return ""
	}
	listed := e.Op.Stat.Pzxid
	if seen := v.znodes[e.Op.Path]; listed < seen.pzxid {
		return fmt.Sprintf("%s with the children as of %s, but the session had seen them as of %s before: %s", tell(e), listed, seen.pzxid, tell(seen.listing))
	}
	if newest, ok := upTo(writes.ofChildren[e.Op.Path], v.zxid); ok && listed < newest.Op.Zxid {
		return fmt.Sprintf("%s with the children as of %s; the %s of %s was acknowledged at %s, and the session had seen %s: %s",
			tell(e), listed, newest.Op.Name, newest.Op.Path, newest.Op.Zxid, v.zxid, tell(v.at))
	}
	return ""
}

// misses says which acknowledged write a reply does not show, or "".
func misses(op *timeline.Op, write timeline.Event, mayVanish bool) string {
	switch {
	case write.Op.Name == session.OpDelete && op.Stat != nil && op.Stat.Czxid < write.Op.Zxid:
		return "the znode was deleted"
	case write.Op.Name == session.OpDelete:
		return ""
	case op.Stat == nil && op.Code == session.CodeNoNode && !mayVanish:
		return "the znode was written"
	case op.Stat != nil && op.Stat.Mzxid < write.Op.Zxid:
		return "the znode was written"
	}
	return ""
}

// tell describes a reply so that it can be found in the timeline.
func tell(e timeline.Event) string {
	op := e.Op
	text := fmt.Sprintf("event %d: session %s (%s) %s %s on server %d, answered at %s", e.Seq, op.Client, op.Session, op.Name, op.Path, op.Server, op.Zxid)
	if op.Data != "" {
		text += fmt.Sprintf(" with %q", op.Data)
	}
	if op.Stat != nil {
		text += fmt.Sprintf(" (mzxid %s)", op.Stat.Mzxid)
	}
	if op.Code != "" {
		text += " with " + op.Code
	}
	return text
}

// history is the acknowledged writes of each znode, by zxid.
type history struct {
	byPath map[string][]timeline.Event
	// ofChildren has the creates and deletes by the path of the parent.
	ofChildren map[string][]timeline.Event
	// unsteady znodes can be gone without an acknowledged delete: those that servers
	// delete by themselves, and those of which it is unknown whether they were deleted.
	unsteady map[string]bool
	// untold is that somebody may have deleted any znode, by a request that nobody
	// can read.
	untold bool
}

func writesOf(events []timeline.Event) history {
	h := history{byPath: map[string][]timeline.Event{}, ofChildren: map[string][]timeline.Event{}, unsteady: map[string]bool{}}
	for _, e := range events {
		if e.Op == nil {
			continue
		}
		switch e.Op.Name {
		case session.OpCreate, session.OpSet, session.OpDelete:
			h.add(e)
		case session.OpTransaction:
			for _, part := range partsOf(e) {
				h.add(part)
			}
		case session.OpRequest:
			h.untold = h.untold || e.Op.Server != 0 && !session.Reads(e.Op.Opcode)
		}
	}
	for _, index := range []map[string][]timeline.Event{h.byPath, h.ofChildren} {
		for _, writes := range index { // those of one transaction have one zxid, and an order
			sort.SliceStable(writes, func(i, j int) bool { return writes[i].Op.Zxid < writes[j].Op.Zxid })
		}
	}
	return h
}

// partsOf are the writes of a transaction, as if each had been asked for by itself.
func partsOf(e timeline.Event) []timeline.Event {
	var writes []timeline.Event
	for _, p := range e.Op.Parts {
		if p.Name == session.OpCheck {
			continue
		}
		op := *e.Op
		op.Name, op.Path, op.Mode, op.Stat, op.Parts = p.Name, p.Path, p.Mode, p.Stat, nil
		part := e
		part.Op = &op
		writes = append(writes, part)
	}
	return writes
}

func (h history) add(e timeline.Event) {
	op := e.Op
	if session.CreateMode(op.Mode).Vanishes() || op.Name == session.OpDelete && e.Outcome == timeline.Unknown {
		h.unsteady[op.Path] = true
	}
	if e.Outcome != timeline.OK || op.Zxid == 0 {
		return
	}
	h.byPath[op.Path] = append(h.byPath[op.Path], e)
	if op.Name != session.OpSet {
		parent := path.Dir(op.Path)
		h.ofChildren[parent] = append(h.ofChildren[parent], e)
	}
}

// upTo finds the last of some writes, sorted by zxid, that is not beyond z.
func upTo(writes []timeline.Event, z timeline.Zxid) (timeline.Event, bool) {
	i := sort.Search(len(writes), func(i int) bool { return writes[i].Op.Zxid > z })
	if i == 0 {
		return timeline.Event{}, false
	}
	return writes[i-1], true
}

// mayVanish tells whether a znode that is there at z can be gone later.
func (h history) mayVanish(name string, z timeline.Zxid) bool {
	return h.untold || h.unsteady[name] || slices.ContainsFunc(h.byPath[name], func(e timeline.Event) bool {
		return e.Op.Name == session.OpDelete && e.Op.Zxid > z
	})
}
