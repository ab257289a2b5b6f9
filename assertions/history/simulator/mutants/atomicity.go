package mutants

import (
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// atomicityKinds show a part of a transaction, or an effect of a refused one.
func atomicityKinds() []Kind {
	const guarantee = "atomicity"
	return []Kind{
		{Name: "part of a transaction not shown", Guarantee: guarantee, places: hideableParts},
		{Name: "part of a transaction missing in all trees", Guarantee: guarantee, Updates: true, trees: true, places: losableParts},
		{Name: "refused set shown", Guarantee: guarantee, places: showableRefusals},
		{Name: "refused set in all trees", Guarantee: guarantee, Updates: true, trees: true, places: plantableRefusals},
	}
}

// partsOf returns the znodes whose state is from a transaction, sorted.
func partsOf(r *record, z timeline.Zxid) []string {
	paths := map[string]bool{}
	for _, c := range changesOf(r.events[r.acked[z]].Op) {
		if i := r.world.Index(c.Path, z); i >= 0 && r.world.Past(c.Path)[i].Zxid == z {
			paths[c.Path] = true
		}
	}
	return slices.Sorted(maps.Keys(paths))
}

// hideableParts returns reads of one part, while the same server shows another part: a
// server that shows none may lack the transaction.
func hideableParts(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.Index(op.Path, op.Zxid)
		if now < 0 || op.Name == timeline.OpACL {
			continue
		}
		v := r.world.Past(op.Path)[now]
		if !v.Cause.Multi || v.Cause.Session == op.Session || v.Cause.Path != op.Path {
			continue
		}
		then := now
		for then >= 0 && r.world.Past(op.Path)[then].Zxid == v.Zxid {
			then--
		}
		before := r.version(op.Path, then)
		if before == nil && (v.Node == nil || r.readsAgain(i)) || world.IsEphemeral(before) || world.IsEphemeral(v.Node) {
			continue
		}
		if r.lastRead(i, op.Path) <= then && showsAnotherPart(r, op, v.Zxid) {
			places = append(places, func(m *mutant) { m.show(i, before) })
		}
	}
	return places
}

// showsAnotherPart reports whether a read from the same server shows another part.
func showsAnotherPart(r *record, op *timeline.Op, z timeline.Zxid) bool {
	parts := partsOf(r, z)
	return slices.ContainsFunc(r.reads, func(i int) bool {
		other := r.events[i].Op
		return other.Server == op.Server && other.Path != op.Path && other.Stat != nil && other.Stat.Mzxid == z && slices.Contains(parts, other.Path)
	})
}

// losableParts returns sets that the trees can lack while they have another part.
func losableParts(r *record) []place {
	var places []place
	for _, name := range r.world.Names() {
		past := r.world.Past(name)
		if len(past) < 2 || !r.known(name, endOfTime) {
			continue
		}
		v, before := past[len(past)-1], past[len(past)-2]
		if !v.Cause.Multi || v.Cause.Name != timeline.OpSet || before.Zxid == v.Zxid || before.Node == nil || world.IsEphemeral(v.Node) {
			continue
		}
		if slices.ContainsFunc(partsOf(r, v.Zxid), func(other string) bool {
			node := r.world.Last(other)
			return other != name && node != nil && node.Stat.Mzxid == v.Zxid && r.known(other, endOfTime) && !world.IsEphemeral(node)
		}) {
			places = append(places, r.inAllTrees(func(t *tree) { t.put(name, before.Node) }))
		}
	}
	return places
}

// refusedSet is a refused set of a znode that exists.
type refusedSet struct {
	zxid timeline.Zxid
	path string
	data world.Content
}

func refusedSets(r *record) []refusedSet {
	var sets []refusedSet
	for _, z := range slices.Sorted(maps.Keys(r.refused)) {
		for _, c := range changesOf(r.events[r.refused[z]].Op) {
			if node := r.world.At(c.Path, z); c.Name == timeline.OpSet && node != nil && !world.IsEphemeral(node) {
				sets = append(sets, refusedSet{z, c.Path, c.Content})
				break // of a transaction
			}
		}
	}
	return sets
}

// on returns what the refused set would have made of a znode.
func (s refusedSet) on(node *world.Znode) *world.Znode {
	next := *node
	next.Content = s.data
	next.Stat.Version++
	next.Stat.Mzxid, next.Stat.DataLength = s.zxid, int32(s.data.Size)
	return &next
}

// showableRefusals returns reads after a refused set and before the next change of the
// znode, the last of their session.
func showableRefusals(r *record) []place {
	var places []place
	for _, set := range refusedSets(r) {
		for _, i := range r.reads {
			op := r.events[i].Op
			if op.Path != set.path || op.Zxid < set.zxid || r.world.Index(op.Path, op.Zxid) != r.world.Index(op.Path, set.zxid) || op.Name == timeline.OpACL {
				continue
			}
			if !r.readsAgain(i) {
				places = append(places, func(m *mutant) { m.show(i, set.on(r.world.At(op.Path, op.Zxid))) })
			}
		}
	}
	return places
}

func plantableRefusals(r *record) []place {
	var places []place
	for _, set := range refusedSets(r) {
		v, ok := r.latest(set.path)
		if ok && v.Node != nil && v.Zxid < set.zxid {
			places = append(places, r.inAllTrees(func(t *tree) { t.put(set.path, set.on(v.Node)) }))
		}
	}
	return places
}
