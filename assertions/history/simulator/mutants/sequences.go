package mutants

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// sequenceDigits is the length of the number that ends the name of a sequential znode.
const sequenceDigits = 10

// renumberableCreates returns sequential creates that can have a lower number everywhere:
// one that a znode of the same name had, which is gone, or one that no znode had.
func renumberableCreates(r *record, twice bool) []place {
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		op := r.events[r.acked[z]].Op
		if op.Name != timeline.OpCreate || !timeline.CreateMode(op.Mode).Sequential() || !r.known(op.Path, endOfTime) || r.hasBelow(op.Path) {
			continue
		}
		prefix, number := splitNumber(op.Path)
		if highest := r.highestNumber(path.Dir(op.Path), z); number > highest {
			number = highest + 1
		}
		for lower := range number {
			other := fmt.Sprintf("%s%0*d", prefix, sequenceDigits, lower)
			if (len(r.world.Past(other)) > 0) == twice && r.world.At(other, z) == nil && !r.isMentioned(other, z) {
				places = append(places, func(m *mutant) { m.rename(op.Path, other) })
			}
		}
	}
	return places
}

func splitNumber(name string) (prefix string, number int) {
	prefix = name[:len(name)-sequenceDigits]
	number, _ = strconv.Atoi(name[len(prefix):]) // the path of a sequential create that is ok
	return prefix, number
}

// highestNumber returns the highest number of sequential znodes below a znode that were
// created before a zxid, or -1.
func (r *record) highestNumber(parent string, before timeline.Zxid) int {
	highest := -1
	for z, i := range r.acked {
		op := r.events[i].Op
		if z < before && op.Name == timeline.OpCreate && timeline.CreateMode(op.Mode).Sequential() && path.Dir(op.Path) == parent {
			_, number := splitNumber(op.Path)
			highest = max(highest, number)
		}
	}
	return highest
}

// hasBelow reports whether a znode ever had children.
func (r *record) hasBelow(name string) bool {
	return r.has(func(e timeline.Event) bool {
		return e.Op != nil && (strings.HasPrefix(e.Op.Path, name+"/") || slices.ContainsFunc(e.Op.Parts, func(p timeline.Part) bool { return strings.HasPrefix(p.Path, name+"/") }))
	})
}

// isMentioned reports whether anything names a znode at or beyond a zxid, or at none.
func (r *record) isMentioned(name string, z timeline.Zxid) bool {
	return r.has(func(e timeline.Event) bool {
		switch {
		case e.Watch != nil:
			return e.Watch.Path == name
		case e.Op == nil || e.Kind == timeline.KindOp && e.Op.Zxid != 0 && e.Op.Zxid < z:
			return false
		}
		return touches(e.Op, name)
	})
}

// rename gives a znode another name everywhere.
func (m *mutant) rename(name, other string) {
	parent, base, otherBase := path.Dir(name), path.Base(name), path.Base(other)
	for i, e := range m.events {
		switch {
		case e.Op != nil:
			op := m.op(i)
			if op.Path == name {
				op.Path = other
			}
			for n := range op.Parts {
				if op.Parts[n].Path == name {
					op.Parts[n].Path = other
				}
			}
			if op.Path == parent && slices.Contains(op.Children, base) {
				op.Children = slices.Clone(op.Children)
				op.Children[slices.Index(op.Children, base)] = otherBase
				slices.Sort(op.Children)
			}
		case e.Watch != nil && e.Watch.Path == name:
			m.watch(i).Path = other
		case e.Tree != nil:
			t := m.tree(i)
			t.change(name, func(z *timeline.Znode) { z.Path = other })
			slices.SortFunc(t.Znodes, func(a, b timeline.Znode) int { return strings.Compare(a.Path, b.Path) })
		}
	}
}
