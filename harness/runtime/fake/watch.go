package fake

import "path"

// Events (Watcher.Event.EventType).
const (
	nodeCreated         int32 = 1
	nodeDeleted         int32 = 2
	nodeDataChanged     int32 = 3
	nodeChildrenChanged int32 = 4
)

// change is one thing that a transaction did and that watches hear of.
type change struct {
	table table
	what  int32
	path  string
	zxid  uint64
	acl   []acl
}

// table is which of a server's two sets of watches hears of a change.
type table int

const (
	dataWatches table = iota
	childWatches
	bothWatches // each client hears of it once
)

// mode is how a client watches a path; modes can be combined.
type mode int

const (
	standard mode = 1 << iota // once
	persistent
	recursive // and all that is below
	anyMode   = standard | persistent | recursive
)

// watches are who watches which path of one server, and how.
type watches map[string]map[*client]mode

func (w watches) add(p string, c *client, m mode) {
	if w[p] == nil {
		w[p] = map[*client]mode{}
	}
	w[p][c] |= m
}

// remove answers false when the client watched in none of the ways.
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

// forget removes all watches of a client that has gone.
func (w watches) forget(c *client) {
	for p := range w {
		w.remove(p, c, anyMode)
	}
}

// trigger answers who is to hear of what happened at the path
// (WatchManagerOptimized and WatchManager.triggerWatch).
func (w watches) trigger(at string, what int32) []*client {
	var hear []*client
	for p := at; ; p = path.Dir(p) {
		for c, m := range w[p] {
			if m&recursive != 0 && what != nodeChildrenChanged || p == at && m&(standard|persistent) != 0 {
				hear = append(hear, c)
			}
			if p == at {
				w.remove(p, c, standard)
			}
		}
		if p == "/" {
			return hear
		}
	}
}

// tellLocked lets the clients of the machine's server hear of changes.
func (m *machine) tellLocked(changes []change) {
	if m.life == nil {
		return
	}
	for _, ch := range changes {
		m.life.tellLocked(ch)
	}
}

func (p *process) tellLocked(ch change) {
	told := map[*client]bool{}
	for t := range p.watches {
		if ch.table != bothWatches && ch.table != table(t) {
			continue
		}
		for _, c := range p.watches[t].trigger(ch.path, ch.what) {
			if !told[c] {
				told[c] = true
				c.tellLocked(ch)
			}
		}
	}
}

// syncConnected is the state that every event carries (Watcher.Event.KeeperState).
const syncConnected = 3

// tellLocked sends the event. From 3.8.4 and 3.9.2 on only those get it who may
// read the znode (CVE-2024-23944), and since 3.9 it carries the zxid.
func (c *client) tellLocked(ch change) {
	p := c.p
	if p.wrong.Swallow == ch.path || p.m.guarded() && !c.allowsLocked(ch.acl, mayRead) {
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
		w := newWriter().int32(xidEvent).zxid(zxid).int32(ok)
		c.out.send(w.int32(ch.what).int32(syncConnected).buffer([]byte(ch.path)))
	}
}

// watchLocked leaves a watch behind a read that asked for it.
func (q *request) watchLocked(asked bool, t table, p string) {
	if asked {
		q.c.p.watches[t].add(p, q.c, standard)
	}
}

// addWatchLocked is opcode addWatch.
func (q *request) addWatchLocked() int32 {
	p, how := q.in.string(), q.in.int32()
	if q.in.bad || how < 0 || how > 1 {
		return marshallingError
	}
	q.c.addModeLocked(p, persistent<<how)
	q.body.int32(ok)
	return ok
}

func (c *client) addModeLocked(p string, m mode) {
	c.p.watches[dataWatches].add(p, c, m)
	if m != recursive {
		c.p.watches[childWatches].add(p, c, m)
	}
}

// The kinds of watches that can be removed (Watcher.WatcherType), and where each
// is to be found.
var watcherTypes = map[int32][2]mode{
	1: {childWatches: standard},
	2: {dataWatches: standard},
	3: {dataWatches: anyMode, childWatches: anyMode},
	4: {dataWatches: persistent, childWatches: persistent},
	5: {dataWatches: recursive},
}

// unwatchLocked is opcode removeWatches, and checkWatches when it only looks. Before 3.9 the
// first two kinds remove persistent watches as well, and there are no more than
// three.
func (q *request) unwatchLocked() int32 {
	p, kind := q.in.string(), q.in.int32()
	modes, known := watcherTypes[kind]
	if q.in.bad || !known || kind > 3 && !q.c.p.m.since("3.9.0") {
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

// rewatchLocked is opcodes setWatches and setWatches2, by which a client takes
// its watches to another server: what it has missed it hears of at once
// (DataTree.setWatches).
func (q *request) rewatchLocked() int32 {
	seen := uint64(q.in.int64())
	data, exist, child := q.in.strings(), q.in.strings(), q.in.strings()
	var persisting, recursing []string
	if q.op == opSetWatches2 {
		persisting, recursing = q.in.strings(), q.in.strings()
	}
	if q.in.bad {
		return marshallingError
	}
	for _, p := range data {
		q.resumeLocked(p, dataWatches, nodeDataChanged, func(n *node) bool { return n.mzxid > seen })
	}
	for _, p := range exist {
		if n := q.c.p.m.tree.node(p); n != nil {
			q.c.tellLocked(change{what: nodeCreated, path: p, acl: n.acl})
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

// resumeLocked goes on with a watch on a znode that was there.
func (q *request) resumeLocked(p string, t table, what int32, missed func(*node) bool) {
	switch n := q.c.p.m.tree.node(p); {
	case n == nil:
		q.c.tellLocked(change{what: nodeDeleted, path: p})
	case missed(n):
		q.c.tellLocked(change{what: what, path: p, acl: n.acl})
	default:
		q.c.p.watches[t].add(p, q.c, standard)
	}
}
