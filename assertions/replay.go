package assertions

import (
	"cmp"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// replay makes the updates again in the order of zxids, and compares each look with
// the state that they make up to its position: one pass, in which only the newest
// update of each znode is remembered, and what each session has looked at.
type replay struct {
	*order
	znodes  map[string]*znode
	sights  map[timeline.SessionID]map[string]*sight
	owned   map[timeline.SessionID][]string // ephemeral znodes, in the order in which they were made
	partial map[timeline.Zxid]*partial      // transactions of which a part was shown, or was not
	found   []deviation
	tested  tested
}

// znode is the newest known state of a znode at the position of the replay. It
// stays when the znode is deleted: what comes back must be known again.
type znode struct {
	made *update // the create of the present incarnation; nil when nobody was told of one
	last *update // made, set or deleted it
	kids *update // made or deleted a child
	acl  *update // gave it its ACL
	// children are those that were made and not deleted.
	children map[string]bool
	// shown is the newest mzxid that a look showed, whoever wrote it.
	shown   timeline.Zxid
	shownBy *timeline.Event
}

// sight is the newest state of a znode that a session has looked at. Its list of
// children changes by itself. Neither zxid goes back when a znode is created again:
// it begins with both as its czxid.
type sight struct {
	mzxid, pzxid, absent timeline.Zxid
	digest               string
	data, listing, gone  *timeline.Event // that showed them
}

// tested counts what put the promises to the test.
type tested struct {
	looks, ownLooks, updates, transactions, refusals, ephemerals, acls int
}

// replayOf judges a timeline by the order of zxids.
func replayOf(events []timeline.Event) *replay {
	r := &replay{order: orderOf(events), znodes: map[string]*znode{}, sights: map[timeline.SessionID]map[string]*sight{},
		owned: map[timeline.SessionID][]string{}, partial: map[timeline.Zxid]*partial{}}
	r.found = slices.Clone(r.backward)
	r.tested.refusals = len(r.refused)
	next := 0
	for _, l := range r.looks {
		for ; next < len(r.updates) && r.updates[next].zxid <= l.at; next++ {
			r.apply(&r.updates[next])
		}
		r.look(l)
	}
	for ; next < len(r.updates); next++ {
		r.apply(&r.updates[next])
	}
	r.judgeTrees()
	r.judgeTransactions()
	slices.SortStableFunc(r.found, func(a, b deviation) int { return cmp.Compare(a.event.Seq, b.event.Seq) })
	return r
}

func (r *replay) znode(name string) *znode {
	z := r.znodes[name]
	if z == nil {
		z = &znode{}
		r.znodes[name] = z
	}
	return z
}

func (r *replay) apply(u *update) {
	r.tested.updates++
	if u.inTransaction() {
		r.tested.transactions++
	}
	switch u.name() {
	case timeline.OpCreate:
		r.create(u)
	case timeline.OpSet:
		z := r.znode(u.path())
		u.before, z.last = z.last, u
	case timeline.OpSetACL:
		r.tested.acls++
		r.znode(u.path()).acl = u
	case timeline.OpDelete:
		r.remove(u, true)
	case timeline.OpClose:
		r.endSession(u)
	}
}

func (r *replay) create(u *update) {
	z := r.znode(u.path())
	u.before = z.last
	z.made, z.last, z.acl, z.kids = u, u, u, nil
	if r.listed[u.path()] {
		z.children = map[string]bool{}
	}
	if isEphemeral(u.mode()) {
		r.tested.ephemerals++
		r.owned[u.session()] = append(r.owned[u.session()], u.path())
	}
	if len(u.acl()) > 0 {
		r.tested.acls++
	}
	above := r.znode(parent(u.path()))
	u.beforeOfParent, above.kids = above.kids, u
	if above.children != nil {
		above.children[u.path()] = true
	}
}

// remove deletes a znode, though perhaps another one before did so already that
// nobody was told of; then this one need not have changed the list of children.
func (r *replay) remove(u *update, sure bool) {
	z := r.znode(u.path())
	u.before = z.last
	z.made, z.last, z.acl, z.kids, z.children = nil, u, nil, nil, nil
	above := r.znode(parent(u.path()))
	if sure {
		u.beforeOfParent, above.kids = above.kids, u
	}
	delete(above.children, u.path())
}

// endSession deletes what belonged to the session, all at the zxid of its end.
func (r *replay) endSession(u *update) {
	for _, name := range r.owned[u.session()] {
		made := r.znode(name).made
		if made == nil || made.session() != u.session() || !isEphemeral(made.mode()) {
			continue // deleted before, and what is there now is another
		}
		by := moment{atLast.when, u.zxid}
		gone := r.doubts.mayBeGone(name, made, by)
		if gone && r.doubts.mayBeMade(name, by) {
			delete(r.znodes, name) // what is there now may be another already
			delete(r.znode(parent(name)).children, name)
			continue
		}
		r.remove(&update{e: u.e, part: &timeline.Part{Name: timeline.OpDelete, Path: name}, zxid: u.zxid, acked: u.acked}, !gone)
	}
	delete(r.owned, u.session())
}

func isEphemeral(m timeline.CreateMode) bool {
	return m == timeline.Ephemeral || m == timeline.EphemeralSequential
}

// glance is a look with what is known of its znode.
type glance struct {
	look
	op   *timeline.Op
	z    *znode
	seen *sight // what the session looked at before
}

// look judges one look and remembers what it showed.
func (r *replay) look(l look) {
	r.tested.looks++
	op := l.e.Op
	if !shows(l.e) || op.Zxid != 0 && op.Zxid < l.seen {
		return // its position is the deviation; the state of that position may well be right
	}
	g := glance{look: l, op: op, z: r.znode(op.Path), seen: r.sight(op.Session, op.Path)}
	if u := g.z.last; u != nil && u.session() == op.Session {
		r.tested.ownLooks++
	}
	if d := r.judge(g); d != nil {
		r.found = append(r.found, *d)
		return // what ought not to have been shown is no measure of what follows
	}
	g.remember()
}

func (r *replay) sight(id timeline.SessionID, name string) *sight {
	sights := r.sights[id]
	if sights == nil {
		sights = map[string]*sight{}
		r.sights[id] = sights
	}
	s := sights[name]
	if s == nil {
		s = &sight{}
		sights[name] = s
	}
	return s
}

// shows tells whether the answer shows the state of its znode: the Stat, or that
// there is none.
func shows(e *timeline.Event) bool {
	switch e.Op.Name {
	case timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpACL, timeline.OpWatch: // persistent watches come without
		return e.Op.Stat != nil || e.Op.Code == timeline.CodeNoNode
	}
	return false
}

func (g glance) remember() {
	s, stat := g.seen, g.op.Stat
	if stat == nil {
		s.absent, s.gone = g.at, g.e
		return
	}
	if stat.Mzxid > s.mzxid || s.data == nil {
		s.mzxid, s.data, s.digest = stat.Mzxid, g.e, ""
	}
	if stat.Mzxid == s.mzxid && g.op.Digest != "" {
		s.digest = g.op.Digest
	}
	if stat.Pzxid >= s.pzxid {
		s.pzxid, s.listing = stat.Pzxid, g.e
	}
	if stat.Mzxid > g.z.shown {
		g.z.shown, g.z.shownBy = stat.Mzxid, g.e
	}
}

// committed tells whether an update is known to have this zxid.
func (r *replay) committed(z timeline.Zxid) bool {
	_, ok := slices.BinarySearchFunc(r.updates, z, func(u update, z timeline.Zxid) int { return cmp.Compare(u.zxid, z) })
	return ok
}
