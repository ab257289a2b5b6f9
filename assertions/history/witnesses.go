package history

import (
	"cmp"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// witness is a reply, an event or a tree that shows an update whose writer has no answer:
// what a client has read is committed.
type witness struct {
	by     *timeline.Event
	name   string // create, set or delete; anyChild for a create or delete below the path
	path   string
	zxid   timeline.Zxid
	digest string // of the data at that zxid; "" if it is not shown
	owner  timeline.SessionID
}

// anyChild is the name of a witness of which only the parent's list of children is shown.
const anyChild = "child"

// addWitnesses adds the updates that replies, events and trees show and that no reply
// acknowledges. If only one operation can be the cause, all of it happened.
func (o *order) addWitnesses(c chapter, replies []*timeline.Event) {
	w := witnessed{order: o, known: map[timeline.Zxid]bool{}, unproven: map[timeline.Zxid]bool{},
		resolved: map[*timeline.Event]timeline.Zxid{}, shown: map[shownUpdate]*timeline.Part{}, effects: map[timeline.Zxid]bool{}, fleeting: map[string]bool{}}
	for i := range o.updates {
		u := &o.updates[i]
		w.known[u.zxid] = true
		if u.proof == nil {
			w.unproven[u.zxid] = true
		}
		if u.name() == timeline.OpCreate && u.mode().Vanishes() {
			w.fleeting[parent(u.path())] = true
		}
	}
	var children []witness
	add := func(list []witness) {
		for _, shown := range list {
			if shown.name == anyChild {
				children = append(children, shown)
			} else {
				w.add(shown)
			}
		}
	}
	for _, e := range replies {
		if op := e.Op; op.Stat != nil && op.Reads() && (op.Zxid == 0 || max(op.Stat.Czxid, op.Stat.Mzxid, op.Stat.Pzxid) <= op.Zxid) {
			add(shownIn(e, op.Path, op.Stat, op.Digest)) // else it is from beyond the position of the reply, and proves nothing
		}
	}
	for i := range c.events {
		if e := &c.events[i]; e.Watch != nil && e.Watch.Zxid != 0 {
			add([]witness{{by: e, name: cmp.Or(causeOf[e.Watch.Type], anyChild), path: e.Watch.Path, zxid: e.Watch.Zxid}})
		}
	}
	if len(o.trees) > 0 {
		e := majorityTree(o.trees)
		for i := range e.Tree.Znodes {
			z := &e.Tree.Znodes[i]
			add(shownIn(e, z.Path, &z.Stat, z.Digest))
		}
	}
	for _, shown := range children { // which a create or delete that is shown otherwise may explain
		w.add(shown)
	}
	o.indeterminate.resolve(w.resolved)
	o.updates = slices.DeleteFunc(o.updates, func(u update) bool { return u.witnessed && w.known[u.zxid] }) // another reply shows which operation it was
	o.sortUpdates()
}

// witnessed adds to an order what witnesses prove.
type witnessed struct {
	*order

	known, unproven map[timeline.Zxid]bool
	resolved        map[*timeline.Event]timeline.Zxid // operations whose zxid a witness shows
	// shown are the updates of which only the effect is known.
	shown   map[shownUpdate]*timeline.Part
	effects map[timeline.Zxid]bool // their zxids
	// fleeting are the znodes with a child that may vanish by itself.
	fleeting map[string]bool
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
	case w.name == anyChild && c.fleeting[w.path]: // servers may have deleted one
		return
	case w.zxid == 0 || c.known[w.zxid] || w.name == anyChild && c.effects[w.zxid] || c.refused[w.zxid] != nil || isAtOrBelow(w.path, "/zookeeper"):
		return
	}
	found, possible := c.indeterminate.causeOf(w)
	switch {
	case found.op != nil && c.resolved[found.op] == 0 && (w.zxid > c.beginning || found.after > 0):
		c.resolved[found.op], c.known[w.zxid] = w.zxid, true
		c.addResolved(found, w)
	case found.op == nil && possible && w.zxid > c.beginning && w.name != anyChild:
		c.addShown(w)
	}
}

// addResolved adds an operation whose zxid a witness shows, and the path of its sequential
// create, if the witness shows that.
func (c witnessed) addResolved(found cause, w witness) {
	u := update{e: found.op, zxid: w.zxid, session: found.op.Op.Session, proof: w.by}
	if found.op.Op.Name != timeline.OpTransaction {
		if found.sequential {
			op := found.op.Op
			u.part = &timeline.Part{Name: op.Name, Path: w.path, Mode: op.Mode, Digest: op.Digest, Size: op.Size, ACL: op.ACL}
		}
		c.updates = append(c.updates, u)
		return
	}
	for i := range found.op.Op.Parts {
		p := found.op.Op.Parts[i]
		u.part, u.unnamed = &p, timeline.CreateMode(p.Mode).Sequential()
		if found.sequential && i == found.part {
			p.Path, u.unnamed = w.path, false
		}
		c.updates = append(c.updates, u)
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
	c.shown[k], c.effects[w.zxid] = u.part, true
	c.updates = append(c.updates, u)
}

// shownIn returns the updates that a Stat proves.
func shownIn(e *timeline.Event, path string, s *timeline.Stat, digest string) []witness {
	created := witness{by: e, name: timeline.OpCreate, path: path, zxid: s.Czxid, owner: s.EphemeralOwner}
	shown := []witness{created}
	if len(digest) != len(emptyDigest) || ownedByServers(path) {
		digest = "" // it could not be read, or servers change it
	}
	if s.Mzxid == s.Czxid {
		shown[0].digest = digest
	} else {
		shown = append(shown, witness{by: e, name: timeline.OpSet, path: path, zxid: s.Mzxid, digest: digest})
	}
	if s.Pzxid != s.Czxid {
		shown = append(shown, witness{by: e, name: anyChild, path: path, zxid: s.Pzxid})
	}
	return shown
}

// cause is the operation that must have made what a witness shows.
type cause struct {
	op         *timeline.Event // nil if there is none, or if several may have
	after      timeline.Zxid   // it is beyond this zxid
	part       int             // of a transaction
	sequential bool            // the path lacks its number
}

// causeOf returns the operation that must have made what a witness shows, and whether any
// may have.
func (in *indeterminate) causeOf(w witness) (found cause, possible bool) {
	several := in.open.any(func(x *effect) bool { return x.mayBe(w.zxid) })
	look := func(x *effect) bool {
		if x.fits(w) {
			several = several || x.by == nil || possible && found.op != x.by
			possible, found = true, cause{x.by, x.after, x.part, x.sequential}
		}
		return false
	}
	if w.name == anyChild {
		in.byParent[w.path].any(look)
		// Servers delete ephemeral znodes and others by themselves.
		several = several || slices.ContainsFunc(in.transient, func(t transientCreate) bool { return parent(t.path) == w.path })
	} else {
		in.some(w.path, look)
		several = several || w.name == timeline.OpDelete
	}
	if several {
		return cause{}, true
	}
	return found, possible
}

// fits reports whether an effect can be what a witness shows.
func (x *effect) fits(w witness) bool {
	switch {
	case !x.mayBe(w.zxid) || x.digest != "" && w.digest != "" && x.digest != w.digest:
		return false
	case w.name == anyChild:
		return x.name == timeline.OpCreate || x.name == timeline.OpDelete
	case x.name != w.name:
		return false
	}
	return x.name != timeline.OpCreate || w.by.Watch != nil || x.makes(w.owner)
}

// makes reports whether a create makes a znode with this owner.
func (x *effect) makes(owner timeline.SessionID) bool {
	mode := modeOf(owner)
	switch {
	case isEphemeral(x.mode):
		return mode == timeline.Ephemeral && x.by != nil && owner == x.by.Op.Session
	case x.mode == timeline.Container || x.mode.HasTTL():
		return mode == timeline.Container || mode.HasTTL()
	}
	return mode == timeline.Persistent
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
