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
	owned        map[timeline.SessionID][]string     // ephemeral znodes, in the order of their creates
	transactions map[timeline.Zxid]*transactionParts // of which a part was shown, or was missing
	ahead        []update                            // those that are still to be applied
	undecided    int                                 // number of missing parts
	taken        *update                             // the one before
	guarded      bool                                // as of the chapter
	identities   identities
	suspect      map[*timeline.Event]bool // replies that are out of order
	times        map[timeline.Zxid]timeOfZxid
	found        []Deviation
	counts       counts
}

// znode is the newest known state of a znode at the zxid of the replay. It stays
// after a delete: a znode that is created again is compared with it.
type znode struct {
	path        string
	above       *znode  // the parent; that of the root is the root itself
	created     *update // the create of the present incarnation; nil if it is not known
	last        *update // created, set or deleted it
	lastOfChild *update // created or deleted a child
	lastACL     *update // set its ACL
	// children has those that were created and not deleted, if some read lists them: all of
	// them, if whole, or those of which the create is known.
	children map[string]bool
	whole    bool
	// shown is the newest mzxid that a read showed.
	shown   timeline.Zxid
	shownBy *timeline.Event

	presence presence
	list     list
	shownACL shownACL
	model    model
	reads    map[timeline.SessionID]*lastRead
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

func (c *counts) add(more counts) {
	c.reads += more.reads
	c.ownReads += more.ownReads
	c.updates += more.updates
	c.parts += more.parts
	c.refused += more.refused
	c.ephemerals += more.ephemerals
	c.acls += more.acls
}

// replayOf replays a timeline and compares everything that it shows of the znodes.
func replayOf(c chapter) *replay {
	r := &replay{order: orderOf(c), znodes: map[string]*znode{},
		owned: map[timeline.SessionID][]string{}, transactions: map[timeline.Zxid]*transactionParts{}, times: map[timeline.Zxid]timeOfZxid{}}
	r.found = slices.Clone(r.outOfOrder)
	r.suspect = map[*timeline.Event]bool{}
	for _, d := range r.found {
		r.suspect[d.Event] = true
	}
	r.identities = identitiesOf(c.events, r.lives)
	r.guarded = c.guarded
	r.counts.refused = len(r.refused)
	r.ahead = r.updates
	for _, rd := range r.reads {
		r.advance(rd.zxid)
		r.read(rd)
	}
	r.advance(unbounded.zxid)
	r.judgeTrees()
	r.judgeTransactions()
	slices.SortStableFunc(r.found, func(a, b Deviation) int { return cmp.Compare(a.Event.Seq, b.Event.Seq) })
	return r
}

// advance applies the updates and judges the refusals up to a zxid.
func (r *replay) advance(z timeline.Zxid) {
	for len(r.ahead) > 0 && r.ahead[0].zxid <= z {
		u := &r.ahead[0]
		r.judgeRefusals(u.zxid - 1)
		r.ahead = r.ahead[1:]
		r.take(u)
	}
	r.judgeRefusals(z)
}

// concernsACLs reports whether an operation gives an ACL that does not permit everything to
// everybody, or is refused because of one.
func concernsACLs(op *timeline.Op) bool {
	closes := func(acl []string) bool { return len(acl) > 0 && !slices.Contains(acl, openACL[0]) }
	return closes(op.ACL) || op.Code == timeline.CodeNoAuth ||
		slices.ContainsFunc(op.Parts, func(p timeline.Part) bool { return closes(p.ACL) || p.Code == timeline.CodeNoAuth })
}

// guardsOf returns the ACLs that an update meets, for the watches that it triggers.
func (r *replay) guardsOf(u *update) guards {
	if !r.guarded {
		return guards{guard{known: true}, guard{known: true}}
	}
	b := bound{unbounded.time, u.zxid}
	return guards{r.guardOf(u.z, b), r.guardOf(u.z.above, b)}
}

func (r *replay) judgeRefusals(until timeline.Zxid) {
	for len(r.refusals) > 0 && r.refusals[0].zxid <= until {
		r.report(r.judgeRefusal(r.refusals[0]))
		r.refusals = r.refusals[1:]
	}
}

// report adds a deviation; nil is none.
func (r *replay) report(d *Deviation) {
	if d != nil {
		r.found = append(r.found, *d)
	}
}

// take judges an update, applies it, and judges the Stat in its reply.
func (r *replay) take(u *update) {
	u.z = r.znode(u.path())
	if u.kept {
		r.apply(u)
		return
	}
	if d := r.judgeUpdate(u); d != nil {
		u.wrong = true
		r.report(d)
	} else if u.e.Outcome == timeline.OK && !u.endsSession() {
		r.report(r.judgeAccess(u.e, timeline.Part{Name: u.name(), Path: u.path()}, bound{u.e.Op.Return, u.zxid}))
	}
	if u.name() != timeline.OpCheck {
		defer func() { r.taken = u }()
	}
	u.guards = r.guardsOf(u)
	before := u.z.model.version.by
	r.apply(u)
	if u.name() == timeline.OpCreate {
		u.guards.znode = guard{u.acl(), !u.witnessed}
	}
	z := u.z
	if u.wrong && u.name() != timeline.OpCheck {
		z.model = model{}
		z.above.model.forgetChildren()
		return
	}
	s := u.stat()
	if s == nil {
		return
	}
	d := r.statOf(z, s, bound{u.e.Op.Return, u.zxid})
	if d == nil && u.name() == timeline.OpSet && s.Mzxid != u.zxid {
		d = &differing{problem: "has the mzxid " + s.Mzxid.String(), expected: u.zxid.String()}
	}
	if d != nil {
		if d.by == u.e {
			d.by = before
		}
		r.report(&Deviation{Guarantee: writeOrder, Event: u.e, Contradicts: d.by, Problem: d.problem, Expected: d.expected})
		u.wrong = true
		z.model = model{}
		return
	}
	r.learn(z, s, u.zxid, u.e)
}

func (r *replay) znode(name string) *znode {
	z := r.znodes[name]
	if z == nil {
		z = &znode{path: name}
		r.znodes[name] = z
		if name == "/" {
			z.above = z
		} else {
			z.above = r.znode(parent(name))
		}
	}
	return z
}

func (r *replay) apply(u *update) {
	if u.name() == timeline.OpCheck {
		return
	}
	if !u.kept {
		r.counts.updates++
		if u.inTransaction() {
			r.counts.parts++
		}
	}
	switch u.name() {
	case timeline.OpCreate:
		r.create(u)
	case timeline.OpSet:
		z := u.z
		u.before, z.last = z.last, u
		z.presence = presence{since: u.zxid, exists: true, czxid: z.presence.czxid, by: u.e}
		z.model.set(u)
	case timeline.OpSetACL:
		r.counts.acls++
		z := u.z
		z.lastACL = u
		z.model.aversion.add(1, u.e)
	case unnamedCreate:
		u.beforeOfParent, u.z.above.lastOfChild = u.z.above.lastOfChild, u
		u.z.above.model.addChild(u)
	case timeline.OpDelete:
		r.remove(u, true)
	case timeline.OpClose:
		r.endSession(u)
	}
}

func (r *replay) create(u *update) {
	z := u.z
	u.before = z.last
	z.created, z.last, z.lastACL, z.lastOfChild, z.children = u, u, u, nil, nil
	z.presence, z.model = presence{since: u.zxid, exists: true, czxid: u.zxid, by: u.e}, createdModel(u)
	z.whole = true
	if isEphemeral(u.mode()) {
		r.counts.ephemerals++
		r.owned[u.session] = append(r.owned[u.session], u.path())
	}
	if len(u.acl()) > 0 {
		r.counts.acls++
	}
	above := z.above
	u.beforeOfParent, above.lastOfChild = above.lastOfChild, u
	above.model.addChild(u)
	if r.listed[above.path] {
		if above.children == nil {
			above.children = map[string]bool{}
		}
		above.children[u.path()] = true
	}
}

// remove deletes a znode. If that is not certain, because an indeterminate delete may
// have come first, it need not have changed the list of children.
func (r *replay) remove(u *update, certain bool) {
	z := u.z
	u.before = z.last
	z.created, z.last, z.lastACL, z.lastOfChild, z.children, z.whole = nil, u, nil, nil, nil, false
	z.presence, z.model = presence{since: u.zxid, by: u.e}, model{}
	above := z.above
	if certain {
		u.beforeOfParent, above.lastOfChild = above.lastOfChild, u
		above.model.removeChild(u)
	} else {
		above.model.forgetChildren()
	}
	delete(above.children, u.path())
}

// endSession deletes the ephemeral znodes of the session, all at the zxid of its end.
func (r *replay) endSession(u *update) {
	for _, name := range r.owned[u.session] {
		z := r.znode(name)
		created := z.created
		if created == nil || created.session != u.session || !isEphemeral(created.mode()) {
			continue // deleted before; the present znode is another one
		}
		b := bound{unbounded.time, u.zxid}
		gone := r.indeterminate.mayBeGone(name, created, b)
		if gone && r.indeterminate.mayBeCreated(name, created.zxid, b) {
			*z = znode{path: z.path, above: z.above, reads: z.reads} // the present znode may be another one already
			delete(z.above.children, name)
			z.above.model.forgetChildren()
			continue
		}
		r.remove(&update{z: z, e: u.e, part: &timeline.Part{Name: timeline.OpDelete, Path: name}, zxid: u.zxid, session: u.session, proof: u.proof}, !gone)
	}
	delete(r.owned, u.session)
}
