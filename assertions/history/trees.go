package history

import (
	"fmt"
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// judgeTrees compares the state that all updates make with the tree that most servers
// have at the end. differingTrees finds how single servers differ from it.
func (r *replay) judgeTrees() {
	if len(r.trees) == 0 {
		return
	}
	e := majorityTree(r.trees)
	tree := byPath(e.Tree)
	before := len(r.found)
	for _, name := range slices.Sorted(maps.Keys(r.znodes)) {
		z, ok := tree[name]
		r.report(r.judgeFinalState(e, name, z, ok))
	}
	r.report(r.olderTree(e))
	r.judgeACLs(tree)
	if len(r.found) == before { // else the rest may follow from what was found
		r.judgeStats(e, tree)
	}
}

// olderTree finds a tree from before an update that was acknowledged before the tree was
// read: a sync comes before.
func (r *replay) olderTree(e *timeline.Event) *Deviation {
	for i := len(r.updates) - 1; i >= 0 && r.updates[i].zxid > e.Tree.Zxid; i-- {
		if u := &r.updates[i]; u.proof == u.e && u.e.Op.Return <= e.At && e.Tree.Zxid != 0 {
			return &Deviation{Guarantee: durability, Event: e, Contradicts: u.e, Expected: "a tree at " + u.zxid.String() + " or later", lacks: u.zxid,
				Problem: fmt.Sprintf("the tree is as of %s", e.Tree.Zxid)}
		}
	}
	return nil
}

// judgeStats compares the rest of the Stats with those that the updates make, and finds
// znodes that nobody made.
func (r *replay) judgeStats(e *timeline.Event, tree map[string]timeline.Znode) {
	children := map[string]int{}
	for _, z := range e.Tree.Znodes {
		children[parent(z.Path)]++
	}
	seen := map[string]bool{}
	for _, z := range e.Tree.Znodes {
		_, parentShown := tree[parent(z.Path)]
		switch above := tree[parent(z.Path)]; {
		case seen[z.Path]:
			r.report(&Deviation{Guarantee: replicaAgreement, Event: e, Problem: z.Path + " is listed twice", Expected: "each znode once"})
		case z.Local() || z.Stat == (timeline.Stat{}):
		case !parentShown && z.Path != "/" && parent(z.Path) != "/" && !above.Hidden && !isAtOrBelow(z.Path, "/zookeeper"):
			r.report(&Deviation{Guarantee: replicaAgreement, Event: e, Problem: parent(z.Path) + ", the parent of " + z.Path + ", does not exist", Expected: "a parent"})
		default:
			r.judgeStat(e, z, children[z.Path])
		}
		seen[z.Path] = true
	}
}

func (r *replay) judgeStat(e *timeline.Event, z timeline.Znode, children int) {
	if d := r.unwritten(e, z.Path, z.Stat); d != nil {
		r.report(d)
		return
	}
	d := r.statOf(r.znode(z.Path), &z.Stat, unbounded)
	if d == nil && !z.Hidden && z.Path != "/" && int(z.Stat.NumChildren) != children {
		d = &differing{problem: fmt.Sprintf("has the num_children %d", z.Stat.NumChildren), expected: fmt.Sprint(children)}
	}
	if d != nil {
		r.report(&Deviation{Guarantee: replicaAgreement, Event: e, Contradicts: d.by, Problem: z.Path + " " + d.problem, Expected: d.expected})
	}
}

// judgeFinalState judges the last state of one znode; got is that of the tree, if the
// znode exists there.
func (r *replay) judgeFinalState(e *timeline.Event, name string, got timeline.Znode, exists bool) *Deviation {
	z := r.znodes[name]
	if exists && got.Stat != (timeline.Stat{}) {
		if d := r.refusedIn(e, got.Stat); d != nil {
			return d
		}
		if d := r.afterSession(e, name, got.Stat, e.Tree.Zxid); d != nil {
			return d
		}
		if d := r.otherOwner(e, name, z, got.Stat); d != nil {
			return d
		}
	}
	switch {
	case z.last == nil:
		return r.lostWitness(e, z, got, exists)
	case z.last.proof == nil:
		return nil
	}
	return r.lost(e, name, got, exists)
}

// lostWitness finds a znode that the tree lacks though a reply showed it, or has though a
// reply showed that it was deleted, if no update of it is known.
func (r *replay) lostWitness(e *timeline.Event, z *znode, got timeline.Znode, exists bool) *Deviation {
	d := Deviation{Guarantee: durability, Event: e, Contradicts: z.presence.by, lacks: z.presence.since}
	_, certain := r.exists(z, unbounded)
	switch p := z.presence; {
	case !exists && certain && !r.hidden(e.Tree, z.path):
		d.Problem, d.Expected = z.path+" does not exist, but a client was shown it", "the znode"
	case exists && p.by != nil && !p.exists && got.Stat != (timeline.Stat{}) && got.Stat.Czxid <= p.since:
		d.Problem, d.Expected = z.path+" still exists, but a client was shown that it does not", expectedAbsence(p.since)
	default:
		return nil
	}
	return &d
}

// lost finds an acknowledged update that the tree lacks.
func (r *replay) lost(e *timeline.Event, name string, got timeline.Znode, exists bool) *Deviation {
	z, unread := r.znodes[name], exists && got.Stat == (timeline.Stat{})
	u := z.last
	d := Deviation{Guarantee: durability, Event: e, Contradicts: u.e, Expected: u.expected(), lacks: u.zxid}
	switch {
	case u.deletes() && exists && !unread && got.Stat.Czxid < u.zxid:
		d.Problem = fmt.Sprintf("%s still exists, as of %s, but was deleted at %s", name, got.Stat.Mzxid, u.zxid)
		if u.endsSession() {
			d.Guarantee = ephemeralLifetime
		}
	case u.deletes(), unread:
		return nil
	case exists && got.Stat.Mzxid < u.zxid:
		d.Problem = fmt.Sprintf("%s is as of %s, but was written at %s", name, got.Stat.Mzxid, u.zxid)
	case exists && got.Stat.Mzxid == u.zxid && u.digest() != got.Digest && !ownedByServers(name) && !u.witnessed && got.Digest != timeline.NoPermission && len(got.Digest) == len(u.digest()):
		d.Problem = fmt.Sprintf("%s has other data than were written at %s", name, u.zxid)
	case !exists && !r.indeterminate.mayBeGone(name, z.created, unbounded) && !r.hidden(e.Tree, name):
		d.Problem = fmt.Sprintf("%s does not exist, but was written at %s", name, u.zxid)
		if z.created != nil && isEphemeral(z.created.mode()) {
			d.Guarantee = ephemeralLifetime
		}
	default:
		if u.inTransaction() {
			r.partsOf(u.zxid).shown[e.Tree.Server] = e
		}
		return nil
	}
	return r.notShown(u, d, e.Tree.Server)
}

// hidden reports whether the tree may lack a znode because its reader was not permitted to
// list what is above it.
func (r *replay) hidden(t *timeline.Tree, name string) bool {
	return slices.ContainsFunc(t.Znodes, func(z timeline.Znode) bool {
		return (z.Hidden || slices.Equal(z.ACL, []string{timeline.NoPermission})) && z.Path != name && isAtOrBelow(name, z.Path)
	})
}

func byPath(t *timeline.Tree) map[string]timeline.Znode {
	znodes := make(map[string]timeline.Znode, len(t.Znodes))
	for _, z := range t.Znodes {
		znodes[z.Path] = z
	}
	return znodes
}
