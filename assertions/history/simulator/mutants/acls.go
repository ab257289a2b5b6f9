package mutants

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// forgedACL is an ACL that no request sets.
var forgedACL = []string{"world:anyone:cdrw"}

// aclKinds show ACLs that were not set.
func aclKinds() []Kind {
	const guarantee = "acl_integrity"
	return []Kind{
		{Name: "another ACL shown", Guarantee: guarantee, places: forgeableACLs},
		{Name: "older ACL shown", Guarantee: guarantee, places: olderACLs},
		{Name: "another ACL in one tree", Guarantee: guarantee, trees: true, places: func(r *record) []place { return forgeableTreeACLs(r, true) }},
		{Name: "another ACL in all trees", Guarantee: guarantee, trees: true, places: func(r *record) []place { return forgeableTreeACLs(r, false) }},
	}
}

func forgeableACLs(r *record) []place {
	var places []place
	for _, i := range r.reads {
		if op := r.events[i].Op; op.Name == timeline.OpACL && op.Stat != nil {
			places = append(places, func(m *mutant) { m.op(i).ACL = forgedACL })
		}
	}
	return places
}

// olderACLs returns reads that can lack the last change of the ACL by another session.
func olderACLs(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.Index(op.Path, op.Zxid)
		if op.Name != timeline.OpACL || now < 1 || r.mayHaveBeenCreated(op.Path) {
			continue
		}
		v, before := r.world.Past(op.Path)[now], r.world.Past(op.Path)[now-1]
		if v.Cause.Name == timeline.OpSetACL && v.Cause.Session != op.Session && before.Node != nil && !slices.Equal(v.Node.ACL, before.Node.ACL) {
			places = append(places, func(m *mutant) { m.show(i, before.Node) })
		}
	}
	return places
}

// mayHaveBeenCreated reports whether a create of unknown outcome, perhaps a sequential one,
// can have given a znode its ACL.
func (r *record) mayHaveBeenCreated(name string) bool {
	return r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown && slices.ContainsFunc(changesOf(e.Op), func(c world.Change) bool {
			return c.Name == timeline.OpCreate && strings.HasPrefix(name, c.Path)
		})
	})
}

func forgeableTreeACLs(r *record, one bool) []place {
	var places []place
	for _, name := range readableZnodes(r) {
		forge := func(z *timeline.Znode) { z.ACL = forgedACL }
		places = append(places, r.inTrees(one, func(t *tree) { t.change(name, forge) })...)
	}
	return places
}
