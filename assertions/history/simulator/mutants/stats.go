package mutants

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// statFields are the fields of a Stat, each with a wrong value for it. The owner is judged
// together with sessions; the mzxid and the pzxid tell which state a reply shows.
var statFields = []struct {
	name    string
	falsify func(*timeline.Stat)
}{
	{"version", func(s *timeline.Stat) { s.Version++ }},
	{"cversion", func(s *timeline.Stat) { s.Cversion++ }},
	{"aversion", func(s *timeline.Stat) { s.Aversion++ }},
	{"data_length", func(s *timeline.Stat) { s.DataLength++ }},
	{"num_children", func(s *timeline.Stat) { s.NumChildren++ }},
	{"ctime", func(s *timeline.Stat) { s.Ctime++ }},
	{"mtime", func(s *timeline.Stat) { s.Mtime++ }},
	{"czxid", func(s *timeline.Stat) { s.Czxid -= timeline.Zxid(s.Czxid.Counter()) }}, // at which no transaction is
}

// statKinds make one field of a Stat wrong.
func statKinds() []Kind {
	const guarantee = "replica_agreement"
	var kinds []Kind
	for _, f := range statFields {
		inTrees := func(one bool) func(*record) []place {
			return func(r *record) []place {
				var places []place
				for _, name := range readableZnodes(r) {
					places = append(places, r.inTrees(one, func(t *tree) { t.change(name, func(z *timeline.Znode) { f.falsify(&z.Stat) }) })...)
				}
				return places
			}
		}
		kinds = append(kinds,
			Kind{Name: f.name + " wrong in a reply to a read", Guarantee: guarantee, places: func(r *record) []place {
				return falsifiableStats(r, r.reads, f.falsify)
			}},
			Kind{Name: f.name + " wrong in a reply to a set", Guarantee: guarantee, places: func(r *record) []place {
				return falsifiableStats(r, r.setsWithStat(), f.falsify)
			}},
			Kind{Name: f.name + " wrong in one tree", Guarantee: guarantee, trees: true, places: inTrees(true)},
			Kind{Name: f.name + " wrong in all trees", Guarantee: guarantee, trees: true, places: inTrees(false)},
		)
	}
	return append(kinds,
		Kind{Name: "a child listed twice", Guarantee: guarantee, places: repeatableChildren},
		Kind{Name: "a znode in all trees that nobody made", Guarantee: guarantee, trees: true, places: plantableZnodes},
	)
}

// setsWithStat returns acknowledged sets and changes of ACLs of znodes whose state is known.
func (r *record) setsWithStat() []int {
	var found []int
	for i, e := range r.events {
		if acknowledged(e) && e.Op.Stat != nil && e.Op.Updates() && r.known(e.Op.Path, e.Op.Zxid) {
			found = append(found, i)
		}
	}
	return found
}

func falsifiableStats(r *record, replies []int, falsify func(*timeline.Stat)) []place {
	var places []place
	for _, i := range replies {
		op := r.events[i].Op
		if s := op.Stat; s != nil && s.Czxid != 0 && !r.foundAbsent(op) {
			places = append(places, func(m *mutant) { falsify(m.op(i).Stat) })
		}
	}
	return places
}

// foundAbsent reports whether the session ever found that the znode does not exist.
func (r *record) foundAbsent(op *timeline.Op) bool {
	return r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Session == op.Session && e.Op.Path == op.Path && e.Op.Code == timeline.CodeNoNode
	})
}

// repeatableChildren returns lists with children.
func repeatableChildren(r *record) []place {
	var places []place
	for _, i := range r.reads {
		if op := r.events[i].Op; len(op.Children) > 0 {
			places = append(places, func(m *mutant) { m.op(i).Children = slices.Insert(slices.Clone(op.Children), 0, op.Children[0]) })
		}
	}
	return places
}

// plantableZnodes returns the place for a znode below the root, if every update has a known
// outcome.
func plantableZnodes(r *record) []place {
	const name = "/nobody"
	if r.has(func(e timeline.Event) bool { return e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown }) {
		return nil
	}
	z := r.events[r.trees[0]].Tree.Zxid
	node := timeline.Znode{Path: name, Digest: timeline.Digest(nil), Stat: timeline.Stat{Czxid: z, Mzxid: z, Pzxid: z}}
	return []place{r.inAllTrees(func(t *tree) {
		at, _ := slices.BinarySearchFunc(t.Znodes, name, comparePath)
		t.Znodes = slices.Insert(t.Znodes, at, node)
	})}
}
