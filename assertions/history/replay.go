package history

import (
	"cmp"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// replay applies the updates in the order of zxids and compares each read with the
// state at its zxid: one pass, which keeps only the newest update of each znode and what
// each session has read last.
type replay struct {
	*order
	znodes       map[string]*znode
	lastReads    map[timeline.SessionID]map[string]*lastRead
	owned        map[timeline.SessionID][]string     // ephemeral znodes, in the order of their creates
	transactions map[timeline.Zxid]*transactionParts // of which a part was shown, or was missing
	found        []Deviation
	counts       counts
}

// znode is the newest known state of a znode at the zxid of the replay. It stays
// after a delete: a znode that is created again is compared with it.
type znode struct {
	created     *update // the create of the present incarnation; nil if it is not known
	last        *update // created, set or deleted it
	lastOfChild *update // created or deleted a child
	lastACL     *update // set its ACL
	// children are those that were created and not deleted; nil if no read lists them.
	children map[string]bool
	// shown is the newest mzxid that a read showed.
	shown   timeline.Zxid
	shownBy *timeline.Event
}

// lastRead is the newest state of a znode that one session has read. The list of
// children changes independently. Neither zxid decreases when a znode is created again:
// both begin as its czxid.
type lastRead struct {
	mzxid, pzxid, absent         timeline.Zxid
	digest                       string
	mzxidBy, pzxidBy, absentFrom *timeline.Event // the replies that showed them
}

// counts holds how much of a history tests the guarantees.
type counts struct {
	reads, ownReads, updates, parts, refused, ephemerals, acls int
}

// replayOf replays a timeline and compares everything that it shows of the znodes.
func replayOf(events []timeline.Event) *replay {
	r := &replay{order: orderOf(events), znodes: map[string]*znode{}, lastReads: map[timeline.SessionID]map[string]*lastRead{},
		owned: map[timeline.SessionID][]string{}, transactions: map[timeline.Zxid]*transactionParts{}}
	r.found = slices.Clone(r.outOfOrder)
	r.counts.refused = len(r.refused)
	next := 0
	for _, rd := range r.reads {
		for ; next < len(r.updates) && r.updates[next].zxid <= rd.zxid; next++ {
			r.apply(&r.updates[next])
		}
		r.read(rd)
	}
	for ; next < len(r.updates); next++ {
		r.apply(&r.updates[next])
	}
	r.judgeTrees()
	r.judgeTransactions()
	slices.SortStableFunc(r.found, func(a, b Deviation) int { return cmp.Compare(a.Event.Seq, b.Event.Seq) })
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
	r.counts.updates++
	if u.inTransaction() {
		r.counts.parts++
	}
	switch u.name() {
	case timeline.OpCreate:
		r.create(u)
	case timeline.OpSet:
		z := r.znode(u.path())
		u.before, z.last = z.last, u
	case timeline.OpSetACL:
		r.counts.acls++
		r.znode(u.path()).lastACL = u
	case timeline.OpDelete:
		r.remove(u, true)
	case timeline.OpClose:
		r.endSession(u)
	}
}

func (r *replay) create(u *update) {
	z := r.znode(u.path())
	u.before = z.last
	z.created, z.last, z.lastACL, z.lastOfChild = u, u, u, nil
	if r.listed[u.path()] {
		z.children = map[string]bool{}
	}
	if isEphemeral(u.mode()) {
		r.counts.ephemerals++
		r.owned[u.session()] = append(r.owned[u.session()], u.path())
	}
	if len(u.acl()) > 0 {
		r.counts.acls++
	}
	above := r.znode(parent(u.path()))
	u.beforeOfParent, above.lastOfChild = above.lastOfChild, u
	if above.children != nil {
		above.children[u.path()] = true
	}
}

// remove deletes a znode. If that is not certain, because an indeterminate delete may
// have come first, it need not have changed the list of children.
func (r *replay) remove(u *update, certain bool) {
	z := r.znode(u.path())
	u.before = z.last
	z.created, z.last, z.lastACL, z.lastOfChild, z.children = nil, u, nil, nil, nil
	above := r.znode(parent(u.path()))
	if certain {
		u.beforeOfParent, above.lastOfChild = above.lastOfChild, u
	}
	delete(above.children, u.path())
}

// endSession deletes the ephemeral znodes of the session, all at the zxid of its end.
func (r *replay) endSession(u *update) {
	for _, name := range r.owned[u.session()] {
		created := r.znode(name).created
		if created == nil || created.session() != u.session() || !isEphemeral(created.mode()) {
			continue // deleted before; the present znode is another one
		}
		b := bound{unbounded.time, u.zxid}
		gone := r.indeterminate.mayBeGone(name, created, b)
		if gone && r.indeterminate.mayBeCreated(name, b) {
			delete(r.znodes, name) // the present znode may be another one already
			delete(r.znode(parent(name)).children, name)
			continue
		}
		r.remove(&update{e: u.e, part: &timeline.Part{Name: timeline.OpDelete, Path: name}, zxid: u.zxid, acked: u.acked}, !gone)
	}
	delete(r.owned, u.session())
}
