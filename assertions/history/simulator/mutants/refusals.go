package mutants

import (
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Codes with which updates are refused.
const (
	nodeExists  = "NodeExists"
	badVersion  = "BadVersion"
	notEmpty    = "NotEmpty"
	noChildren  = "NoChildrenForEphemerals"
	noSuchZnode = timeline.CodeNoNode
)

// refusalKinds refuse updates for a reason that is none.
func refusalKinds() []Kind {
	kind := func(name string, operations []string, from []string, to string, fits func(op *timeline.Op, node, parent *world.Znode) bool) Kind {
		return Kind{Name: name, Guarantee: writeOrder, places: func(r *record) []place {
			var places []place
			for _, i := range r.refusals(func(op *timeline.Op) bool {
				return slices.Contains(operations, op.Name) && slices.Contains(from, op.Code) && !timeline.CreateMode(op.Mode).Sequential()
			}) {
				op := r.events[i].Op
				if fits(op, r.world.At(op.Path, op.Zxid), r.world.At(path.Dir(op.Path), op.Zxid)) && (to != notEmpty || !r.everHadChildren(op.Path)) && r.isProven(op.Path, op.Zxid) && (op.Name != timeline.OpCreate || path.Dir(op.Path) != "/") {
					places = append(places, func(m *mutant) { m.op(i).Code = to })
				}
			}
			return places
		}}
	}
	create := []string{timeline.OpCreate}
	others := []string{timeline.OpSet, timeline.OpDelete, timeline.OpSetACL}
	return []Kind{
		kind("refused with NodeExists though absent", create, []string{noSuchZnode, noChildren}, nodeExists, func(_ *timeline.Op, node, _ *world.Znode) bool { return node == nil }),
		kind("create refused with NoNode though the parent is there", create, []string{nodeExists, noChildren}, noSuchZnode, func(_ *timeline.Op, _, parent *world.Znode) bool { return parent != nil }),
		kind("refused with NoChildrenForEphemerals though the parent is none", create, []string{nodeExists}, noChildren, func(_ *timeline.Op, _, parent *world.Znode) bool { return !world.IsEphemeral(parent) }),
		kind("refused with NoNode though there", others, []string{badVersion, notEmpty}, noSuchZnode, func(_ *timeline.Op, node, parent *world.Znode) bool { return node != nil && parent != nil }),
		kind("refused with NotEmpty though empty", []string{timeline.OpDelete}, []string{badVersion}, notEmpty, func(_ *timeline.Op, node, _ *world.Znode) bool { return node != nil }),
		{Name: "refused with BadVersion though it was the version", Guarantee: writeOrder, places: satisfiableConditions},
	}
}

// isProven reports whether a reply before a zxid, and not at the first one, shows whether a
// znode exists. Without one it may be from before the record.
func (r *record) isProven(name string, z timeline.Zxid) bool {
	if past := r.world.Past(name); len(past) > 0 && past[0].Zxid > 0 && past[0].Zxid < z {
		return true
	}
	return r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Path == name && e.Op.Code == timeline.CodeNoNode && e.Op.Zxid < z && e.Op.Reads() && r.lastBefore(e.Op.Zxid) > 0
	})
}

func (r *record) everHadChildren(name string) bool {
	return slices.ContainsFunc(r.world.Past(name), func(v world.Version) bool { return v.Node != nil && v.Node.Stat.Cversion != 0 })
}

// satisfiableConditions returns writes that were refused for their version and can require
// the right one.
func satisfiableConditions(r *record) []place {
	var places []place
	for _, i := range r.refusals(func(op *timeline.Op) bool { return op.Code == badVersion && op.Version != nil }) {
		op := r.events[i].Op
		node := r.world.At(op.Path, op.Zxid)
		if node == nil {
			continue
		}
		right := node.Stat.Version
		if op.Name == timeline.OpSetACL {
			right = node.Stat.Aversion
		}
		places = append(places, func(m *mutant) { m.request(i, func(op *timeline.Op) { op.Version = &right }) })
	}
	return places
}
