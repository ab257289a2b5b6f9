package mutants

import (
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// treeKinds change the trees at the end.
func treeKinds() []Kind {
	every := func(name, guarantee, cause string) Kind {
		return Kind{Name: name, Guarantee: guarantee, Updates: true, trees: true, places: func(r *record) []place { return undoings(r, cause, false) }}
	}
	one := func(name, cause string) Kind {
		return Kind{Name: name, Guarantee: "replica_agreement", Updates: true, trees: true, places: func(r *record) []place { return undoings(r, cause, true) }}
	}
	return []Kind{
		every("set missing in all trees", "durability", timeline.OpSet),
		every("create missing in all trees", "durability", timeline.OpCreate),
		every("delete missing in all trees", "durability", timeline.OpDelete),
		one("set missing in one tree", timeline.OpSet),
		one("create missing in one tree", timeline.OpCreate),
		one("delete missing in one tree", timeline.OpDelete),
		{Name: "other data in one tree", Guarantee: "replica_agreement", Updates: true, trees: true, places: forgeableTrees},
	}
}

// comparable reports whether there are enough trees for a majority if one is wrong.
func (r *record) comparable() bool {
	if len(r.trees) < 3 {
		return false
	}
	zxid := r.events[r.trees[0]].Tree.Zxid
	return !slices.ContainsFunc(r.trees, func(i int) bool { return r.events[i].Tree.Zxid != zxid })
}

// latest returns the newest version of a znode, if known and not part of a transaction.
func (r *record) latest(name string) (world.Version, bool) {
	past := r.world.Past(name)
	if len(past) == 0 || name == "/" || strings.HasPrefix(name, "/zookeeper") || !r.known(name, endOfTime) {
		return world.Version{}, false
	}
	v := past[len(past)-1]
	return v, !v.Cause.Multi
}

// undoings returns last updates that one tree or all trees can lack.
func undoings(r *record, cause string, one bool) []place {
	var places []place
	for _, name := range r.world.Names() {
		if revert, ok := undo(r, name, cause); ok {
			places = append(places, r.inTrees(one, revert)...)
		}
	}
	return places
}

// inTrees returns places to change one of the trees each, or the one to change all.
func (r *record) inTrees(one bool, do func(*tree)) []place {
	if !one {
		return []place{r.inAllTrees(do)}
	}
	var places []place
	for _, i := range r.trees {
		places = append(places, func(m *mutant) { do(m.tree(i)) })
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

// undo returns how to revert the last update of a znode, and its effect on the parent.
func undo(r *record, name, cause string) (func(*tree), bool) {
	v, ok := r.latest(name)
	if !ok || v.Cause.Name != cause || v.Cause.Path != name {
		return nil, false
	}
	past := r.world.Past(name)
	before := r.version(name, len(past)-2)
	if world.IsEphemeral(v.Node) || world.IsEphemeral(before) {
		return nil, false
	}
	if cause == timeline.OpSet {
		return func(t *tree) { t.put(name, before) }, true
	}
	parent := path.Dir(name)
	last := r.world.Past(parent)
	if !r.known(parent, endOfTime) || len(last) < 2 || last[len(last)-1].Zxid != v.Zxid {
		return nil, false
	}
	return func(t *tree) {
		t.put(name, before)
		t.put(parent, last[len(last)-2].Node)
	}, true
}

// readableZnodes returns the znodes of clients that exist at the end.
func readableZnodes(r *record) []string {
	var names []string
	for _, name := range r.world.Names() {
		if v, ok := r.latest(name); ok && v.Node != nil {
			names = append(names, name)
		}
	}
	return names
}

func forgeableTrees(r *record) []place {
	var places []place
	for _, name := range readableZnodes(r) {
		forge := func(z *timeline.Znode) { z.Digest = timeline.Digest([]byte("forged " + z.Digest)) }
		places = append(places, r.inTrees(true, func(t *tree) { t.change(name, forge) })...)
	}
	return places
}
