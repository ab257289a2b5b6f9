package assertions

import (
	"fmt"
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// judgeTrees compares the state that all updates make with the tree that most
// servers have at the end. How single servers differ from it is the business of
// replica_agreement.
func (r *replay) judgeTrees() {
	if len(r.trees) == 0 {
		return
	}
	e := majority(r.trees)
	there := byPath(e.Tree)
	for _, name := range slices.Sorted(maps.Keys(r.znodes)) {
		z, ok := there[name]
		if d := r.judgeFinal(e, name, z, ok); d != nil {
			r.found = append(r.found, *d)
		}
	}
	r.judgeACLs(there)
}

// judgeFinal judges the last state of one znode; got is what the tree has.
func (r *replay) judgeFinal(e *timeline.Event, name string, got timeline.Znode, there bool) *deviation {
	z := r.znodes[name]
	if there && got.Stat != (timeline.Stat{}) {
		if d := r.traceIn(e, got.Stat); d != nil {
			return d
		}
		if d := r.outlives(e, name, got.Stat, e.Tree.Zxid); d != nil {
			return d
		}
		if d := r.ownerOf(e, name, z, got.Stat); d != nil {
			return d
		}
	}
	if z.last == nil || !z.last.acked {
		return nil
	}
	return r.lost(e, name, got, there)
}

// lost finds an acknowledged update of which the tree knows nothing.
func (r *replay) lost(e *timeline.Event, name string, got timeline.Znode, there bool) *deviation {
	z, unread := r.znodes[name], there && got.Stat == (timeline.Stat{})
	u := z.last
	d := deviation{guarantee: durability.Name, event: e, before: u.e, want: u.wanted()}
	switch {
	case u.name() == timeline.OpDelete && there && !unread && got.Stat.Czxid < u.zxid:
		d.what = fmt.Sprintf("%s is still there, as of %s, though it was deleted at %s", name, got.Stat.Mzxid, u.zxid)
		if u.e.Op.Name == timeline.OpClose {
			d.guarantee = ephemeralLifetime.Name
		}
	case u.name() == timeline.OpDelete, unread:
		return nil
	case there && got.Stat.Mzxid < u.zxid:
		d.what = fmt.Sprintf("%s is as of %s, though it was written at %s", name, got.Stat.Mzxid, u.zxid)
	case there && got.Stat.Mzxid == u.zxid && u.digest() != got.Digest && got.Digest != timeline.NoPermission && len(got.Digest) == len(u.digest()):
		d.what = fmt.Sprintf("%s has other data than were written at %s", name, u.zxid)
	case !there && !r.doubts.mayBeGone(name, z.made, atLast):
		d.what = fmt.Sprintf("%s is not there, though it was written at %s", name, u.zxid)
		if z.made != nil && isEphemeral(z.made.mode()) {
			d.guarantee = ephemeralLifetime.Name
		}
	default:
		if u.inTransaction() {
			r.partOf(u.zxid).shown[e.Tree.Server] = e
		}
		return nil
	}
	return r.short(u, d, e.Tree.Server)
}

// judgeACLs compares the ACLs of all trees with those that were given, or that most
// have. A znode in another state than that has another deviation already.
func (r *replay) judgeACLs(most map[string]timeline.Znode) {
	for _, e := range r.trees {
		for _, z := range e.Tree.Znodes {
			reference, ok := most[z.Path]
			if !ok || !z.Same(reference) || slices.Equal(z.ACL, []string{timeline.NoPermission}) || r.outlives(e, z.Path, z.Stat, e.Tree.Zxid) != nil {
				continue
			}
			d := deviation{guarantee: aclIntegrity.Name, event: e, what: fmt.Sprintf("%s has on server %d the ACL %s", z.Path, e.Tree.Server, aclText(z.ACL))}
			want := reference.ACL
			if given := r.znodes[z.Path]; given != nil && given.acl != nil && !r.doubts.mayGive(z.Path, z.ACL, atLast) {
				want, d.before = given.acl.acl(), given.acl.e
			}
			if !sameACL(want, z.ACL) {
				d.want = "the ACL " + aclText(want)
				r.found = append(r.found, d)
			}
		}
	}
}

func byPath(t *timeline.Tree) map[string]timeline.Znode {
	there := make(map[string]timeline.Znode, len(t.Znodes))
	for _, z := range t.Znodes {
		there[z.Path] = z
	}
	return there
}
