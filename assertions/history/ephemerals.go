package history

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// outlivesSession finds an ephemeral znode in a reply beyond the end of its session.
func (r *replay) outlivesSession(c comparison) *Deviation {
	return r.afterSession(c.e, c.op.Path, *c.op.Stat, c.op.Zxid)
}

// afterSession finds a znode that is shown at or beyond the end of its session or, if
// the zxid of the end is not known, in a tree at the end, which is read after all else.
func (r *replay) afterSession(e *timeline.Event, name string, s timeline.Stat, z timeline.Zxid) *Deviation {
	end := r.indeterminate.ended[s.EphemeralOwner]
	if s.EphemeralOwner == 0 || end.by == nil || end.until > z && (e.Tree == nil || end.zxid != 0) {
		return nil
	}
	return &Deviation{Guarantee: ephemeralLifetime, Event: e, Contradicts: end.by, Expected: "NoNode",
		Problem: fmt.Sprintf("%s still exists, but its session %s has ended", name, s.EphemeralOwner)}
}

// wrongOwner finds an ephemeral znode that has no owner, or another one.
func (r *replay) wrongOwner(c comparison) *Deviation {
	return r.otherOwner(c.e, c.op.Path, c.z, *c.op.Stat)
}

func (r *replay) otherOwner(e *timeline.Event, name string, z *znode, s timeline.Stat) *Deviation {
	if z.created == nil || z.created.zxid != s.Czxid || z.created.witnessed {
		return nil
	}
	owner := timeline.SessionID(0)
	if isEphemeral(z.created.mode()) {
		owner = z.created.session
	}
	if s.EphemeralOwner == owner || owner == 0 && z.created.mode().Vanishes() { // containers and TTLs use the field for a mark
		return nil
	}
	return &Deviation{Guarantee: ephemeralLifetime, Event: e, Contradicts: z.created.e, Expected: "owner " + owner.String(),
		Problem: fmt.Sprintf("%s has the owner %s, but was created with the owner %s", name, s.EphemeralOwner, owner)}
}
