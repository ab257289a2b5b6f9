package mutants

import (
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// lossKinds lose what was acknowledged or read.
func lossKinds() []Kind {
	const guarantee = "durability"
	return []Kind{
		{Name: "trees from before the last acknowledged write", Guarantee: guarantee, trees: true, places: agedTrees},
		{Name: "write without an answer read and missing in all trees", Guarantee: guarantee, trees: true, places: losableWitnesses},
	}
}

// agedTrees returns the place to read all trees right before the last acknowledged write.
func agedTrees(r *record) []place {
	if len(r.acked) == 0 {
		return nil
	}
	last := slices.Max(slices.Collect(maps.Keys(r.acked)))
	for _, cause := range []string{timeline.OpSet, timeline.OpCreate, timeline.OpDelete} {
		for _, name := range r.world.Names() {
			v, ok := r.latest(name)
			revert, canRevert := undo(r, name, cause)
			if !ok || !canRevert || v.Zxid != last || r.treesShow(last, name, path.Dir(name)) {
				continue
			}
			return []place{r.inAllTrees(func(t *tree) {
				revert(t)
				t.Zxid = last - 1
			})}
		}
	}
	return nil
}

// treesShow reports whether trees show a change at or beyond a zxid, other than of some
// znodes.
func (r *record) treesShow(z timeline.Zxid, except ...string) bool {
	return slices.ContainsFunc(r.trees, func(i int) bool {
		return slices.ContainsFunc(r.events[i].Tree.Znodes, func(n timeline.Znode) bool {
			return !slices.Contains(except, n.Path) && max(n.Stat.Czxid, n.Stat.Mzxid, n.Stat.Pzxid) >= z
		})
	})
}

// losableWitnesses returns sets of unknown outcome that a session has read, and that the
// trees can lack: they are the last change of their znode, and nothing else is unknown of it.
func losableWitnesses(r *record) []place {
	var places []place
	for _, e := range r.events {
		if e.Kind != timeline.KindOp || e.Outcome != timeline.Unknown || e.Op.Name != timeline.OpSet || !r.isOnlyUnknown(e.Op) {
			continue
		}
		z := r.witnessed(e.Op)
		before := r.world.Last(e.Op.Path)
		if z == 0 || before == nil || r.world.Past(e.Op.Path)[len(r.world.Past(e.Op.Path))-1].Zxid >= z || !r.allTreesHave(e.Op, z) {
			continue
		}
		places = append(places, r.inAllTrees(func(t *tree) { t.put(e.Op.Path, before) }))
	}
	return places
}

// isOnlyUnknown reports whether an operation is the only one of unknown outcome that can have
// changed its znode, and the only one with its data.
func (r *record) isOnlyUnknown(op *timeline.Op) bool {
	return !r.has(func(e timeline.Event) bool {
		switch {
		case e.Kind != timeline.KindOp || e.Op == op:
			return false
		case e.Outcome == timeline.Unknown && (touches(e.Op, op.Path) || changesBelow(e.Op, op.Path) || e.Op.Name == timeline.OpClose):
			return true
		}
		return e.Op.Updates() && slices.ContainsFunc(changesOf(e.Op), func(c world.Change) bool {
			return c.Content.Digest == op.Digest || c.Path == op.Path && c.Owner != 0
		})
	})
}

// witnessed returns the zxid of a write of unknown outcome, if a reply shows its data.
func (r *record) witnessed(op *timeline.Op) timeline.Zxid {
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Reads() && e.Op.Stat != nil && e.Op.Path == op.Path && e.Op.Digest == op.Digest {
			return e.Op.Stat.Mzxid
		}
	}
	return 0
}

// allTreesHave reports whether all trees have a write as the last one of its znode.
func (r *record) allTreesHave(op *timeline.Op, z timeline.Zxid) bool {
	return !slices.ContainsFunc(r.trees, func(i int) bool {
		return !slices.ContainsFunc(r.events[i].Tree.Znodes, func(n timeline.Znode) bool {
			return n.Path == op.Path && n.Digest == op.Digest && n.Stat.Mzxid == z
		})
	})
}
