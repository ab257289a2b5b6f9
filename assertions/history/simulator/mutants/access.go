package mutants

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// accessKinds permit what an ACL forbids, or forbid what it permits.
func accessKinds() []Kind {
	const guarantee = "access_control"
	return []Kind{
		{Name: "read permitted that the ACL forbids", Guarantee: guarantee, places: permittableReads},
		{Name: "read refused that the ACL permits", Guarantee: guarantee, places: forbiddableReads},
		{Name: "update refused with NoAuth that the ACL permits", Guarantee: guarantee, places: forbiddableUpdates},
		{Name: "event that the ACL forbids", Guarantee: guarantee, places: leakableEvents},
	}
}

// isOpen reports whether an ACL gives everybody a permission.
func isOpen(acl []string, permission string) bool {
	return slices.ContainsFunc(acl, func(entry string) bool {
		permissions, ok := strings.CutPrefix(entry, "world:anyone:")
		return ok && strings.Contains(permissions, permission)
	})
}

// isClosed reports whether an ACL gives a permission to users with a password only.
func isClosed(acl []string, permission string) bool {
	return !slices.ContainsFunc(acl, func(entry string) bool {
		return !strings.HasPrefix(entry, "digest:") && strings.Contains(entry[strings.LastIndex(entry, ":"):], permission)
	})
}

// isAnonymous reports whether a session never showed that it has an identity.
func (r *record) isAnonymous(session timeline.SessionID) bool {
	names := func(acl []string) bool {
		return slices.ContainsFunc(acl, func(entry string) bool { return !strings.HasPrefix(entry, "world:") })
	}
	return !r.has(func(e timeline.Event) bool {
		return e.Op != nil && e.Op.Session == session && (e.Op.Name == timeline.OpAuth || e.Op.Updates() && names(e.Op.ACL) ||
			slices.ContainsFunc(e.Op.Parts, func(p timeline.Part) bool { return names(p.ACL) }))
	})
}

// permittableReads returns reads that were refused, and can show the znode.
func permittableReads(r *record) []place {
	var places []place
	for i, e := range r.events {
		if e.Kind != timeline.KindOp || e.Op.Code != timeline.CodeNoAuth || e.Op.Name != timeline.OpRead && e.Op.Name != timeline.OpChildren || e.Op.Zxid == 0 {
			continue
		}
		if node := r.world.At(e.Op.Path, e.Op.Zxid); node != nil && r.known(e.Op.Path, e.Op.Zxid) && isClosed(node.ACL, "r") && r.isAnonymous(e.Op.Session) {
			places = append(places, func(m *mutant) { m.show(i, node) })
		}
	}
	return places
}

// refuse makes an operation fail with NoAuth.
func (m *mutant) refuse(i int) {
	op := m.op(i)
	op.Code, op.Stat, op.Data, op.Size, op.Digest, op.Children = timeline.CodeNoAuth, nil, "", 0, "", nil
	m.events[i].Outcome, m.events[i].What = timeline.Refused, "the server's answer"
}

// forbiddableReads returns reads of znodes that everybody may read.
func forbiddableReads(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		node := r.world.At(op.Path, op.Zxid)
		if node == nil {
			continue
		}
		if _, created := r.acked[node.Stat.Czxid]; !created { // else the ACL is not certain
			continue
		}
		if (op.Name == timeline.OpRead || op.Name == timeline.OpChildren) && isOpen(node.ACL, "r") && !world.IsQuota(op.Path) {
			places = append(places, func(m *mutant) { m.refuse(i) })
		}
	}
	return places
}

// forbiddableUpdates returns updates that were refused for another reason, of znodes that
// everybody may change.
func forbiddableUpdates(r *record) []place {
	permissions := map[string]string{timeline.OpSet: "w", timeline.OpSetACL: "a"}
	var places []place
	for _, i := range r.refusals(func(op *timeline.Op) bool { return op.Code == badVersion && permissions[op.Name] != "" }) {
		op := r.events[i].Op
		if node := r.world.At(op.Path, op.Zxid); node != nil && isOpen(node.ACL, permissions[op.Name]) {
			places = append(places, func(m *mutant) { m.op(i).Code = timeline.CodeNoAuth })
		}
	}
	return places
}

// leakableEvents returns the places where the event of a creation was withheld from a client
// that waits for it.
func leakableEvents(r *record) []place {
	var places []place
	for i, e := range r.events {
		if e.Kind != timeline.KindOp || !waitsForCreation(e) || !r.isAnonymous(e.Op.Session) {
			continue
		}
		for j := r.next[i]; j >= 0 && r.connection(j) == r.connection(i); j = r.next[j] {
			next := r.next[j]
			if next < 0 || !r.adjacent(j, next) {
				continue
			}
			if z := r.closedCreation(e.Op.Path, r.seen[next], r.events[next].Op.Zxid); z != 0 {
				places = append(places, func(m *mutant) { m.send(r.events[next].Op, timeline.NodeCreated, e.Op.Path, eventZxid(r, z)) })
			}
		}
	}
	return places
}

// waitsForCreation reports whether an operation set a watch that reports the creation of its
// znode.
func waitsForCreation(e timeline.Event) bool {
	return e.Outcome == timeline.OK && e.Op.Name == timeline.OpWatch && (e.Op.Code == timeline.CodeNoNode || world.IsPersistent(timeline.WatchMode(e.Op.Watch)))
}

// closedCreation returns the zxid of the creation of a znode that only users with a password
// may read, if it is the last change in a range.
func (r *record) closedCreation(name string, after, to timeline.Zxid) timeline.Zxid {
	i := r.world.Index(name, to)
	if i < 0 || !r.known(name, to) {
		return 0
	}
	v := r.world.Past(name)[i]
	if v.Zxid <= after || v.Cause.Name != timeline.OpCreate || v.Cause.Path != name || !isClosed(v.Node.ACL, "r") {
		return 0
	}
	return v.Zxid
}
