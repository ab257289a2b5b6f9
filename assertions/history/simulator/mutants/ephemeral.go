package mutants

import (
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// ephemeralKinds let ephemeral znodes exist longer or shorter than their sessions.
func ephemeralKinds() []Kind {
	const guarantee = "ephemeral_lifetime"
	owner := func(i int, session timeline.SessionID) place {
		return func(m *mutant) { m.op(i).Stat.EphemeralOwner = session }
	}
	return []Kind{
		{Name: "ephemeral shown after its session", Guarantee: guarantee, places: revivableEphemerals},
		{Name: "ephemeral in all trees after its session", Guarantee: guarantee, trees: true, places: revivableInTrees},
		{Name: "ephemeral gone while its session lives", Guarantee: guarantee, places: vanishingEphemerals},
		{Name: "ephemeral gone from all trees while its session lives", Guarantee: guarantee, trees: true, places: vanishingFromTrees},
		{Name: "ephemeral without an owner", Guarantee: guarantee, places: func(r *record) []place {
			return ownedReads(r, func(i int) place { return owner(i, 0) })
		}},
		{Name: "ephemeral of another owner", Guarantee: guarantee, places: func(r *record) []place {
			return ownedReads(r, func(i int) place { return owner(i, r.events[i].Op.Stat.EphemeralOwner+1) })
		}},
	}
}

// revivableEphemerals returns reads after the end of a session of what it owned.
func revivableEphemerals(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.Index(op.Path, op.Zxid)
		if now < 1 || op.Name == timeline.OpACL || op.Name == timeline.OpChildren {
			continue
		}
		by := r.world.Past(op.Path)[now].Cause
		if by.Name == timeline.OpClose && by.Path == op.Path && !r.readsAgain(i) {
			places = append(places, func(m *mutant) { m.show(i, r.version(op.Path, now-1)) })
		}
	}
	return places
}

// revivableInTrees returns the last ephemeral znodes of sessions that were closed or expired.
func revivableInTrees(r *record) []place {
	var places []place
	for _, name := range r.world.Names() {
		past := r.world.Past(name)
		for i := len(past) - 1; i >= 0; i-- {
			if node := past[i].Node; node != nil {
				if world.IsEphemeral(node) && r.ended(node.Stat.EphemeralOwner) && absentFromTrees(r, name) && (i == len(past)-1 || past[i+1].Cause.Name == timeline.OpClose) {
					places = append(places, r.inAllTrees(func(t *tree) { t.put(name, node) }))
				}
				break
			}
		}
	}
	return places
}

func (r *record) ended(session timeline.SessionID) bool {
	return r.ends[session] != 0 || r.expired[session]
}

func absentFromTrees(r *record, name string) bool {
	return !slices.ContainsFunc(r.trees, func(i int) bool {
		return slices.ContainsFunc(r.events[i].Tree.Znodes, func(z timeline.Znode) bool { return z.Path == name })
	})
}

// vanishingEphemerals returns the last reads of ephemeral znodes by other sessions that had
// read them before.
func vanishingEphemerals(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		if !world.IsEphemeral(r.world.At(op.Path, op.Zxid)) || op.Stat.EphemeralOwner == op.Session || op.Name != timeline.OpRead && op.Name != timeline.OpExists {
			continue
		}
		looked := r.lastRead(i, op.Path)
		if looked < 0 || r.readsAgain(i) || r.ended(op.Stat.EphemeralOwner) {
			continue
		}
		if before := r.version(op.Path, looked); before != nil && before.Stat.Czxid == op.Stat.Czxid {
			places = append(places, func(m *mutant) { m.show(i, nil) })
		}
	}
	return places
}

func vanishingFromTrees(r *record) []place {
	var places []place
	for _, name := range r.world.Names() {
		v, ok := r.latest(name)
		if ok && world.IsEphemeral(v.Node) && !r.ended(v.Node.Stat.EphemeralOwner) && !r.inTransaction(name) {
			places = append(places, r.inAllTrees(func(t *tree) { t.put(name, nil) }))
		}
	}
	return places
}

// ownedReads returns reads of ephemeral znodes.
func ownedReads(r *record, owner func(i int) place) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		if world.IsEphemeral(r.world.At(op.Path, op.Zxid)) && !r.ended(op.Stat.EphemeralOwner) {
			places = append(places, owner(i))
		}
	}
	return places
}

// inTransaction reports whether a transaction of several parts ever changed a znode.
func (r *record) inTransaction(name string) bool {
	return slices.ContainsFunc(r.world.Past(name), func(v world.Version) bool { return v.Cause.Multi })
}
