package simulator

import (
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// registry holds what a client watches, by mode and path (ZKWatchManager). The client
// sets all of it again on each server that it connects to.
type registry map[timeline.WatchMode]map[string]bool

func (r registry) put(mode timeline.WatchMode, name string) {
	if r[mode] == nil {
		r[mode] = map[string]bool{}
	}
	r[mode][name] = true
}

// update registers or removes watches after a reply.
func (r registry) update(op *timeline.Op, outcome timeline.Outcome) {
	asked := timeline.WatchMode(op.Watch)
	switch {
	case outcome != timeline.OK:
	case op.Name == timeline.OpWatch && asked == timeline.WatchExists && op.Code == "":
		r.put(timeline.WatchData, op.Path)
	case op.Name == timeline.OpWatch:
		r.put(asked, op.Path)
	case op.Name == timeline.OpUnwatch:
		for mode := range r {
			if asked == mode || asked == timeline.WatchAny || asked == timeline.WatchData && mode == timeline.WatchExists {
				delete(r[mode], op.Path)
			}
		}
	}
}

// fired removes the watches that an event uses up.
func (r registry) fired(event, name string) {
	if event != timeline.NodeChildrenChanged {
		delete(r[timeline.WatchData], name)
		delete(r[timeline.WatchExists], name)
	}
	if event == timeline.NodeChildrenChanged || event == timeline.NodeDeleted {
		delete(r[timeline.WatchChildren], name)
	}
}

// watch sets a watch at the server (WatchManager.addWatch).
func (c *conn) watch(mode timeline.WatchMode, name string) {
	switch mode {
	case timeline.WatchData, timeline.WatchExists:
		c.data[name] = timeline.WatchData
	case timeline.WatchChildren:
		c.child[name] = timeline.WatchChildren
	default:
		c.data[name], c.child[name] = mode, mode
	}
}

// unwatch removes a watch, or returns the code if there is none (DataTree.removeWatch).
func (c *conn) unwatch(mode timeline.WatchMode, name string) string {
	_, data := c.data[name]
	_, child := c.child[name]
	data = data && mode != timeline.WatchChildren
	child = child && mode != timeline.WatchData
	if !data && !child {
		return "NoWatcher"
	}
	if data {
		delete(c.data, name)
	}
	if child {
		delete(c.child, name)
	}
	return ""
}

// trigger sends the events of one change (DataTree).
func (c *conn) trigger(s *sim, done step, z timeline.Zxid) {
	e := event{path: done.Path, zxid: z, acl: done.acl}
	children := event{timeline.NodeChildrenChanged, path.Dir(done.Path), z, done.parentACL}
	switch done.Name {
	case timeline.OpCreate:
		e.kind = timeline.NodeCreated
		c.fire(s, c.data, e)
		c.fire(s, c.child, children)
	case timeline.OpSet:
		e.kind = timeline.NodeDataChanged
		c.fire(s, c.data, e)
	case timeline.OpDelete, timeline.OpClose, world.Vanish:
		e.kind = timeline.NodeDeleted
		if c.fire(s, c.data, e) {
			useUp(c.child, done.Path) // one event serves both
		} else {
			c.fire(s, c.child, e)
		}
		c.fire(s, c.child, children)
	}
}

// event is a change as watches see it.
type event struct {
	kind string
	path string
	zxid timeline.Zxid
	acl  []string // of the znode
}

// watchTable maps paths to the modes of their watches, as one WatchManager does.
type watchTable map[string]timeline.WatchMode

// fire sends an event if a watch covers it (WatchManager.triggerWatch). Since 3.8.4 and 3.9.2
// it is withheld from a client that may not read the znode; the watch is used up
// (ZOOKEEPER-4799).
func (c *conn) fire(s *sim, table watchTable, e event) bool {
	if !table.covers(e.kind, e.path) {
		return false
	}
	useUp(table, e.path)
	switch {
	case s.shape.release != newest:
		c.send(s, e.kind, e.path, 0)
	case permits(e.acl, "r", c.client.ids):
		c.send(s, e.kind, e.path, e.zxid)
	}
	return true
}

// covers searches the path and, for recursive watches, those above it.
func (table watchTable) covers(event, name string) bool {
	if mode, ok := table[name]; ok && (mode != timeline.WatchRecursive || event != timeline.NodeChildrenChanged) {
		return true
	}
	for name != "/" {
		name = path.Dir(name)
		if table[name] == timeline.WatchRecursive && event != timeline.NodeChildrenChanged {
			return true
		}
	}
	return false
}

func useUp(table watchTable, name string) {
	if !world.IsPersistent(table[name]) {
		delete(table, name)
	}
}

// send puts an event between the replies.
func (c *conn) send(s *sim, event, name string, z timeline.Zxid) {
	cl := c.client
	cl.watches.fired(event, name)
	cl.arrival++
	s.report(cl, timeline.Event{Kind: timeline.KindWatch, Watch: &timeline.Watch{
		Client: cl.name, Session: cl.session, Server: c.server.id, Type: event, State: "SyncConnected", Path: name, Zxid: z, Arrival: cl.arrival,
	}})
}

// resume sets all watches of the client again; the server sends what was missed since
// the zxid (DataTree.setWatches).
func (c *conn) resume(s *sim, since timeline.Zxid) {
	z := s.position(c.server.applied)
	again := map[timeline.WatchMode][]string{}
	for mode, paths := range c.client.watches {
		again[mode] = slices.Sorted(maps.Keys(paths))
	}
	for _, mode := range []timeline.WatchMode{timeline.WatchData, timeline.WatchExists, timeline.WatchChildren, timeline.WatchPersistent, timeline.WatchRecursive} {
		for _, name := range again[mode] {
			if event := missed(mode, s.world.At(name, z), since); event != "" {
				c.send(s, event, name, 0)
			} else {
				c.watch(mode, name)
			}
		}
	}
}

// missed returns the event that a watch missed since a zxid, or "".
func missed(mode timeline.WatchMode, node *world.Znode, since timeline.Zxid) string {
	switch {
	case world.IsPersistent(mode):
	case mode == timeline.WatchExists && node != nil:
		return timeline.NodeCreated
	case mode == timeline.WatchExists:
	case node == nil:
		return timeline.NodeDeleted
	case mode == timeline.WatchData && node.Stat.Mzxid > since:
		return timeline.NodeDataChanged
	case mode == timeline.WatchChildren && node.Stat.Pzxid > since:
		return timeline.NodeChildrenChanged
	}
	return ""
}
