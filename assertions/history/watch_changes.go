package history

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// change is something that a watch reports.
type change struct {
	zxid  timeline.Zxid
	event string
	path  string // of the znode that the event names

	by      *timeline.Event // the update; nil if only a reply shows it
	invoked time.Duration   // the update was not sent before
	guard   guard           // of the znode, which decides who may learn of the change
}

// changes holds those of the znodes that some session watches, by zxid.
type changes struct {
	indeterminate indeterminate
	guarded       bool
	identities    identities
	withholding   map[int]withholding
	watched       map[string]bool
	recursive     map[string]bool

	byPath      map[string][]*change                      // by the path that the event names
	byRecursive map[string][]*change                      // by the path of a recursive watch above
	covered     map[target][]*change                      // by what watches cover; filled on demand
	owned       map[timeline.SessionID]map[string]*update // ephemeral znodes that exist, with their creates
}

// target identifies the changes that a watch covers.
type target struct {
	mode   timeline.WatchMode
	path   string
	absent bool
}

func changesOf(events []timeline.Event, r *replay) *changes {
	c := &changes{
		indeterminate: r.indeterminate, guarded: r.guarded, identities: r.identities,
		watched: map[string]bool{}, recursive: map[string]bool{}, byPath: map[string][]*change{}, byRecursive: map[string][]*change{},
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
	type key struct {
		zxid        timeline.Zxid
		event, path string
	}
	added := map[key]bool{}
	for _, rd := range r.reads {
		if rd.e.Op.Stat == nil || deviates[rd.e] {
			continue
		}
		for _, ch := range c.shownBy(rd.e.Op.Path, *rd.e.Op.Stat) {
			if k := (key{ch.zxid, ch.event, ch.path}); !added[k] && !r.committed(ch.zxid) {
				added[k] = true
				c.add(ch)
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
	shown := []change{{zxid: s.Czxid, event: timeline.NodeCreated, path: path}, {zxid: s.Czxid, event: timeline.NodeChildrenChanged, path: parent(path)}}
	if s.Mzxid != s.Czxid {
		shown = append(shown, change{zxid: s.Mzxid, event: timeline.NodeDataChanged, path: path})
	}
	if s.Pzxid != s.Czxid {
		shown = append(shown, change{zxid: s.Pzxid, event: timeline.NodeChildrenChanged, path: path})
	}
	for i := range shown {
		shown[i].guard.known = !c.guarded
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
		c.addBoth(u, timeline.NodeCreated, u.path())
		c.own(u)
	case unnamedCreate:
		c.add(change{u.zxid, timeline.NodeChildrenChanged, parent(u.path()), u.e, u.invoked(), u.guards.parent})
	case timeline.OpSet:
		c.add(change{u.zxid, timeline.NodeDataChanged, u.path(), u.e, u.invoked(), u.guards.znode})
	case timeline.OpDelete:
		for _, names := range c.owned {
			delete(names, u.path())
		}
		c.addBoth(u, timeline.NodeDeleted, u.path())
	case timeline.OpClose:
		for _, name := range slices.Sorted(maps.Keys(c.owned[u.session])) {
			if created := c.owned[u.session][name]; !c.indeterminate.mayBeGone(name, created, bound{unbounded.time, u.zxid}) {
				c.addBoth(&update{e: u.e, zxid: u.zxid, guards: created.guards}, timeline.NodeDeleted, name)
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

// addBoth adds what an update changes of a znode and of the list of children above it.
func (c *changes) addBoth(u *update, event, name string) {
	c.add(change{u.zxid, event, name, u.e, u.invoked(), u.guards.znode})
	c.add(change{u.zxid, timeline.NodeChildrenChanged, parent(name), u.e, u.invoked(), u.guards.parent})
}

func (c *changes) add(of change) {
	ch := &of
	if c.watched[ch.path] {
		c.byPath[ch.path] = append(c.byPath[ch.path], ch)
	}
	if ch.event == timeline.NodeChildrenChanged {
		return // recursive watches report the children themselves
	}
	for above := ch.path; ; above = parent(above) {
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

// mayShow reports whether a change up to a zxid, perhaps an indeterminate one, can be the
// reason for which a server sends an event to a reconnected client. That the data or the
// list of children changed is also what it sees of a znode that was created again.
func (c *changes) mayShow(g *registration, w *timeline.Watch, until timeline.Zxid) bool {
	known := c.byPath[w.Path]
	if g.mode == timeline.WatchRecursive {
		known = c.byRecursive[g.path]
	}
	reasons := []string{w.Type}
	if w.Type == timeline.NodeDataChanged || w.Type == timeline.NodeChildrenChanged {
		reasons = append(reasons, timeline.NodeCreated)
	}
	for _, reason := range reasons {
		if isAtOrBelow(w.Path, "/zookeeper") || c.indeterminate.mayTrigger(reason, w.Path, bound{unbounded.time, until}) ||
			slices.ContainsFunc(known, func(ch *change) bool { return ch.event == reason && ch.path == w.Path && ch.zxid <= until }) {
			return true
		}
	}
	return false
}

// mayWithhold reports whether a server may keep the event of a change from a client.
func (c *changes) mayWithhold(ch *change, server int) bool {
	return !ch.guard.open(permRead) && c.withholdingBy(server) != sends
}

// mustWithhold reports whether a server must keep the event of a change from a session.
func (c *changes) mustWithhold(ch *change, e *timeline.Event) bool {
	return ch.guard.closed(permRead) && !c.identities.may(e.Watch.Session, e.At) && c.withholdingBy(e.Watch.Server) == withholds
}

func (c *changes) withholdingBy(server int) withholding {
	if w, listed := c.withholding[server]; listed {
		return w
	}
	return c.withholding[0]
}

// coveredBy returns the changes that a watch reports.
func (c *changes) coveredBy(g *registration) []*change {
	of := target{g.mode, g.path, g.onAbsent()}
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
