package mutants

import (
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// writeOrder is the guarantee that writes take effect one after the other, each between its
// request and its reply, and that each answers what those before it made.
const writeOrder = "write_order"

// writeKinds acknowledge writes that could not succeed as they did.
func writeKinds() []Kind {
	return []Kind{
		{Name: "create of a znode that exists acknowledged", Guarantee: writeOrder, places: repeatableCreates},
		{Name: "create below an ephemeral znode acknowledged", Guarantee: writeOrder, places: adoptions},
		{Name: "create without a parent acknowledged", Guarantee: writeOrder, places: orphanedCreates},
		{Name: "conditional write acknowledged at another version", Guarantee: writeOrder, places: misconditionedWrites},
		{Name: "two sets made the same version", Guarantee: writeOrder, Updates: true, places: repeatableVersions},
		{Name: "number of a sequential znode given twice", Guarantee: writeOrder, places: func(r *record) []place { return renumberableCreates(r, true) }},
		{Name: "number of a sequential znode goes back", Guarantee: writeOrder, places: func(r *record) []place { return renumberableCreates(r, false) }},
	}
}

// refusals returns the refused updates of one znode each, in the order of their zxids.
func (r *record) refusals(fits func(*timeline.Op) bool) []int {
	var found []int
	for _, z := range slices.Sorted(maps.Keys(r.refused)) {
		op := r.events[r.refused[z]].Op
		if op.Name != timeline.OpTransaction && op.Name != timeline.OpClose && r.known(op.Path, z) && r.known(path.Dir(op.Path), z) && fits(op) {
			found = append(found, r.refused[z])
		}
	}
	return found
}

// acknowledge makes a refused update succeed.
func (m *mutant) acknowledge(i int) {
	m.op(i).Code = ""
	m.events[i].Outcome, m.events[i].What = timeline.OK, ""
}

// isLookedAt reports whether a watch event is about a znode, or a reply from a refused
// update on up to a zxid.
func (r *record) isLookedAt(name string, refused *timeline.Op, to timeline.Zxid) bool {
	if r.readsLackZxids() {
		return true
	}
	return r.has(func(e timeline.Event) bool {
		return e.Watch != nil && e.Watch.Path == name || e.Kind == timeline.KindOp && e.Op != refused && e.Op.Path == name && e.Op.Zxid >= refused.Zxid && e.Op.Zxid < to
	})
}

// isWatched reports whether any client ever set a watch that covers a znode.
func (r *record) isWatched(name string) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(r.clients)), func(client string) bool { return r.watches(client, name) })
}

// repeatableCreates returns creates that were refused because the znode existed, if it was
// deleted before anybody looked at it again.
func repeatableCreates(r *record) []place {
	var places []place
	for _, i := range r.refusals(func(op *timeline.Op) bool {
		return op.Name == timeline.OpCreate && op.Code == nodeExists && op.ACL == nil && !timeline.CreateMode(op.Mode).Sequential()
	}) {
		op := r.events[i].Op
		n := r.world.Index(op.Path, op.Zxid)
		past := r.world.Past(op.Path)
		next := n + 1
		for next < len(past) && past[next].Node != nil {
			next++
		}
		if next == len(past) || past[next].Cause.Name != timeline.OpDelete || past[next].Cause.Path != op.Path || !r.known(op.Path, past[next].Zxid) {
			continue
		}
		if !r.isWatched(op.Path) && !r.isLookedAt(op.Path, op, past[next].Zxid) && !r.isLookedAt(path.Dir(op.Path), op, past[next].Zxid) {
			places = append(places, func(m *mutant) { m.acknowledge(i) })
		}
	}
	return places
}

// orphanedCreates returns creates of ephemeral znodes that were refused for their parent, if
// nobody looked for them before their session was closed, and the parent is gone then.
func orphanedCreates(r *record) []place {
	var places []place
	for _, i := range r.refusals(func(op *timeline.Op) bool {
		return world.HasOwner(op.Mode) && !timeline.CreateMode(op.Mode).Sequential() && op.Code == timeline.CodeNoNode
	}) {
		op := r.events[i].Op
		parent, end := path.Dir(op.Path), r.ends[op.Session]
		if end == 0 && r.ended(op.Session) && absentFromTrees(r, op.Path) {
			end = endOfTime // somewhen
		}
		if end == 0 || !r.isProven(parent, op.Zxid) || !r.known(parent, end) || r.world.At(parent, end) != nil || len(r.world.Past(op.Path)) > 0 && r.world.At(op.Path, end) != nil {
			continue
		}
		if !r.isLookedAt(op.Path, op, end) && !r.isLookedAt(parent, op, end) {
			places = append(places, func(m *mutant) { m.acknowledge(i) })
		}
	}
	return places
}

// request changes an operation and its invocation.
func (m *mutant) request(i int, change func(*timeline.Op)) {
	if n := invokeOf(m.events, m.events[i].Op); n >= 0 {
		change(m.op(n))
	}
	change(m.op(i))
}

// misconditionedWrites returns acknowledged writes, and parts of transactions, that can
// require another version.
func misconditionedWrites(r *record) []place {
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		i := r.acked[z]
		op := r.events[i].Op
		if wrong := r.wrongVersion(op.Name, op.Path, z); wrong != nil {
			places = append(places, func(m *mutant) { m.request(i, func(op *timeline.Op) { op.Version = wrong }) })
		}
		for n, p := range op.Parts {
			if wrong := r.wrongVersion(p.Name, p.Path, z); wrong != nil && !changesTwice(op, p.Path) {
				places = append(places, func(m *mutant) { m.request(i, func(op *timeline.Op) { op.Parts[n].Version = wrong }) })
			}
		}
	}
	return places
}

// wrongVersion returns a version that a znode does not have before a write, or nil if the
// write cannot require one.
func (r *record) wrongVersion(operation, name string, z timeline.Zxid) *int32 {
	node := r.world.At(name, z-1)
	if node == nil || !r.known(name, z) {
		return nil
	}
	wrong := node.Stat.Version + 1
	switch operation {
	case timeline.OpSetACL:
		wrong = node.Stat.Aversion + 1
	case timeline.OpSet, timeline.OpDelete, timeline.OpCheck:
	default:
		return nil
	}
	return &wrong
}

// changesTwice reports whether several parts of a transaction are about one znode.
func changesTwice(op *timeline.Op, name string) bool {
	n := 0
	for _, p := range op.Parts {
		if p.Path == name {
			n++
		}
	}
	return n > 1
}

// repeatableVersions returns sets whose version, and all later ones of the znode, can be one
// less everywhere, because no later write requires a version.
func repeatableVersions(r *record) []place {
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		op := r.events[r.acked[z]].Op
		if op.Name != timeline.OpSet || op.Stat == nil || op.Stat.Version < 2 || !r.known(op.Path, endOfTime) {
			continue
		}
		if !r.has(func(e timeline.Event) bool {
			return e.Op != nil && e.Op.Invoke >= op.Invoke && requiresVersion(e.Op, op.Path)
		}) {
			places = append(places, func(m *mutant) {
				m.eachStat(op.Path, func(s *timeline.Stat) {
					if s.Czxid == op.Stat.Czxid && s.Mzxid >= z {
						s.Version--
					}
				})
			})
		}
	}
	return places
}

// requiresVersion reports whether a write requires a version of a znode.
func requiresVersion(op *timeline.Op, name string) bool {
	return op.Version != nil && op.Path == name || slices.ContainsFunc(op.Parts, func(p timeline.Part) bool { return p.Version != nil && p.Path == name })
}

// eachStat changes all Stats of a znode, in replies and trees.
func (m *mutant) eachStat(name string, change func(*timeline.Stat)) {
	for i, e := range m.events {
		switch {
		case e.Kind == timeline.KindOp:
			op := m.op(i)
			if op.Path == name && op.Stat != nil {
				change(op.Stat)
			}
			for n := range op.Parts {
				if p := &op.Parts[n]; p.Path == name && p.Stat != nil {
					stat := *p.Stat
					change(&stat)
					p.Stat = &stat
				}
			}
		case e.Tree != nil:
			m.tree(i).change(name, func(z *timeline.Znode) { change(&z.Stat) })
		}
	}
}

// adoptions returns creates of znodes that can be ephemeral everywhere, though they have
// children: their sessions do not end.
func adoptions(r *record) []place {
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		i := r.acked[z]
		op := r.events[i].Op
		if op.Name != timeline.OpCreate || op.Mode != string(timeline.Persistent) || !r.known(op.Path, endOfTime) || r.ends[op.Session] != 0 || r.mayHaveEnded(op.Session) {
			continue
		}
		if !r.adopts(op.Path, z) || r.showsChildren(op.Path) {
			continue
		}
		places = append(places, func(m *mutant) {
			m.request(i, func(op *timeline.Op) { op.Mode = string(timeline.Ephemeral) })
			m.eachStat(op.Path, func(s *timeline.Stat) {
				if s.Czxid == z {
					s.EphemeralOwner = op.Session
				}
			})
		})
	}
	return places
}

// showsChildren reports whether a reply or a tree shows that a znode has children.
func (r *record) showsChildren(name string) bool {
	return r.has(func(e timeline.Event) bool {
		if e.Tree != nil {
			return slices.ContainsFunc(e.Tree.Znodes, func(z timeline.Znode) bool { return z.Path == name && z.Stat.NumChildren > 0 })
		}
		return e.Op != nil && e.Op.Path == name && e.Op.Stat != nil && e.Op.Stat.NumChildren > 0
	})
}

// adopts reports whether a child of a znode was created by an acknowledged write of its own,
// while the znode was the one that was created at a zxid.
func (r *record) adopts(name string, z timeline.Zxid) bool {
	return slices.ContainsFunc(r.world.Past(name), func(v world.Version) bool {
		return v.Node != nil && v.Node.Stat.Czxid == z && v.Cause.Path != name && v.Cause.Name == timeline.OpCreate && !v.Cause.Multi
	})
}

// mayHaveEnded reports whether anything claims that a session ended, or could have ended it.
func (r *record) mayHaveEnded(session timeline.SessionID) bool {
	_, claimed := r.expired[session]
	return claimed || r.has(func(e timeline.Event) bool {
		return e.Op != nil && e.Op.Name == timeline.OpClose && e.Op.Session == session
	})
}
