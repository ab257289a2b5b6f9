package assertions

import (
	"cmp"
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// change is something that watches tell of.
type change struct {
	zxid  timeline.Zxid
	event string
	path  string // of the znode that the event names
}

// changes are those of the znodes that somebody watches, by zxid.
type changes struct {
	doubts    doubts
	watched   map[string]bool
	recursive map[string]bool

	at    map[string][]*change                      // by the path that the event names
	below map[string][]*change                      // by the path of a recursive watch
	owned map[timeline.SessionID]map[string]*update // ephemeral znodes that are there, by their creates
}

func changesOf(events []timeline.Event) *changes {
	c := &changes{
		watched: map[string]bool{}, recursive: map[string]bool{}, at: map[string][]*change{}, below: map[string][]*change{},
		owned: map[timeline.SessionID]map[string]*update{},
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
	r := replayOf(events)
	c.doubts = r.doubts
	for i := range r.updates {
		c.add(&r.updates[i])
	}
	c.addShown(r)
	return c
}

// addShown notes the changes of which nobody was told, but that looks show. A look
// that deviates shows nothing that can be relied on.
func (c *changes) addShown(r *replay) {
	deviates := map[*timeline.Event]bool{}
	for _, d := range r.found {
		deviates[d.event] = true
	}
	noted := map[change]bool{}
	note := func(path string, s timeline.Stat) {
		if !c.watches(path) {
			return
		}
		shown := []change{{s.Czxid, timeline.NodeCreated, path}, {s.Czxid, timeline.NodeChildrenChanged, parent(path)}}
		if s.Mzxid != s.Czxid {
			shown = append(shown, change{s.Mzxid, timeline.NodeDataChanged, path})
		}
		if s.Pzxid != s.Czxid {
			shown = append(shown, change{s.Pzxid, timeline.NodeChildrenChanged, path})
		}
		for _, ch := range shown {
			if !noted[ch] && !r.committed(ch.zxid) {
				noted[ch] = true
				c.note(ch.zxid, ch.event, ch.path)
			}
		}
	}
	for _, l := range r.looks {
		if l.e.Op.Stat != nil && !deviates[l.e] {
			note(l.e.Op.Path, *l.e.Op.Stat)
		}
	}
	if len(noted) == 0 {
		return
	}
	for _, some := range []map[string][]*change{c.at, c.below} {
		for _, all := range some {
			slices.SortStableFunc(all, func(a, b *change) int { return cmp.Compare(a.zxid, b.zxid) })
		}
	}
}

// watches tells whether somebody watches a znode, or its parent, or one above it.
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

func (c *changes) add(u *update) {
	switch u.name() {
	case timeline.OpCreate:
		c.note(u.zxid, timeline.NodeCreated, u.path())
		c.note(u.zxid, timeline.NodeChildrenChanged, parent(u.path()))
		c.own(u)
	case timeline.OpSet:
		c.note(u.zxid, timeline.NodeDataChanged, u.path())
	case timeline.OpDelete:
		for _, names := range c.owned {
			delete(names, u.path())
		}
		c.noteGone(u.zxid, u.path())
	case timeline.OpClose:
		for _, name := range slices.Sorted(maps.Keys(c.owned[u.session()])) {
			if !c.doubts.mayBeGone(name, c.owned[u.session()][name], moment{atLast.when, u.zxid}) {
				c.noteGone(u.zxid, name)
			}
		}
		delete(c.owned, u.session())
	}
}

// own remembers what goes with its session.
func (c *changes) own(u *update) {
	if !isEphemeral(u.mode()) {
		return
	}
	if c.owned[u.session()] == nil {
		c.owned[u.session()] = map[string]*update{}
	}
	c.owned[u.session()][u.path()] = u
}

func (c *changes) noteGone(z timeline.Zxid, name string) {
	c.note(z, timeline.NodeDeleted, name)
	c.note(z, timeline.NodeChildrenChanged, parent(name))
}

func (c *changes) note(z timeline.Zxid, event, name string) {
	ch := &change{z, event, name}
	if c.watched[name] {
		c.at[name] = append(c.at[name], ch)
	}
	if event == timeline.NodeChildrenChanged {
		return // recursive watches are told of the children themselves
	}
	for above := name; ; above = parent(above) {
		if c.recursive[above] {
			c.below[above] = append(c.below[above], ch)
		}
		if above == "/" {
			return
		}
	}
}

// absent is the last position up to another one at which the znode that a watch waits
// for was surely or perhaps not there.
func (c *changes) absent(g *registration, until timeline.Zxid) timeline.Zxid {
	from := g.by.Op.Zxid
	if from == 0 || c.doubts.may(g.path, moment{atLast.when, until}, func(u doubt) bool { return u.name == timeline.OpDelete }) {
		return until
	}
	for _, ch := range c.at[g.path] {
		if ch.event == timeline.NodeDeleted && ch.zxid <= until {
			from = max(from, ch.zxid)
		}
	}
	return from
}

// of are the changes of which a watch tells.
func (c *changes) of(g *registration) []*change {
	all := c.at[g.path]
	if g.mode == timeline.WatchRecursive {
		all = c.below[g.path]
	}
	return slices.DeleteFunc(slices.Clone(all), func(ch *change) bool { return !g.tells(ch.event, ch.path) })
}
