package assertions

import (
	"cmp"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// order is a timeline put into the order of zxids. It relies on two things: every
// reply carries the position of the server that answered (FinalRequestProcessor
// takes it before it evaluates a read, and CommitProcessor lets no write run beside
// one), and every update has one place in the order. So what a look had to show can
// be said without a search: the state that the updates up to its position make.
type order struct {
	updates []update // by zxid; those of one transaction in its own order
	looks   []look   // by position
	doubts  doubts
	trees   []*timeline.Event
	// refused are the updates that were refused, by the zxid that they used up.
	refused map[timeline.Zxid]*timeline.Event
	// listed are the znodes whose names of children a look shows.
	listed map[string]bool
	// backward are the replies whose positions contradict the order in which they came.
	backward []deviation
}

// update is one change of one znode that surely happened: an operation of its own,
// or a part of a transaction.
type update struct {
	e     *timeline.Event
	part  *timeline.Part // nil for an operation of its own
	zxid  timeline.Zxid
	acked bool // some client was told

	// Written by the replay: what the znode, and the children of the one above it, had
	// before.
	before, beforeOfParent *update
}

func (u *update) session() timeline.SessionID { return u.e.Op.Session }

func (u *update) name() string {
	if u.part != nil {
		return u.part.Name
	}
	return u.e.Op.Name
}

func (u *update) path() string {
	if u.part != nil {
		return u.part.Path
	}
	return u.e.Op.Path
}

func (u *update) mode() timeline.CreateMode {
	if u.part != nil {
		return timeline.CreateMode(u.part.Mode)
	}
	return timeline.CreateMode(u.e.Op.Mode)
}

func (u *update) digest() string {
	if u.part != nil {
		return u.part.Digest
	}
	return u.e.Op.Digest
}

func (u *update) acl() []string {
	if u.part != nil {
		return u.part.ACL
	}
	return u.e.Op.ACL
}

// inTransaction tells whether there are other updates that happen with it.
func (u *update) inTransaction() bool { return u.e.Op.Name == timeline.OpTransaction }

// look is a reply that shows something of the state of its server.
type look struct {
	e    *timeline.Event
	seen timeline.Zxid // the greatest position that the session had before
	at   timeline.Zxid // the position that the reply speaks of; seen, where it carries none
}

// by is before which all happened that the look can show.
func (l look) by() moment {
	if l.e.Op.Zxid == 0 {
		return moment{l.e.Op.Return, atLast.at}
	}
	return moment{l.e.Op.Return, l.at}
}

func orderOf(events []timeline.Event) *order {
	replies := repliesOf(events)
	o := &order{refused: map[timeline.Zxid]*timeline.Event{}, listed: map[string]bool{}, doubts: doubtsOf(events, replies)}
	o.place(replies)
	for i := range events {
		e := &events[i]
		if e.Tree != nil {
			o.trees = append(o.trees, e)
		}
		if txn, ok := o.doubts.logged[e]; ok && e.Outcome == timeline.Unknown && txn.Type != failed {
			o.addUpdates(e, txn.Zxid, false)
		}
	}
	slices.SortStableFunc(o.updates, func(a, b update) int { return cmp.Compare(a.zxid, b.zxid) })
	o.doubts.addDeletions(o.updates)
	slices.SortStableFunc(o.looks, func(a, b look) int { return cmp.Compare(a.at, b.at) })
	return o
}

// repliesOf are the operations that a server answered, in the order in which the
// replies came: an event is written a little later, when its caller looks.
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

// place goes through the replies as they came, and gives each its position.
func (o *order) place(replies []*timeline.Event) {
	sessions := map[timeline.SessionID]*passage{}
	o.looks, o.updates = make([]look, 0, len(replies)), make([]update, 0, len(replies))
	for _, e := range replies {
		p := sessions[e.Op.Session]
		if p == nil {
			p = &passage{}
			sessions[e.Op.Session] = p
		}
		if d := p.backward(e); d != nil {
			o.backward = append(o.backward, *d)
		}
		switch {
		case !e.Op.Updates():
			o.looks = append(o.looks, look{e: e, seen: p.zxid, at: max(e.Op.Zxid, p.zxid)})
			if e.Op.Name == timeline.OpChildren {
				o.listed[e.Op.Path] = true
			}
		case e.Outcome == timeline.OK && e.Op.Zxid != 0:
			o.addUpdates(e, e.Op.Zxid, true)
		case usesUp(e):
			o.refused[e.Op.Zxid] = e
		}
		p.take(e)
	}
}

// usesUp tells whether an update was refused by PrepRequestProcessor, which gives
// the failure a zxid of its own. Other refusals carry that of the last transaction.
func usesUp(e *timeline.Event) bool {
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

// addUpdate leaves out a sequential create that nobody was told of: its path is not
// known.
func (o *order) addUpdate(u update) {
	if u.acked || !u.mode().Sequential() {
		o.updates = append(o.updates, u)
	}
}

// passage is one session's way through the order.
type passage struct {
	zxid timeline.Zxid // the greatest position of its replies so far
	at   *timeline.Event
	xid  int32 // of the last reply
	last *timeline.Event
}

func (p *passage) take(e *timeline.Event) {
	if e.Op.Zxid > p.zxid {
		p.zxid, p.at = e.Op.Zxid, e
	}
	p.xid, p.last = e.Op.Xid, e
}

// backward says what the place of a reply breaks.
func (p *passage) backward(e *timeline.Event) *deviation {
	op := e.Op
	acknowledged := op.Updates() && e.Outcome == timeline.OK
	switch {
	case op.Xid != 0 && op.Xid < p.xid:
		return &deviation{guarantee: sequentialConsistency.Name, event: e, before: p.last,
			what: "the request was sent before the one that was answered first"}
	case op.Zxid == 0 || p.at == nil:
		return nil
	case acknowledged && op.Zxid <= p.zxid:
		return &deviation{guarantee: sequentialConsistency.Name, event: e, before: p.at,
			what: "the update is not behind all that the session had seen, " + p.zxid.String()}
	case !op.Updates() && op.Zxid < p.zxid:
		return &deviation{guarantee: singleSystemImage.Name, event: e, before: p.at,
			what: "but the session had seen " + p.zxid.String() + " before", want: "an answer at " + p.zxid.String() + " or later"}
	}
	return nil
}

// parent is the path of the znode that has this one as a child.
func parent(znode string) string { return path.Dir(znode) }
