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
	before, undecided := len(r.found), r.undecided
	for _, z := range e.Tree.Znodes {
		r.znode(z.Path)
	}
	for _, name := range slices.Sorted(maps.Keys(r.znodes)) {
		z, ok := tree[name]
		r.report(r.judgeFinalState(e, name, z, ok))
	}
	r.report(r.olderTree(e))
	r.judgeACLs(tree)
	if len(r.found) == before && r.undecided == undecided && !r.beyond(e.Tree.Zxid) { // else the rest may follow from what was found
		r.judgeStats(e, tree)
	}
	for _, e := range r.trees {
		r.judgeNames(e)
	}
}

// beyond reports whether an update is known beyond a zxid.
func (r *replay) beyond(z timeline.Zxid) bool {
	return z != 0 && len(r.updates) > 0 && r.updates[len(r.updates)-1].zxid > z
}

// judgeNames finds a name that a tree has twice.
func (r *replay) judgeNames(e *timeline.Event) {
	seen := make(map[string]bool, len(e.Tree.Znodes))
	for _, z := range e.Tree.Znodes {
		if seen[z.Path] {
			r.report(&Deviation{Guarantee: replicaAgreement, Event: e, Problem: z.Path + " is listed twice", Expected: "each znode once"})
		}
		seen[z.Path] = true
	}
}

// olderTree finds that all trees are from before what was known to be committed when they
// were read: a sync comes before.
func (r *replay) olderTree(e *timeline.Event) *Deviation {
	before := r.received.before(r.trees[0].At)
	if e.Tree.Zxid == 0 || slices.ContainsFunc(r.trees, func(t *timeline.Event) bool { return t.Tree.Zxid >= before.zxid }) {
		return nil // servers that lag behind a later one cannot be compared
	}
	return &Deviation{Guarantee: durability, Event: e, Contradicts: before.by, Expected: "a tree at " + before.zxid.String() + " or later", lacks: before.zxid,
		Problem: fmt.Sprintf("the tree is as of %s", e.Tree.Zxid)}
}

// judgeStats compares the rest of the Stats with those that the updates make, and finds
// znodes that nobody made.
func (r *replay) judgeStats(e *timeline.Event, tree map[string]timeline.Znode) {
	children := map[string]int{}
	for _, z := range e.Tree.Znodes {
		children[parent(z.Path)]++
	}
	for _, z := range e.Tree.Znodes {
		_, parentShown := tree[parent(z.Path)]
		switch above := tree[parent(z.Path)]; {
		case z.Local() || z.Stat == (timeline.Stat{}):
		case !parentShown && z.Path != "/" && parent(z.Path) != "/" && !above.Hidden && !isAtOrBelow(z.Path, "/zookeeper"):
			r.report(&Deviation{Guarantee: replicaAgreement, Event: e, Problem: parent(z.Path) + ", the parent of " + z.Path + ", does not exist", Expected: "a parent"})
		default:
			r.judgeStat(e, z, children[z.Path])
		}
	}
}

func (r *replay) judgeStat(e *timeline.Event, z timeline.Znode, children int) {
	if d := r.unwritten(e, z.Path, z.Stat, z.Digest); d != nil {
		r.report(d)
		return
	}
	known := r.znode(z.Path)
	d := r.statOf(known, &z.Stat, unbounded)
	if m := &known.model; d == nil && known.last == nil && m.czxid == z.Stat.Czxid && m.mzxid == z.Stat.Mzxid && m.digest != "" && len(z.Digest) == len(m.digest) && z.Digest != m.digest && !ownedByServers(z.Path) {
		d = &differing{problem: "has other data than a reply showed at " + m.mzxid.String(), by: m.version.by}
	}
	if d == nil && children > 0 && modeOf(z.Stat.EphemeralOwner) == timeline.Ephemeral {
		d = &differing{problem: "is ephemeral and has children", expected: "no children"}
	}
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
	if name == "/" {
		return nil
	}
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
	case z.last == nil || z.presence.since > z.last.zxid && z.presence.exists == z.last.deletes():
		return r.lostWitness(e, z, got, exists)
	case z.last.proof == nil || z.last.zxid > e.Tree.Zxid && e.Tree.Zxid != 0 || z.last.proof != z.last.e && r.inSomeTree(z.last):
		return nil
	}
	return r.lost(e, name, got, exists)
}

// someTree reports whether the tree of some server shows a znode in a certain way. What only
// some servers lack is not lost: they differ.
func (r *replay) someTree(name string, shows func(t *timeline.Tree, z timeline.Znode, exists bool) bool) bool {
	return slices.ContainsFunc(r.trees, func(e *timeline.Event) bool {
		i := slices.IndexFunc(e.Tree.Znodes, func(z timeline.Znode) bool { return z.Path == name })
		if i < 0 {
			return shows(e.Tree, timeline.Znode{}, false)
		}
		return shows(e.Tree, e.Tree.Znodes[i], true)
	})
}

// inSomeTree reports whether the tree of some server shows an update. If nobody acknowledged
// it, and only servers that differ from the others have it, it is not lost.
func (r *replay) inSomeTree(u *update) bool {
	return r.someTree(u.path(), func(_ *timeline.Tree, z timeline.Znode, exists bool) bool { return exists && z.Stat.Mzxid == u.zxid })
}

// lostWitness finds a znode that the tree lacks though a reply showed it, or has though a
// reply showed that it was deleted, if no update of it is known.
func (r *replay) lostWitness(e *timeline.Event, z *znode, got timeline.Znode, exists bool) *Deviation {
	p := z.presenceNow()
	d := Deviation{Guarantee: durability, Event: e, Contradicts: p.by, lacks: p.since}
	_, certain := r.exists(z, bound{e.At, unbounded.zxid})
	certain = certain && (e.Tree.Zxid == 0 || p.since <= e.Tree.Zxid)
	has := func(_ *timeline.Tree, _ timeline.Znode, exists bool) bool { return exists }
	lacks := func(t *timeline.Tree, _ timeline.Znode, exists bool) bool {
		return !exists && t.Zxid >= p.since && !r.hidden(t, z.path)
	}
	switch {
	case exists && z.model.czxid == got.Stat.Czxid && got.Stat.Mzxid < z.model.mzxid && z.model.mzxid <= e.Tree.Zxid:
		d.Contradicts, d.lacks = z.model.version.by, z.model.mzxid
		d.Problem, d.Expected = fmt.Sprintf("%s is as of %s", z.path, got.Stat.Mzxid), "mzxid "+z.model.mzxid.String()
	case !exists && certain && !r.hidden(e.Tree, z.path) && !r.someTree(z.path, has):
		d.Problem, d.Expected = z.path+" does not exist, but a client was shown it", "the znode"
	case exists && p.by != nil && !p.exists && got.Stat != (timeline.Stat{}) && got.Stat.Czxid <= p.since && !r.someTree(z.path, lacks):
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
	case exists && got.Stat.Mzxid == u.zxid && u.digest() != got.Digest && !ownedByServers(name) && got.Digest != timeline.NoPermission && len(got.Digest) == len(u.digest()):
		d.Problem = fmt.Sprintf("%s has other data than were written at %s", name, u.zxid)
	case !exists && !r.indeterminate.mayBeGone(name, z.created, bound{e.At, unbounded.zxid}) && !r.hidden(e.Tree, name):
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
