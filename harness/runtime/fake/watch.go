package fake

import (
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

// Events (Watcher.Event.EventType).
const (
	nodeCreated         int32 = 1
	nodeDeleted         int32 = 2
	nodeDataChanged     int32 = 3
	nodeChildrenChanged int32 = 4
)

// change is one change of a transaction, which triggers watches.
type change struct {
	table table
	what  int32 // event type
	path  string
	zxid  uint64
	acl   []acl
}

// table selects one of a server's two sets of watches, or both.
type table int

const (
	dataWatches table = iota
	childWatches
	bothWatches // each client gets one event
)

// mode is the mode of a watch; modes can be combined.
type mode int

const (
	standard mode = 1 << iota // for one event
	persistent
	recursive // persistent, also for descendants
	anyMode   = standard | persistent | recursive
)

// watches maps paths to the clients that watch them, with their modes.
type watches map[string]map[*client]mode

func (w watches) add(p string, c *client, m mode) {
	if w[p] == nil {
		w[p] = map[*client]mode{}
	}
	w[p][c] |= m
}

// remove returns false when the client had a watch of none of the modes.
func (w watches) remove(p string, c *client, m mode) bool {
	had := w[p][c]
	if had&m == 0 {
		return false
	}
	if had &^= m; had != 0 {
		w[p][c] = had
		return true
	}
	delete(w[p], c)
	if len(w[p]) == 0 {
		delete(w, p)
	}
	return true
}

// removeAll removes all watches of a client.
func (w watches) removeAll(c *client) {
	for p := range w {
		w.remove(p, c, anyMode)
	}
}

// trigger returns the clients that get an event of a path, and removes standard watches
// (WatchManagerOptimized and WatchManager.triggerWatch).
func (w watches) trigger(at string, what int32) []*client {
	var notified []*client
	for p := at; ; p = path.Dir(p) {
		for c, m := range w[p] {
			if m&recursive != 0 && what != nodeChildrenChanged || p == at && m&(standard|persistent) != 0 {
				notified = append(notified, c)
			}
			if p == at {
				w.remove(p, c, standard)
			}
		}
		if p == "/" {
			return notified
		}
	}
}

// watchTables holds a server's watches of data and of children.
type watchTables [bothWatches]watches

// trigger returns the clients that get an event of a change, each once.
func (w *watchTables) trigger(ch change) []*client {
	var notified []*client
	for t := range w {
		if ch.table != bothWatches && ch.table != table(t) {
			continue
		}
		for _, c := range w[t].trigger(ch.path, ch.what) {
			if !slices.Contains(notified, c) {
				notified = append(notified, c)
			}
		}
	}
	return notified
}

// removeAll removes all watches of a client.
func (w *watchTables) removeAll(c *client) {
	for _, t := range w {
		t.removeAll(c)
	}
}

// count returns the number of watches.
func (w *watchTables) count() int {
	n := 0
	for _, t := range w {
		for _, by := range t {
			n += len(by)
		}
	}
	return n
}

// notifyLocked sends the events of changes to the clients of the machine's server.
func (m *machine) notifyLocked(changes []change) {
	if m.life == nil {
		return
	}
	for _, ch := range changes {
		for _, c := range m.life.watches.trigger(ch) {
			c.notifyLocked(ch)
		}
	}
}

// syncConnected is the state that every event carries (Watcher.Event.KeeperState).
const syncConnected = 3

// notifyLocked sends the event of a change. Since 3.8.4 and 3.9.2 only clients get it
// that may read the znode (CVE-2024-23944); since 3.9 it carries the zxid.
func (c *client) notifyLocked(ch change) {
	p := c.p
	if p.wrong.Swallow == ch.path || p.m.guardsReads() && !c.allowsLocked(ch.acl, mayRead) {
		return
	}
	zxid := noZxid
	if ch.zxid != 0 && p.m.since("3.9.0") {
		zxid = ch.zxid
	}
	times := 1
	if p.wrong.Twice == ch.path {
		times = 2
	}
	for range times {
		w := jute.NewFrame().Int32(xidEvent).Zxid(zxid).Int32(ok)
		c.out.send(w.Int32(ch.what).Int32(syncConnected).Buffer([]byte(ch.path)))
	}
}

// watchLocked adds the watch that a read asked for.
func (q *request) watchLocked(asked bool, t table, p string) {
	if asked {
		q.c.p.watches[t].add(p, q.c, standard)
	}
}

// addWatchLocked executes opcode addWatch.
func (q *request) addWatchLocked() int32 {
	p, how := q.in.String(), q.in.Int32()
	if q.in.Bad || how < 0 || how > 1 {
		return marshallingError
	}
	q.c.addModeLocked(p, persistent<<how)
	q.body.Int32(ok)
	return ok
}

func (c *client) addModeLocked(p string, m mode) {
	c.p.watches[dataWatches].add(p, c, m)
	if m != recursive {
		c.p.watches[childWatches].add(p, c, m)
	}
}

// watcherTypes maps the kinds of watches that can be removed (Watcher.WatcherType) to
// their modes in the two tables.
var watcherTypes = map[int32][2]mode{
	1: {childWatches: standard},
	2: {dataWatches: standard},
	3: {dataWatches: anyMode, childWatches: anyMode},
	4: {dataWatches: persistent, childWatches: persistent},
	5: {dataWatches: recursive},
}

// unwatchLocked executes opcodes removeWatches and checkWatches, which only checks. Before
// 3.9 the first two kinds also remove persistent watches, and the last two do not exist.
func (q *request) unwatchLocked() int32 {
	p, kind := q.in.String(), q.in.Int32()
	modes, known := watcherTypes[kind]
	if q.in.Bad || !known || kind > 3 && !q.c.p.m.since("3.9.0") {
		return marshallingError
	}
	found := false
	for t, m := range modes {
		if m != 0 && !q.c.p.m.since("3.9.0") {
			m = anyMode
		}
		table := q.c.p.watches[t]
		if q.op == opCheckWatches {
			found = table[p][q.c]&m != 0 || found
		} else {
			found = table.remove(p, q.c, m) || found
		}
	}
	if !found {
		return noWatcher
	}
	return ok
}

// rewatchLocked executes opcodes setWatches and setWatches2, by which a client moves its
// watches to another server. Changes that it has missed are sent at once
// (DataTree.setWatches).
func (q *request) rewatchLocked() int32 {
	seen := uint64(q.in.Int64())
	data, exist, child := q.in.Strings(), q.in.Strings(), q.in.Strings()
	var persisting, recursing []string
	if q.op == timeline.OpcodeSetWatches2 {
		persisting, recursing = q.in.Strings(), q.in.Strings()
	}
	if q.in.Bad {
		return marshallingError
	}
	for _, p := range data {
		q.resumeLocked(p, dataWatches, nodeDataChanged, func(n *node) bool { return n.mzxid > seen })
	}
	for _, p := range exist {
		if n := q.c.p.m.tree.node(p); n != nil {
			q.c.notifyLocked(change{what: nodeCreated, path: p, acl: n.acl})
		} else {
			q.c.p.watches[dataWatches].add(p, q.c, standard)
		}
	}
	for _, p := range child {
		q.resumeLocked(p, childWatches, nodeChildrenChanged, func(n *node) bool { return n.pzxid > seen })
	}
	for _, p := range persisting {
		q.c.addModeLocked(p, persistent)
	}
	for _, p := range recursing {
		q.c.addModeLocked(p, recursive)
	}
	return ok
}

// resumeLocked moves a watch on a znode that existed.
func (q *request) resumeLocked(p string, t table, what int32, missed func(*node) bool) {
	switch n := q.c.p.m.tree.node(p); {
	case n == nil:
		q.c.notifyLocked(change{what: nodeDeleted, path: p})
	case missed(n):
		q.c.notifyLocked(change{what: what, path: p, acl: n.acl})
	default:
		q.c.p.watches[t].add(p, q.c, standard)
	}
}
