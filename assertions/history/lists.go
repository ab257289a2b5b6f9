package history

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// list is the newest list of all children that a reply shows.
type list struct {
	names []string // sorted
	since timeline.Zxid
	pzxid timeline.Zxid
	by    *timeline.Event
}

// noteList records which children a reply shows.
func (r *replay) noteList(c comparison) {
	c.z.list = list{c.op.Children, c.zxid, c.op.Stat.Pzxid, c.e}
	if !slices.IsSorted(c.op.Children) {
		c.z.list.names = slices.Sorted(slices.Values(c.op.Children))
	}
	for _, base := range c.op.Children {
		r.noteExists(path.Join(c.op.Path, base), c.zxid, c.e)
	}
}

// noteExists records that a znode is shown to exist at a zxid, if nothing else is known of
// it.
func (r *replay) noteExists(name string, at timeline.Zxid, by *timeline.Event) {
	z := r.znodes[name]
	if z != nil && z.created != nil || isAtOrBelow(name, "/zookeeper") {
		return
	}
	if z = r.znode(name); !z.presence.exists {
		z.presence = presence{since: at, exists: true, fleeting: r.mayVanish(z), by: by}
	}
}

// listsChildren reports whether a reply has the names of all children.
func listsChildren(op *timeline.Op) bool {
	return op.Stat != nil && (op.Name == timeline.OpChildren || timeline.WatchMode(op.Watch) == timeline.WatchChildren && op.Children != nil)
}

// lacksChildren finds an old list of children. The read need not have asked for the
// list: pzxid is the zxid of the last child that was created or deleted.
func (r *replay) lacksChildren(c comparison) *Deviation {
	missing := func(u *update) bool { return c.op.Stat.Pzxid < u.zxid }
	if u := c.firstMissing(c.z.lastOfChild, missing, func(u *update) *update { return u.beforeOfParent }); u != nil && missing(u) {
		return r.blame(c, u, fmt.Sprintf("with the children as of %s; the %s of %s was committed at %s", c.op.Stat.Pzxid, u.name(), u.path(), u.zxid))
	}
	if !listsChildren(c.op) || c.op.Zxid == 0 {
		return nil
	}
	for _, base := range c.op.Children {
		if d := r.listsDeleted(c, path.Join(c.op.Path, base)); d != nil {
			return d
		}
	}
	if l := c.z.list; l.by != nil && l.pzxid == c.op.Stat.Pzxid && !slices.Equal(l.names, slices.Sorted(slices.Values(c.op.Children))) {
		return &Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: l.by, Problem: fmt.Sprintf("lists other children at the pzxid %s than another reply", l.pzxid)}
	}
	for _, name := range slices.Sorted(maps.Keys(c.z.children)) {
		created := r.znode(name).created
		if !slices.Contains(c.op.Children, path.Base(name)) && !r.indeterminate.mayBeGone(name, created, c.bound()) {
			return r.blame(c, created, fmt.Sprintf("without %s, which was created at %s", path.Base(name), created.zxid))
		}
	}
	for _, base := range c.op.Children {
		if name := path.Join(c.op.Path, base); c.z.whole && !c.z.children[name] && !r.indeterminate.mayBeCreated(name, 0, c.bound()) {
			return &Deviation{Guarantee: writeOrder, Event: c.e, Problem: "lists " + base + ", which no operation created"}
		}
	}
	return nil
}

// listsDeleted finds a name in a list whose znode was deleted.
func (r *replay) listsDeleted(c comparison, name string) *Deviation {
	z := r.znodes[name]
	if (z == nil || z.last == nil) && c.z.list.by != nil {
		return r.listsNew(c, r.znode(name))
	}
	if z == nil || z.last == nil || !z.last.deletes() {
		return nil
	}
	if _, absent := r.absent(z, c.bound()); !absent {
		return nil
	}
	d := r.blame(c, z.last, fmt.Sprintf("lists %s, which was deleted at %s", path.Base(name), z.last.zxid))
	if d != nil && z.last.endsSession() {
		d.Guarantee = ephemeralLifetime
	}
	return d
}

// listsNew finds a name that an earlier list lacks, and that no operation created since.
func (r *replay) listsNew(c comparison, z *znode) *Deviation {
	by, absent := r.absent(z, c.bound())
	if !absent {
		return nil
	}
	return &Deviation{Guarantee: writeOrder, Event: c.e, Contradicts: by, Problem: "lists " + path.Base(z.path) + ", which no operation created", Expected: "a name that some client asked for"}
}

// otherList finds a list of children that does not fit the Stat in the same reply.
func (c comparison) otherList() *differing {
	names := slices.Sorted(slices.Values(c.op.Children))
	if once := slices.Compact(slices.Clone(names)); len(once) < len(names) {
		return &differing{problem: "lists a name twice", expected: "each child once"}
	}
	if n := int(c.op.Stat.NumChildren); n != len(names) {
		return &differing{problem: fmt.Sprintf("lists %d names, and has the num_children %d", len(names), n), expected: "the same number"}
	}
	return nil
}
