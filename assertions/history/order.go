package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// order holds the updates and reads of a timeline in the order of zxids.
type order struct {
	updates       []update // by zxid; those of one transaction in its own order
	reads         []read   // by zxid
	refusals      []refusal
	story         story
	indeterminate indeterminate
	trees         []*timeline.Event
	// beginning is below the zxids of all updates of the record: what is not beyond it may be
	// from before.
	beginning timeline.Zxid
	// refused maps the zxids that refused updates used up to their replies.
	refused map[timeline.Zxid]*timeline.Event
	// listed are the paths whose names of children some read shows.
	listed map[string]bool
	// received are the zxids that were known to be committed, by time.
	received greatestZxids
	lives    *lives
	// suspects are the sessions whose replies contradict each other: nothing further is
	// concluded from them.
	suspects map[timeline.SessionID]bool
	// outOfOrder are the replies whose zxids contradict the order in which they came.
	outOfOrder []Deviation
}

// read is a reply that shows something of the state of its server.
type read struct {
	e    *timeline.Event
	seen timeline.Zxid // the greatest zxid that the session had received before
	zxid timeline.Zxid // of the state that is shown; seen, if the reply carries none
}

// refusal is the reply to a refused update that has a place in the order.
type refusal struct {
	e    *timeline.Event
	zxid timeline.Zxid
}

// bound limits what can have happened before the read.
func (r read) bound() bound {
	if r.e.Op.Zxid == 0 {
		return bound{r.e.Op.Return, unbounded.zxid}
	}
	return bound{r.e.Op.Return, r.zxid}
}

// orderOf puts a timeline into the order of zxids.
func orderOf(c chapter) *order {
	events := c.events
	replies := repliesOf(events)
	lives := livesOf(events, replies)
	lives.later = c.past != 0 || len(c.kept) > 0
	ends := lives.ends()
	o := &order{refused: map[timeline.Zxid]*timeline.Event{}, listed: map[string]bool{}, beginning: max(beginningOf(events, replies), c.past), story: c.story, lives: lives}
	for _, e := range c.kept {
		o.addUpdates(e, e.Op.Zxid, e)
	}
	for i := range o.updates {
		o.updates[i].kept = true
	}
	o.addReplies(replies)
	o.suspects = suspectsIn(o.outOfOrder)
	o.received = greatestZxidsOf(replies, events, o.suspects)
	o.indeterminate = indeterminateOf(c, replies, o.received, ends)
	o.outOfOrder = slices.Concat(lives.judge(ends, c.story), twoLeaders(events), o.outOfOrder, o.againstRealTime(replies))
	for i := range events {
		e := &events[i]
		if e.Tree != nil {
			o.trees = append(o.trees, e)
		}
		if txn, ok := o.indeterminate.logged[e]; ok && e.Outcome == timeline.Unknown && txn.Type != timeline.TxnError {
			o.addUpdates(e, txn.Zxid, nil)
		}
	}
	o.sortUpdates()
	o.addWitnesses(c, replies)
	o.indeterminate.addDeletions(o.updates)
	slices.SortStableFunc(o.reads, func(a, b read) int { return cmp.Compare(a.zxid, b.zxid) })
	slices.SortStableFunc(o.refusals, func(a, b refusal) int { return cmp.Compare(a.zxid, b.zxid) })
	return o
}

func (o *order) sortUpdates() {
	slices.SortStableFunc(o.updates, func(a, b update) int { return cmp.Compare(a.zxid, b.zxid) })
}

// beginningOf returns the zxid before the first update of the record, whose first replies may
// come from servers that lag behind. If no update has a reply it is the least zxid of a
// reply; if none was sent, everything may be from before.
func beginningOf(events []timeline.Event, replies []*timeline.Event) timeline.Zxid {
	updates, all := unbounded.zxid, unbounded.zxid
	for _, e := range replies {
		if e.Op.Zxid == 0 {
			continue
		}
		all = min(all, e.Op.Zxid)
		if acknowledges(e) || usesZxid(e) {
			updates = min(updates, e.Op.Zxid-1)
		}
	}
	sent := slices.ContainsFunc(events, func(e timeline.Event) bool { return e.Kind == timeline.KindOp && e.Op.Updates() })
	if updates == unbounded.zxid && sent {
		return all
	}
	return updates
}

// repliesOf returns the operations that a server answered, in the order in which the
// replies came: an event is recorded a little later, when the caller takes the reply.
func repliesOf(events []timeline.Event) []*timeline.Event {
	replies := make([]*timeline.Event, 0, len(events))
	for i := range events {
		e := &events[i]
		if e.Kind == timeline.KindOp && e.Op != nil && e.Op.Server != 0 && e.Outcome != timeline.Unknown {
			replies = append(replies, e)
		}
	}
	slices.SortStableFunc(replies, func(a, b *timeline.Event) int {
		return cmp.Or(cmp.Compare(a.Op.Return, b.Op.Return), cmp.Compare(a.Op.Arrival, b.Op.Arrival))
	})
	return replies
}

// addReplies takes the replies as they came and gives each its place.
func (o *order) addReplies(replies []*timeline.Event) {
	sessions := map[timeline.SessionID]*progress{}
	o.reads, o.updates = make([]read, 0, len(replies)), slices.Grow(o.updates, len(replies))
	for _, e := range replies {
		p := sessions[e.Op.Session]
		if p == nil {
			p = &progress{handshakes: o.lives.byID[e.Op.Session].handshakes()}
			sessions[e.Op.Session] = p
		}
		if d := p.contradicts(e); d != nil {
			o.outOfOrder = append(o.outOfOrder, *d)
		}
		switch {
		case !e.Op.Updates():
			o.reads = append(o.reads, read{e: e, seen: p.zxid, zxid: max(e.Op.Zxid, p.zxid)})
			if listsChildren(e.Op) {
				o.listed[e.Op.Path] = true
			}
		case o.lives.local && e.Op.Name == timeline.OpClose: // the end of a local session is no transaction
		case acknowledges(e):
			o.addUpdates(e, e.Op.Zxid, e)
		case usesZxid(e):
			o.refused[e.Op.Zxid] = e
			o.refusals = append(o.refusals, refusal{e, e.Op.Zxid})
		}
		p.add(e)
	}
}

// acknowledges reports whether a reply acknowledges an update and has its zxid.
func acknowledges(e *timeline.Event) bool {
	return e.Outcome == timeline.OK && e.Op.Zxid != 0 && e.Op.Updates()
}

// usesZxid reports whether PrepRequestProcessor refused an update: then the failure
// has a zxid of its own. Other refusals carry that of the last transaction.
func usesZxid(e *timeline.Event) bool {
	if e.Outcome != timeline.Refused || e.Op.Zxid == 0 || !e.Op.Updates() {
		return false
	}
	switch e.Op.Code {
	case timeline.CodeNoNode, timeline.CodeNoAuth, codeBadVersion, codeNodeExists, codeNotEmpty, codeNoChildren, "InvalidACL":
		return true
	}
	return false
}

// addUpdates adds the updates of an operation. proof is the reply, or another one that
// shows an effect; nil if only the disks prove that it happened.
func (o *order) addUpdates(e *timeline.Event, z timeline.Zxid, proof *timeline.Event) {
	u := update{e: e, zxid: z, session: e.Op.Session, proof: proof}
	if e.Op.Name != timeline.OpTransaction {
		o.addUpdate(u)
		return
	}
	for i := range e.Op.Parts {
		u.part = &e.Op.Parts[i]
		o.addUpdate(u)
	}
}

// addUpdate adds one update. The number of a sequential create without a reply is not known.
func (o *order) addUpdate(u update) {
	u.unnamed = u.e.Outcome != timeline.OK && u.mode().Sequential()
	o.updates = append(o.updates, u)
}

// committed reports whether an update is known to have this zxid.
func (o *order) committed(z timeline.Zxid) bool {
	_, ok := slices.BinarySearchFunc(o.updates, z, func(u update, z timeline.Zxid) int { return cmp.Compare(u.zxid, z) })
	return ok
}

// updateAt returns the update that made what a witness shows, and whether there is one. Of
// several operations that may have, none is returned.
func (o *order) updateAt(w witness) (*update, bool) {
	i, _ := slices.BinarySearchFunc(o.updates, w.zxid, func(u update, z timeline.Zxid) int { return cmp.Compare(u.zxid, z) })
	for ; i < len(o.updates) && o.updates[i].zxid == w.zxid; i++ {
		if u := &o.updates[i]; u.path() == w.path && (u.name() == w.name || u.name() == timeline.OpCreate) {
			return u, true
		}
	}
	return nil, false
}

// progress tracks what one session has received so far.
type progress struct {
	handshakes []time.Duration // when they came
	zxid       timeline.Zxid   // the greatest of its replies
	zxidBy     *timeline.Event
	xid        int32 // of the last reply on this connection
	last       *timeline.Event
}

func (p *progress) add(e *timeline.Event) {
	if e.Op.Zxid > p.zxid {
		p.zxid, p.zxidBy = e.Op.Zxid, e
	}
	p.xid, p.last = e.Op.Xid, e
}

// contradicts finds the deviation in the place of a reply.
func (p *progress) contradicts(e *timeline.Event) *Deviation {
	op := e.Op
	for len(p.handshakes) > 0 && p.handshakes[0] <= op.Return {
		p.handshakes, p.xid = p.handshakes[1:], 0 // clients may number the requests of each connection anew
	}
	switch {
	case op.Xid != 0 && op.Xid < p.xid:
		return &Deviation{Guarantee: sequentialConsistency, Event: e, Contradicts: p.last,
			Problem: "the request was sent before the one whose reply came first"}
	case op.Zxid == 0:
		return nil
	case acknowledges(e) && p.zxidBy != nil && op.Zxid <= p.zxid && op.Name != timeline.OpClose:
		return &Deviation{Guarantee: sequentialConsistency, Event: e, Contradicts: p.zxidBy, lacks: p.zxid,
			Problem: "the update is not beyond everything that the session had seen, " + p.zxid.String()}
	case !op.Updates() && op.Zxid < p.zxid:
		return &Deviation{Guarantee: singleSystemImage, Event: e, Contradicts: p.zxidBy, lacks: p.zxid,
			Problem: "but the session had already seen " + p.zxid.String(), Expected: "an answer at " + p.zxid.String() + " or later"}
	}
	return nil
}

// suspectsIn returns the sessions whose replies are out of order.
func suspectsIn(found []Deviation) map[timeline.SessionID]bool {
	suspects := map[timeline.SessionID]bool{}
	for _, d := range found {
		suspects[d.Event.Op.Session] = true
	}
	return suspects
}

// againstRealTime finds the updates whose places are not beyond what some client had
// received before they were invoked.
func (o *order) againstRealTime(replies []*timeline.Event) []Deviation {
	var found []Deviation
	for _, e := range replies {
		ordered := acknowledges(e) && (!o.lives.local || e.Op.Name != timeline.OpClose) || usesZxid(e)
		if !ordered || o.suspects[e.Op.Session] {
			continue
		}
		if before := o.received.before(e.Op.Invoke); before.zxid >= e.Op.Zxid {
			found = append(found, Deviation{Guarantee: writeOrder, Event: e, Contradicts: before.by, lacks: before.zxid,
				Problem: fmt.Sprintf("the write was invoked after a reply at %s had come", before.zxid), Expected: "a zxid beyond " + before.zxid.String()})
		}
	}
	return found
}

// parent returns the path of the znode that has this one as a child; the root's is itself.
func parent(znode string) string {
	if i := strings.LastIndexByte(znode, '/'); i > 0 {
		return znode[:i]
	}
	return "/"
}
