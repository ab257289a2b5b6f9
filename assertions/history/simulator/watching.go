package simulator

import (
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The types of the events of watches.
const (
	created         = "NodeCreated"
	deleted         = "NodeDeleted"
	dataChanged     = "NodeDataChanged"
	childrenChanged = "NodeChildrenChanged"
)

// registry is what a client watches, by mode and path (ZKWatchManager). It asks
// every server that it comes to for it.
type registry map[string]map[string]bool

func (r registry) put(mode, name string) {
	if r[mode] == nil {
		r[mode] = map[string]bool{}
	}
	r[mode][name] = true
}

func (r registry) learn(op *timeline.Op, outcome timeline.Outcome) {
	switch {
	case outcome != timeline.OK:
	case op.Name == "watch" && op.Watch == "exists" && op.Code == "":
		r.put("data", op.Path)
	case op.Name == "watch":
		r.put(op.Watch, op.Path)
	case op.Name == "unwatch":
		for mode := range r {
			if op.Watch == mode || op.Watch == "any" || op.Watch == "data" && mode == "exists" {
				delete(r[mode], op.Path)
			}
		}
	}
}

// goOff forgets what is used up by an event.
func (r registry) goOff(event, name string) {
	switch event {
	case created, dataChanged:
		delete(r["data"], name)
		delete(r["exists"], name)
	case childrenChanged:
		delete(r["children"], name)
	case deleted:
		delete(r["data"], name)
		delete(r["exists"], name)
		delete(r["children"], name)
	}
}

// watch notes a watch at the server (WatchManager.addWatch).
func (c *conn) watch(mode, name string) {
	switch mode {
	case "data", "exists":
		c.data[name] = "once"
	case "children":
		c.child[name] = "once"
	default:
		c.data[name], c.child[name] = mode, mode
	}
}

// unwatch removes one, or answers that there is none (DataTree.removeWatch).
func (c *conn) unwatch(mode, name string) string {
	_, data := c.data[name]
	_, child := c.child[name]
	if mode == "children" {
		data = false
	}
	if mode == "data" {
		child = false
	}
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
func (c *conn) trigger(s *sim, done change, z timeline.Zxid) {
	switch done.name {
	case "create":
		c.fire(s, c.data, created, done.path, z)
		c.fire(s, c.child, childrenChanged, path.Dir(done.path), z)
	case "set":
		c.fire(s, c.data, dataChanged, done.path, z)
	case "delete", "close":
		if c.fire(s, c.data, deleted, done.path, z) {
			c.useUp(c.child, done.path) // one event is enough
		} else {
			c.fire(s, c.child, deleted, done.path, z)
		}
		c.fire(s, c.child, childrenChanged, path.Dir(done.path), z)
	}
}

// fire sends an event if a watch asks for it (WatchManager.triggerWatch).
func (c *conn) fire(s *sim, table map[string]string, event, name string, z timeline.Zxid) bool {
	if !covered(table, event, name) {
		return false
	}
	c.useUp(table, name)
	if s.shape.release != newest {
		z = 0
	}
	c.send(s, event, name, z)
	return true
}

// covered looks at the path and, for recursive watches, at those above it.
func covered(table map[string]string, event, name string) bool {
	if mode, ok := table[name]; ok && (mode != "persistent_recursive" || event != childrenChanged) {
		return true
	}
	for name != "/" {
		name = path.Dir(name)
		if table[name] == "persistent_recursive" && event != childrenChanged {
			return true
		}
	}
	return false
}

func (c *conn) useUp(table map[string]string, name string) {
	if table[name] == "once" {
		delete(table, name)
	}
}

// send puts an event between the replies.
func (c *conn) send(s *sim, event, name string, z timeline.Zxid) {
	cl := c.client
	cl.watches.goOff(event, name)
	cl.arrival++
	s.append(timeline.Event{Kind: timeline.KindWatch, Actor: "session " + cl.name, Watch: &timeline.Watch{
		Client: cl.name, Session: cl.session, Server: c.server.id, Type: event, State: "SyncConnected", Path: name, Zxid: z, Arrival: cl.arrival,
	}})
}

// resume asks a server for all watches again, which sends what was missed since
// the zxid (DataTree.setWatches).
func (c *conn) resume(s *sim, since timeline.Zxid) {
	r := c.client.watches
	z := s.position(c.server.applied)
	again := map[string][]string{}
	for mode, paths := range r {
		again[mode] = slices.Sorted(maps.Keys(paths))
	}
	for _, name := range again["data"] {
		switch node := s.world.at(name, z); {
		case node == nil:
			c.send(s, deleted, name, 0)
		case node.stat.Mzxid > since:
			c.send(s, dataChanged, name, 0)
		default:
			c.watch("data", name)
		}
	}
	for _, name := range again["exists"] {
		if s.world.at(name, z) != nil {
			c.send(s, created, name, 0)
		} else {
			c.watch("exists", name)
		}
	}
	for _, name := range again["children"] {
		switch node := s.world.at(name, z); {
		case node == nil:
			c.send(s, deleted, name, 0)
		case node.stat.Pzxid > since:
			c.send(s, childrenChanged, name, 0)
		default:
			c.watch("children", name)
		}
	}
	for _, mode := range []string{"persistent", "persistent_recursive"} {
		for _, name := range again[mode] {
			c.watch(mode, name)
		}
	}
}
