package history

import (
	"cmp"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// order holds the updates and reads of a timeline in the order of zxids.
type order struct {
	updates       []update // by zxid; those of one transaction in its own order
	reads         []read   // by zxid
	indeterminate indeterminate
	trees         []*timeline.Event
	// refused maps the zxids that refused updates used up to their replies.
	refused map[timeline.Zxid]*timeline.Event
	// listed are the paths whose names of children some read shows.
	listed map[string]bool
	// outOfOrder are the replies whose zxids contradict the order in which they came.
	outOfOrder []Deviation
}

// read is a reply that shows something of the state of its server.
type read struct {
	e    *timeline.Event
	seen timeline.Zxid // the greatest zxid that the session had received before
	zxid timeline.Zxid // of the state that is shown; seen, if the reply carries none
}

// bound limits what can have happened before the read.
func (r read) bound() bound {
	if r.e.Op.Zxid == 0 {
		return bound{r.e.Op.Return, unbounded.zxid}
	}
	return bound{r.e.Op.Return, r.zxid}
}

// orderOf puts a timeline into the order of zxids.
func orderOf(events []timeline.Event) *order {
	replies := repliesOf(events)
	o := &order{refused: map[timeline.Zxid]*timeline.Event{}, listed: map[string]bool{}, indeterminate: indeterminateOf(events, replies)}
	o.addReplies(replies)
	for i := range events {
		e := &events[i]
		if e.Tree != nil {
			o.trees = append(o.trees, e)
		}
		if txn, ok := o.indeterminate.logged[e]; ok && e.Outcome == timeline.Unknown && txn.Type != errorTxn {
			o.addUpdates(e, txn.Zxid, false)
		}
	}
	slices.SortStableFunc(o.updates, func(a, b update) int { return cmp.Compare(a.zxid, b.zxid) })
	o.indeterminate.addDeletions(o.updates)
	slices.SortStableFunc(o.reads, func(a, b read) int { return cmp.Compare(a.zxid, b.zxid) })
	return o
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
	o.reads, o.updates = make([]read, 0, len(replies)), make([]update, 0, len(replies))
	for _, e := range replies {
		p := sessions[e.Op.Session]
		if p == nil {
			p = &progress{}
			sessions[e.Op.Session] = p
		}
		if d := p.contradicts(e); d != nil {
			o.outOfOrder = append(o.outOfOrder, *d)
		}
		switch {
		case !e.Op.Updates():
			o.reads = append(o.reads, read{e: e, seen: p.zxid, zxid: max(e.Op.Zxid, p.zxid)})
			if e.Op.Name == timeline.OpChildren {
				o.listed[e.Op.Path] = true
			}
		case e.Outcome == timeline.OK && e.Op.Zxid != 0:
			o.addUpdates(e, e.Op.Zxid, true)
		case usesZxid(e):
			o.refused[e.Op.Zxid] = e
		}
		p.add(e)
	}
}

// usesZxid reports whether PrepRequestProcessor refused an update: then the failure
// has a zxid of its own. Other refusals carry that of the last transaction.
func usesZxid(e *timeline.Event) bool {
	if e.Outcome != timeline.Refused || e.Op.Zxid == 0 {
		return false
	}
	switch e.Op.Code {
	case timeline.CodeNoNode, timeline.CodeNoAuth, "BadVersion", "NodeExists", "NotEmpty", "NoChildrenForEphemerals", "InvalidACL":
		return true
	}
	return false
}

func (o *order) addUpdates(e *timeline.Event, z timeline.Zxid, acked bool) {
	if e.Op.Name != timeline.OpTransaction {
		o.addUpdate(update{e: e, zxid: z, acked: acked})
		return
	}
	for i := range e.Op.Parts {
		if p := &e.Op.Parts[i]; p.Name != timeline.OpCheck {
			o.addUpdate(update{e: e, part: p, zxid: z, acked: acked})
		}
	}
}

// addUpdate skips a sequential create without a reply: its path is not known.
func (o *order) addUpdate(u update) {
	if u.acked || !u.mode().Sequential() {
		o.updates = append(o.updates, u)
	}
}

// committed reports whether an update is known to have this zxid.
func (o *order) committed(z timeline.Zxid) bool {
	_, ok := slices.BinarySearchFunc(o.updates, z, func(u update, z timeline.Zxid) int { return cmp.Compare(u.zxid, z) })
	return ok
}

// progress tracks what one session has received so far.
type progress struct {
	zxid   timeline.Zxid // the greatest of its replies
	zxidBy *timeline.Event
	xid    int32 // of the last reply
	last   *timeline.Event
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
	acknowledged := op.Updates() && e.Outcome == timeline.OK
	switch {
	case op.Xid != 0 && op.Xid < p.xid:
		return &Deviation{Guarantee: sequentialConsistency, Event: e, Contradicts: p.last,
			Problem: "the request was sent before the one whose reply came first"}
	case op.Zxid == 0 || p.zxidBy == nil:
		return nil
	case acknowledged && op.Zxid <= p.zxid:
		return &Deviation{Guarantee: sequentialConsistency, Event: e, Contradicts: p.zxidBy,
			Problem: "the update is not beyond everything that the session had seen, " + p.zxid.String()}
	case !op.Updates() && op.Zxid < p.zxid:
		return &Deviation{Guarantee: singleSystemImage, Event: e, Contradicts: p.zxidBy,
			Problem: "but the session had already seen " + p.zxid.String(), Expected: "an answer at " + p.zxid.String() + " or later"}
	}
	return nil
}

// parent returns the path of the znode that has this one as a child.
func parent(znode string) string { return path.Dir(znode) }
