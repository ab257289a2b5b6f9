package history

import (
	"cmp"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// witness is a reply or an event that shows an update whose writer has no answer: what a
// client has read is committed.
type witness struct {
	by     *timeline.Event
	name   string // create, set or delete
	path   string
	zxid   timeline.Zxid
	digest string // of the data at that zxid; "" if it is not shown
	owner  timeline.SessionID
}

// addWitnesses adds the updates that replies and events show and that no reply
// acknowledges. If only one operation can be the cause, all of it happened.
func (o *order) addWitnesses(events []timeline.Event, replies []*timeline.Event) {
	c := witnessed{order: o, known: map[timeline.Zxid]bool{}, unproven: map[timeline.Zxid]bool{},
		resolved: map[*timeline.Event]timeline.Zxid{}, shown: map[shownUpdate]*timeline.Part{}}
	for i := range o.updates {
		u := &o.updates[i]
		c.known[u.zxid] = true
		if u.proof == nil {
			c.unproven[u.zxid] = true
		}
	}
	for _, e := range replies {
		for _, w := range shownIn(e) {
			c.add(w)
		}
	}
	for i := range events {
		if w := events[i].Watch; w != nil && w.Zxid != 0 && causeOf[w.Type] != "" {
			c.add(witness{by: &events[i], name: causeOf[w.Type], path: w.Path, zxid: w.Zxid})
		}
	}
	o.indeterminate.resolve(c.resolved)
	o.sortUpdates()
}

// witnessed adds to an order what witnesses prove.
type witnessed struct {
	*order

	known, unproven map[timeline.Zxid]bool
	resolved        map[*timeline.Event]timeline.Zxid // operations whose zxid a witness shows
	// shown are the updates of which only the effect is known.
	shown map[shownUpdate]*timeline.Part
}

// shownUpdate identifies an update by its effect.
type shownUpdate struct {
	name, path string
	zxid       timeline.Zxid
}

func (c witnessed) add(w witness) {
	switch {
	case c.unproven[w.zxid]:
		delete(c.unproven, w.zxid)
		for i := range c.updates {
			if c.updates[i].zxid == w.zxid {
				c.updates[i].proof = w.by
			}
		}
		return
	case w.zxid <= c.beginning || c.known[w.zxid] || c.refused[w.zxid] != nil:
		return
	}
	cause, possible := c.indeterminate.causeOf(w)
	switch {
	case cause != nil && c.resolved[cause] == 0:
		c.resolved[cause], c.known[w.zxid] = w.zxid, true
		c.addUpdates(cause, w.zxid, w.by)
	case cause == nil && possible:
		c.addShown(w)
	}
}

// addShown adds an update of which only the effect is known, once.
func (c witnessed) addShown(w witness) {
	k := shownUpdate{w.name, w.path, w.zxid}
	if before := c.shown[k]; before != nil {
		before.Digest = cmp.Or(before.Digest, w.digest)
		return
	}
	u := w.update()
	c.shown[k] = u.part
	c.updates = append(c.updates, u)
}

// shownIn returns the updates that the Stat of a reply proves. One from beyond the position
// of the reply proves nothing.
func shownIn(e *timeline.Event) []witness {
	op := e.Op
	s := op.Stat
	if s == nil || !op.Reads() || op.Zxid != 0 && max(s.Czxid, s.Mzxid, s.Pzxid) > op.Zxid {
		return nil
	}
	created := witness{by: e, name: timeline.OpCreate, path: op.Path, zxid: s.Czxid, owner: s.EphemeralOwner}
	if s.Mzxid == s.Czxid {
		created.digest = op.Digest
		return []witness{created}
	}
	return []witness{created, {by: e, name: timeline.OpSet, path: op.Path, zxid: s.Mzxid, digest: op.Digest}}
}

// causeOf returns the operation that must have made what a witness shows, nil if several
// may have, and whether any may have.
func (in *indeterminate) causeOf(w witness) (cause *timeline.Event, possible bool) {
	several := in.open.any(func(x *effect) bool { return x.mayBe(w.zxid) })
	in.some(w.path, func(x *effect) bool {
		if x.name != w.name || !x.mayBe(w.zxid) || x.digest != "" && w.digest != "" && x.digest != w.digest {
			return false
		}
		possible = true
		several = several || x.name == timeline.OpDelete || x.sequential || cause != nil && cause != x.by
		cause = x.by
		return false
	})
	if several {
		return nil, true
	}
	return cause, possible
}

// update returns the update that a witness proves, whoever made it.
func (w witness) update() update {
	mode := modeOf(w.owner)
	if w.by.Watch != nil {
		mode = timeline.Container // it may be any, also one that vanishes by itself
	}
	return update{e: w.by, zxid: w.zxid, session: w.owner, proof: w.by, witnessed: true,
		part: &timeline.Part{Name: w.name, Path: w.path, Digest: w.digest, Mode: string(mode)}}
}

// modeOf returns the mode of a znode with an owner. Containers and znodes with a TTL have
// marks in its place (EphemeralType).
func modeOf(owner timeline.SessionID) timeline.CreateMode {
	switch {
	case owner == 0:
		return timeline.Persistent
	case owner == 1<<63:
		return timeline.Container
	case owner>>56 == 0xff:
		return timeline.PersistentWithTTL
	}
	return timeline.Ephemeral
}
