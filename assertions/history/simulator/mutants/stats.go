package mutants

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// field is a field of a Stat, with a wrong value for it.
type field struct {
	name    string
	falsify func(*timeline.Stat)
	invents bool // the znode must have been created in an epoch that began during the record
}

// statFields are judged by the updates before. The owner is judged together with sessions; the
// mzxid and the pzxid show which state a reply is of.
var statFields = []field{
	{"version", func(s *timeline.Stat) { s.Version++ }, false},
	{"cversion", func(s *timeline.Stat) { s.Cversion++ }, false},
	{"aversion", func(s *timeline.Stat) { s.Aversion++ }, false},
	{"data_length", func(s *timeline.Stat) { s.DataLength++ }, false},
	{"num_children", func(s *timeline.Stat) { s.NumChildren++ }, false},
}

// timeFields can only be compared with what other replies show of the same transaction.
var timeFields = []field{
	{"ctime", func(s *timeline.Stat) { s.Ctime++ }, false},
	{"mtime", func(s *timeline.Stat) { s.Mtime++ }, false},
}

// inventedCzxid is the start of an epoch, at which no client asked for anything.
var inventedCzxid = field{"czxid", func(s *timeline.Stat) { s.Czxid = startOf(s.Czxid) }, true}

// statKinds make one field of a Stat wrong, or a list.
func statKinds() []Kind {
	const guarantee = "replica_agreement"
	var kinds []Kind
	for _, f := range slices.Concat(statFields, timeFields) {
		kinds = append(kinds,
			Kind{Name: f.name + " wrong in a reply to a read", Guarantee: guarantee, places: func(r *record) []place { return falsifiableStats(r, r.reads, f) }},
			Kind{Name: f.name + " wrong in one tree", Guarantee: guarantee, trees: true, places: func(r *record) []place { return falsifiableTrees(r, true, f) }},
			Kind{Name: f.name + " wrong in all trees", Guarantee: guarantee, trees: true, places: func(r *record) []place { return falsifiableTrees(r, false, f) }},
		)
	}
	for _, f := range statFields {
		kinds = append(kinds, Kind{Name: f.name + " wrong in a reply to an update", Guarantee: writeOrder, places: func(r *record) []place {
			return falsifiableStats(r, r.updatesWithStat(), f)
		}})
	}
	return append(kinds,
		Kind{Name: "a child listed twice", Guarantee: guarantee, places: repeatableChildren},
		Kind{Name: "czxid wrong in a reply to a read", Guarantee: writeOrder, places: func(r *record) []place { return falsifiableStats(r, r.reads, inventedCzxid) }},
		Kind{Name: "czxid wrong in a reply to an update", Guarantee: writeOrder, places: func(r *record) []place { return falsifiableStats(r, r.updatesWithStat(), inventedCzxid) }},
		Kind{Name: "czxid wrong in one tree", Guarantee: guarantee, trees: true, places: func(r *record) []place { return falsifiableTrees(r, true, inventedCzxid) }},
		Kind{Name: "czxid wrong in all trees", Guarantee: writeOrder, trees: true, places: func(r *record) []place { return falsifiableTrees(r, false, inventedCzxid) }},
		Kind{Name: "a znode in all trees that nobody made", Guarantee: writeOrder, trees: true, places: plantableZnodes},
	)
}

// updatesWithStat returns acknowledged updates whose reply has the Stat of a znode whose state
// is known.
func (r *record) updatesWithStat() []int {
	var found []int
	for i, e := range r.events {
		if acknowledged(e) && e.Op.Stat != nil && e.Op.Updates() && r.known(e.Op.Path, e.Op.Zxid) {
			found = append(found, i)
		}
	}
	return found
}

func falsifiableStats(r *record, replies []int, f field) []place {
	var places []place
	for _, i := range replies {
		op := r.events[i].Op
		if s := op.Stat; s != nil && r.suits(f, s.Czxid) && r.showsStat(i, op.Path, s.Czxid) && !r.foundAbsent(op) {
			places = append(places, func(m *mutant) { f.falsify(m.op(i).Stat) })
		}
	}
	return places
}

// startOf returns the zxid at which an epoch begins.
func startOf(z timeline.Zxid) timeline.Zxid { return z - timeline.Zxid(z.Counter()) }

// suits reports whether a field of a znode that was created at a zxid can be wrong without
// making the znode one from before the record.
func (r *record) suits(f field, czxid timeline.Zxid) bool {
	return !f.invents || r.lastBefore(startOf(czxid)) > 0 && !r.hasUnknown()
}

// hasUnknown reports whether the outcome of any operation is unknown.
func (r *record) hasUnknown() bool {
	return r.has(func(e timeline.Event) bool { return e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown })
}

func falsifiableTrees(r *record, one bool, f field) []place {
	var places []place
	for _, name := range readableZnodes(r) {
		if z := r.world.Last(name).Stat.Czxid; r.suits(f, z) && r.showsStat(-1, name, z) {
			places = append(places, r.inTrees(one, func(t *tree) { t.change(name, func(z *timeline.Znode) { f.falsify(&z.Stat) }) })...)
		}
	}
	return places
}

// showsStat reports whether the reply to an acknowledged update, other than one, has the Stat
// of a znode with this czxid: then it is certain which znode it is.
func (r *record) showsStat(except int, name string, czxid timeline.Zxid) bool {
	return slices.ContainsFunc(r.updatesWithStat(), func(i int) bool {
		op := r.events[i].Op
		return i != except && op.Path == name && op.Stat.Czxid == czxid
	})
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
	if len(r.acked) == 0 || r.hasUnknown() {
		return nil
	}
	z := r.events[r.trees[0]].Tree.Zxid
	node := timeline.Znode{Path: name, Digest: timeline.Digest(nil), Stat: timeline.Stat{Czxid: z, Mzxid: z, Pzxid: z}}
	return []place{r.inAllTrees(func(t *tree) {
		at, _ := slices.BinarySearchFunc(t.Znodes, name, comparePath)
		t.Znodes = slices.Insert(t.Znodes, at, node)
	})}
}
