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
	for _, name := range slices.Sorted(maps.Keys(r.znodes)) {
		z, ok := tree[name]
		if d := r.judgeFinalState(e, name, z, ok); d != nil {
			r.found = append(r.found, *d)
		}
	}
	r.judgeACLs(tree)
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
	if z.last == nil || !z.last.acked {
		return nil
	}
	return r.lost(e, name, got, exists)
}

// lost finds an acknowledged update that the tree lacks.
func (r *replay) lost(e *timeline.Event, name string, got timeline.Znode, exists bool) *Deviation {
	z, unread := r.znodes[name], exists && got.Stat == (timeline.Stat{})
	u := z.last
	d := Deviation{Guarantee: durability, Event: e, Contradicts: u.e, Expected: u.expected()}
	switch {
	case u.deletes() && exists && !unread && got.Stat.Czxid < u.zxid:
		d.Problem = fmt.Sprintf("%s still exists, as of %s, but was deleted at %s", name, got.Stat.Mzxid, u.zxid)
		if u.e.Op.Name == timeline.OpClose {
			d.Guarantee = ephemeralLifetime
		}
	case u.deletes(), unread:
		return nil
	case exists && got.Stat.Mzxid < u.zxid:
		d.Problem = fmt.Sprintf("%s is as of %s, but was written at %s", name, got.Stat.Mzxid, u.zxid)
	case exists && got.Stat.Mzxid == u.zxid && u.digest() != got.Digest && got.Digest != timeline.NoPermission && len(got.Digest) == len(u.digest()):
		d.Problem = fmt.Sprintf("%s has other data than were written at %s", name, u.zxid)
	case !exists && !r.indeterminate.mayBeGone(name, z.created, unbounded):
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

func byPath(t *timeline.Tree) map[string]timeline.Znode {
	znodes := make(map[string]timeline.Znode, len(t.Znodes))
	for _, z := range t.Znodes {
		znodes[z.Path] = z
	}
	return znodes
}
