package simulator

import (
	"fmt"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The arguments of requests. All ACLs permit everything to everybody, so that no request
// is refused for lack of permission.
var (
	tops  = []string{"/a", "/b", "/c", "/d"}
	below = []string{"x", "y", "z"}
	acls  = [][]string{
		{"world:anyone:cdrwa", "digest:user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY=:r"},
		{"ip:127.0.0.1:rw", "world:anyone:cdrwa"},
		{"world:anyone:cdrwa"},
	}
	modes = []timeline.CreateMode{timeline.Persistent, timeline.Persistent, timeline.Persistent, timeline.Ephemeral, timeline.PersistentSequential, timeline.EphemeralSequential}
)

// likelyPath returns a path, mostly of a znode that exists.
func (s *sim) likelyPath() string {
	if s.chance(75) {
		if paths := s.world.live; len(paths) > 0 {
			return pick(s.rng, paths)
		}
	}
	return s.anyPath()
}

// anyPath returns a path whose znode may exist or not.
func (s *sim) anyPath() string {
	name := pick(s.rng, tops)
	if s.chance(75) {
		name += "/" + pick(s.rng, below)
	}
	return name
}

// request makes a random request.
func (s *sim) request(c *client) *call {
	switch n := s.rng.IntN(100); {
	case n < 42:
		return s.update()
	case n < 76:
		name := pick(s.rng, []string{timeline.OpRead, timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpACL})
		return &call{op: timeline.Op{Name: name, Path: s.likelyPath()}}
	case n < 80:
		return &call{op: timeline.Op{Name: timeline.OpSync, Path: "/"}}
	case n < 84:
		return s.transaction()
	case n < 97:
		return s.watch(c)
	case n < 98:
		return &call{op: timeline.Op{Name: timeline.OpClose}}
	default:
		return s.unwatch(c)
	}
}

func (s *sim) update() *call {
	w := s.want(false)
	p := w.part()
	return &call{wants: []want{w}, op: timeline.Op{Name: p.Name, Path: p.Path, Mode: p.Mode, ACL: p.ACL, Data: p.Data, Size: p.Size, Digest: p.Digest}}
}

func (w want) part() timeline.Part {
	return timeline.Part{Name: w.name, Path: w.path, Mode: w.mode, ACL: w.acl, Data: w.content.text, Size: w.content.size, Digest: w.content.digest}
}

// want makes a random update. Now and then it requires a version that may be wrong.
func (s *sim) want(part bool) want {
	w := want{path: s.likelyPath(), version: anyVersion}
	switch n := s.rng.IntN(100); {
	case n < 40:
		w.name, w.mode, w.content, w.path = timeline.OpCreate, string(pick(s.rng, modes)), s.data(), s.anyPath()
		if s.world.last(path.Dir(w.path)) == nil && s.chance(90) {
			w.path, w.mode = path.Dir(w.path), string(timeline.Persistent)
		}
		if s.chance(25) {
			w.acl = pick(s.rng, acls)
		}
	case n < 75:
		w.name, w.content = timeline.OpSet, s.data()
	case n < 88:
		w.name = timeline.OpDelete
	case part:
		w.name = timeline.OpCheck
	default:
		w.name, w.acl = timeline.OpSetACL, pick(s.rng, acls)
	}
	if w.name != timeline.OpCreate && s.chance(30) {
		w.version = s.rng.Int32N(3)
	}
	return w
}

// data returns data that is never the same twice.
func (s *sim) data() content {
	s.written++
	return contentOf(fmt.Sprintf("value %d", s.written))
}

func (s *sim) transaction() *call {
	c := &call{op: timeline.Op{Name: timeline.OpTransaction}}
	for range 2 + s.rng.IntN(3) {
		w := s.want(true)
		if w.name == timeline.OpCheck && s.chance(60) {
			w.version = anyVersion
		}
		c.wants = append(c.wants, w)
		c.op.Parts = append(c.op.Parts, w.part())
	}
	return c
}

// persists reports whether a client uses persistent watches. A client uses either those
// or the others: servers up to 3.8 confuse the two on one path.
func (s *sim) persists(c *client) bool {
	return slices.Index(s.clients, c)%2 == 1 && (s.shape.release == persistent || s.shape.release == newest)
}

func (s *sim) watch(c *client) *call {
	mode := pick(s.rng, []timeline.WatchMode{timeline.WatchData, timeline.WatchExists, timeline.WatchChildren})
	if s.persists(c) {
		mode = timeline.WatchPersistent // either all watches of a client are recursive or none
		if slices.Index(s.clients, c)%4 == 1 {
			mode = timeline.WatchRecursive
		}
	}
	return &call{op: timeline.Op{Name: timeline.OpWatch, Path: s.likelyPath(), Watch: string(mode)}}
}

func (s *sim) unwatch(c *client) *call {
	mode := pick(s.rng, []timeline.WatchMode{timeline.WatchData, timeline.WatchChildren, timeline.WatchAny})
	if s.persists(c) {
		mode = timeline.WatchAny
	}
	if s.shape.release == early || s.shape.release == old {
		return &call{op: timeline.Op{Name: timeline.OpExists, Path: s.likelyPath()}}
	}
	return &call{op: timeline.Op{Name: timeline.OpUnwatch, Path: s.likelyPath(), Watch: string(mode)}}
}

// answer answers what is not an update, at a zxid (FinalRequestProcessor).
func (w *world) answer(op *timeline.Op, z timeline.Zxid, c *conn) (timeline.Outcome, string) {
	switch op.Name {
	case timeline.OpSync:
		return timeline.OK, ""
	case timeline.OpUnwatch:
		if code := c.unwatch(timeline.WatchMode(op.Watch), op.Path); code != "" {
			return timeline.Refused, code
		}
		return timeline.OK, ""
	}
	node := w.at(op.Path, z)
	outcome, code := fill(op, node)
	if op.Name == timeline.OpWatch && outcome == timeline.OK {
		c.watch(timeline.WatchMode(op.Watch), op.Path)
	}
	return outcome, code
}

// fill puts the state of a znode into a reply.
func fill(op *timeline.Op, node *znode) (timeline.Outcome, string) {
	kind := op.Name
	if kind == timeline.OpWatch {
		kind = op.Watch
	}
	op.Stat, op.Data, op.Size, op.Digest, op.Children, op.ACL = nil, "", 0, "", nil, nil
	if isPersistent(timeline.WatchMode(kind)) {
		return timeline.OK, ""
	}
	if node == nil {
		if kind == timeline.OpExists {
			return timeline.OK, timeline.CodeNoNode
		}
		return timeline.Refused, timeline.CodeNoNode
	}
	stat := node.stat
	op.Stat = &stat
	switch kind {
	case timeline.OpRead, string(timeline.WatchData):
		op.Data, op.Size, op.Digest = node.content.text, node.content.size, node.content.digest
	case timeline.OpChildren:
		op.Children = append(op.Children, node.children...) // nil if there are none
	case timeline.OpACL:
		op.ACL = slices.Clone(node.acl)
	}
	return timeline.OK, ""
}
