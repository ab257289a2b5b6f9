package simulator

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// forgedACL is none that anybody asks for.
var forgedACL = []string{"world:anyone:cdrw"}

// aclKinds show ACLs that nobody gave.
func aclKinds() []Kind {
	const guarantee = "acl_integrity"
	return []Kind{
		{Name: "another ACL shown", Guarantee: guarantee, places: (*record).forgeableACLs},
		{Name: "older ACL shown", Guarantee: guarantee, places: (*record).olderACLs},
		{Name: "another ACL in one tree", Guarantee: guarantee, places: func(r *record) []place { return r.forgeableTreeACLs(true) }},
		{Name: "another ACL in all trees", Guarantee: guarantee, places: func(r *record) []place { return r.forgeableTreeACLs(false) }},
	}
}

func (r *record) forgeableACLs() []place {
	var places []place
	for _, i := range r.looks {
		if op := r.events[i].Op; op.Name == "acl" && op.Stat != nil {
			places = append(places, func(m *mutant) { m.op(i).ACL = forgedACL })
		}
	}
	return places
}

// olderACLs are looks that could lack what somebody else has made of the ACL.
func (r *record) olderACLs() []place {
	var places []place
	for _, i := range r.looks {
		op := r.events[i].Op
		now := r.world.index(op.Path, op.Zxid)
		if op.Name != "acl" || now < 1 {
			continue
		}
		v, before := r.world.past[op.Path][now], r.world.past[op.Path][now-1]
		if v.cause.name == "set_acl" && v.cause.session != op.Session && before.node != nil && !slices.Equal(v.node.acl, before.node.acl) {
			places = append(places, func(m *mutant) { m.show(i, before.node) })
		}
	}
	return places
}

func (r *record) forgeableTreeACLs(one bool) []place {
	if !r.comparable() {
		return nil
	}
	var places []place
	for _, name := range r.readable() {
		forge := func(t *tree) { t.change(name, func(z *timeline.Znode) { z.ACL = forgedACL }) }
		if !one {
			places = append(places, r.inAllTrees(forge))
			continue
		}
		for _, i := range r.trees {
			places = append(places, func(m *mutant) { forge(m.tree(i)) })
		}
	}
	return places
}
