package simulator

import (
	"path"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// treeKinds change what servers serve at the end.
func treeKinds() []Kind {
	all := func(name, guarantee, cause string) Kind {
		return Kind{Name: name, Guarantee: guarantee, Updates: true, places: func(r *record) []place { return r.undoings(cause, false) }}
	}
	one := func(name, cause string) Kind {
		return Kind{Name: name, Guarantee: "replica_agreement", Updates: true, places: func(r *record) []place { return r.undoings(cause, true) }}
	}
	return []Kind{
		all("set missing in all trees", "durability", "set"),
		all("create missing in all trees", "durability", "create"),
		all("delete missing in all trees", "durability", "delete"),
		one("set missing in one tree", "set"),
		one("create missing in one tree", "create"),
		one("delete missing in one tree", "delete"),
		{Name: "other data in one tree", Guarantee: "replica_agreement", Updates: true, places: (*record).forgeableTrees},
	}
}

// comparable tells whether there are enough trees for most of them to be right when
// one is wrong.
func (r *record) comparable() bool {
	if len(r.trees) < 3 {
		return false
	}
	for _, i := range r.trees {
		if r.events[i].Tree.Zxid != r.events[r.trees[0]].Tree.Zxid {
			return false
		}
	}
	return true
}

// latest is the newest version of a znode, if it is known and what transactions of
// one change made it.
func (r *record) latest(name string) (version, bool) {
	past := r.world.past[name]
	if len(past) == 0 || name == "/" || strings.HasPrefix(name, "/zookeeper") || !r.sure(name, never) {
		return version{}, false
	}
	v := past[len(past)-1]
	return v, !v.cause.multi
}

// undoings are last updates that the trees can lack, all of them or one.
func (r *record) undoings(cause string, one bool) []place {
	if len(r.trees) == 0 || !r.comparable() {
		return nil
	}
	var places []place
	for _, name := range r.world.names() {
		undo, ok := r.undo(name, cause)
		if !ok {
			continue
		}
		if !one {
			places = append(places, r.inAllTrees(undo))
			continue
		}
		for _, i := range r.trees {
			places = append(places, func(m *mutant) { undo(m.tree(i)) })
		}
	}
	return places
}

func (r *record) inAllTrees(do func(*tree)) place {
	return func(m *mutant) {
		for _, i := range r.trees {
			do(m.tree(i))
		}
	}
}

// undo takes back the last update of a znode, and what it did to the parent.
func (r *record) undo(name, cause string) (func(*tree), bool) {
	v, ok := r.latest(name)
	if !ok || v.cause.name != cause || v.cause.path != name {
		return nil, false
	}
	past := r.world.past[name]
	before := r.version(name, len(past)-2)
	if v.node != nil && v.node.stat.EphemeralOwner != 0 || before != nil && before.stat.EphemeralOwner != 0 {
		return nil, false
	}
	if cause == "set" {
		return func(t *tree) { t.put(name, before) }, true
	}
	parent := path.Dir(name)
	last := r.world.past[parent]
	if !r.sure(parent, never) || len(last) < 2 || last[len(last)-1].zxid != v.zxid {
		return nil, false
	}
	return func(t *tree) {
		t.put(name, before)
		t.put(parent, last[len(last)-2].node)
	}, true
}

// readable are the znodes whose data the trees have and that clients made.
func (r *record) readable() []string {
	var names []string
	for _, name := range r.world.names() {
		if v, ok := r.latest(name); ok && v.node != nil {
			names = append(names, name)
		}
	}
	return names
}

func (r *record) forgeableTrees() []place {
	if !r.comparable() {
		return nil
	}
	var places []place
	for _, name := range r.readable() {
		for _, i := range r.trees {
			places = append(places, func(m *mutant) {
				m.tree(i).change(name, func(z *timeline.Znode) { z.Digest = timeline.Digest([]byte("forged " + z.Digest)) })
			})
		}
	}
	return places
}
