package history

import (
	"cmp"
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// change is something that a watch reports.
type change struct {
	zxid  timeline.Zxid
	event string
	path  string // of the znode that the event names
}

// changes holds those of the znodes that some session watches, by zxid.
type changes struct {
	indeterminate indeterminate
	watched       map[string]bool
	recursive     map[string]bool

	byPath      map[string][]*change                      // by the path that the event names
	byRecursive map[string][]*change                      // by the path of a recursive watch above
	covered     map[target][]*change                      // by what watches cover; filled on demand
	owned       map[timeline.SessionID]map[string]*update // ephemeral znodes that exist, with their creates
}

// target identifies the changes that a watch covers.
type target struct {
	mode timeline.WatchMode
	path string
}

func changesOf(events []timeline.Event, r *replay) *changes {
	c := &changes{
		indeterminate: r.indeterminate,
		watched:       map[string]bool{}, recursive: map[string]bool{}, byPath: map[string][]*change{}, byRecursive: map[string][]*change{},
		covered: map[target][]*change{},
		owned:   map[timeline.SessionID]map[string]*update{},
	}
	for i := range events {
		if op := events[i].Op; op != nil && op.Name == timeline.OpWatch {
			c.watched[op.Path] = true
			c.recursive[op.Path] = c.recursive[op.Path] || timeline.WatchMode(op.Watch) == timeline.WatchRecursive
		}
	}
	if len(c.watched) == 0 {
		return c
	}
	for i := range r.updates {
		c.addUpdate(&r.updates[i])
	}
	c.addShown(r)
	return c
}

// addShown adds the changes of updates without a reply that reads show. A read that
// deviates proves nothing.
func (c *changes) addShown(r *replay) {
	deviates := map[*timeline.Event]bool{}
	for _, d := range r.found {
		deviates[d.Event] = true
	}
	added := map[change]bool{}
	for _, rd := range r.reads {
		if rd.e.Op.Stat == nil || deviates[rd.e] {
			continue
		}
		for _, ch := range c.shownBy(rd.e.Op.Path, *rd.e.Op.Stat) {
			if !added[ch] && !r.committed(ch.zxid) {
				added[ch] = true
				c.add(ch.zxid, ch.event, ch.path)
			}
		}
	}
	if len(added) == 0 {
		return
	}
	for _, lists := range []map[string][]*change{c.byPath, c.byRecursive} {
		for _, list := range lists {
			slices.SortStableFunc(list, func(a, b *change) int { return cmp.Compare(a.zxid, b.zxid) })
		}
	}
}

// shownBy returns the changes that a Stat proves, if some session watches them.
func (c *changes) shownBy(path string, s timeline.Stat) []change {
	if !c.watches(path) {
		return nil
	}
	shown := []change{{s.Czxid, timeline.NodeCreated, path}, {s.Czxid, timeline.NodeChildrenChanged, parent(path)}}
	if s.Mzxid != s.Czxid {
		shown = append(shown, change{s.Mzxid, timeline.NodeDataChanged, path})
	}
	if s.Pzxid != s.Czxid {
		shown = append(shown, change{s.Pzxid, timeline.NodeChildrenChanged, path})
	}
	return shown
}

// watches reports whether some session watches a znode, its parent, or one above it
// recursively.
func (c *changes) watches(znode string) bool {
	for above := znode; ; above = parent(above) {
		if c.recursive[above] || c.watched[above] && (above == znode || above == parent(znode)) {
			return true
		}
		if above == "/" {
			return false
		}
	}
}

func (c *changes) addUpdate(u *update) {
	switch u.name() {
	case timeline.OpCreate:
		c.add(u.zxid, timeline.NodeCreated, u.path())
		c.add(u.zxid, timeline.NodeChildrenChanged, parent(u.path()))
		c.own(u)
	case timeline.OpSet:
		c.add(u.zxid, timeline.NodeDataChanged, u.path())
	case timeline.OpDelete:
		for _, names := range c.owned {
			delete(names, u.path())
		}
		c.addDeletion(u.zxid, u.path())
	case timeline.OpClose:
		for _, name := range slices.Sorted(maps.Keys(c.owned[u.session])) {
			if !c.indeterminate.mayBeGone(name, c.owned[u.session][name], bound{unbounded.time, u.zxid}) {
				c.addDeletion(u.zxid, name)
			}
		}
		delete(c.owned, u.session)
	}
}

// own remembers a znode that is deleted together with its session.
func (c *changes) own(u *update) {
	if !isEphemeral(u.mode()) {
		return
	}
	if c.owned[u.session] == nil {
		c.owned[u.session] = map[string]*update{}
	}
	c.owned[u.session][u.path()] = u
}

func (c *changes) addDeletion(z timeline.Zxid, name string) {
	c.add(z, timeline.NodeDeleted, name)
	c.add(z, timeline.NodeChildrenChanged, parent(name))
}

func (c *changes) add(z timeline.Zxid, event, name string) {
	ch := &change{z, event, name}
	if c.watched[name] {
		c.byPath[name] = append(c.byPath[name], ch)
	}
	if event == timeline.NodeChildrenChanged {
		return // recursive watches report the children themselves
	}
	for above := name; ; above = parent(above) {
		if c.recursive[above] {
			c.byRecursive[above] = append(c.byRecursive[above], ch)
		}
		if above == "/" {
			return
		}
	}
}

// lastAbsence returns the last zxid, up to another one, at which the znode that a watch
// waits for did not exist, or may not have existed.
func (c *changes) lastAbsence(g *registration, until timeline.Zxid) timeline.Zxid {
	from := g.by.Op.Zxid
	if from == 0 || c.indeterminate.may(g.path, bound{unbounded.time, until}, func(x *effect) bool { return x.name == timeline.OpDelete }) {
		return until
	}
	for _, ch := range c.byPath[g.path] {
		if ch.event == timeline.NodeDeleted && ch.zxid <= until {
			from = max(from, ch.zxid)
		}
	}
	return from
}

// coveredBy returns the changes that a watch reports.
func (c *changes) coveredBy(g *registration) []*change {
	of := target{g.mode, g.path}
	covered, known := c.covered[of]
	if !known {
		list := c.byPath[g.path]
		if g.mode == timeline.WatchRecursive {
			list = c.byRecursive[g.path]
		}
		covered = slices.DeleteFunc(slices.Clone(list), func(ch *change) bool { return !g.covers(ch.event, ch.path) })
		c.covered[of] = covered
	}
	return covered
}
