package simulator

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// lists of what may be asked for. All ACLs let everybody do everything, so that
// nothing is refused for lack of rights.
var (
	tops  = []string{"/a", "/b", "/c", "/d"}
	below = []string{"x", "y", "z"}
	acls  = [][]string{
		{"world:anyone:cdrwa", "digest:user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY=:r"},
		{"ip:127.0.0.1:rw", "world:anyone:cdrwa"},
		{"world:anyone:cdrwa"},
	}
	modes = []string{"persistent", "persistent", "persistent", "ephemeral", "persistent_sequential", "ephemeral_sequential"}
)

// somewhere is a path, mostly of a znode that is there.
func (s *sim) somewhere() string {
	if s.chance(75) {
		if there := s.there(); len(there) > 0 {
			return pick(s.rng, there)
		}
	}
	return s.anywhere()
}

// there are the znodes of clients, as of the end of the log.
func (s *sim) there() []string {
	return slices.DeleteFunc(s.world.names(), func(name string) bool {
		return s.world.last(name) == nil || name == "/" || strings.HasPrefix(name, "/zookeeper")
	})
}

// anywhere is a path of which there may be a znode or not.
func (s *sim) anywhere() string {
	name := pick(s.rng, tops)
	if s.chance(75) {
		name += "/" + pick(s.rng, below)
	}
	return name
}

// invent makes up a request.
func (s *sim) invent(c *client) *call {
	switch n := s.rng.IntN(100); {
	case n < 42:
		return s.update()
	case n < 76:
		name := pick(s.rng, []string{"read", "read", "exists", "children", "acl"})
		return &call{op: timeline.Op{Name: name, Path: s.somewhere()}}
	case n < 80:
		return &call{op: timeline.Op{Name: "sync", Path: "/"}}
	case n < 84:
		return s.transaction()
	case n < 97:
		return s.watch(c)
	case n < 98:
		return &call{op: timeline.Op{Name: "close"}}
	default:
		return s.unwatch(c)
	}
}

func (s *sim) update() *call {
	w := s.want(false)
	c := &call{wants: []want{w}, op: timeline.Op{
		Name: w.name, Path: w.path, Mode: w.mode, ACL: w.acl, Data: w.content.text, Size: w.content.size, Digest: w.content.digest,
	}}
	return c
}

// want makes up an update. Now and then it asks for a version that may be wrong.
func (s *sim) want(part bool) want {
	w := want{path: s.somewhere(), version: anyVersion}
	switch n := s.rng.IntN(100); {
	case n < 40:
		w.name, w.mode, w.content, w.path = "create", pick(s.rng, modes), s.data(), s.anywhere()
		if s.world.last(path.Dir(w.path)) == nil && s.chance(90) {
			w.path, w.mode = path.Dir(w.path), "persistent"
		}
		if s.chance(25) {
			w.acl = pick(s.rng, acls)
		}
	case n < 75:
		w.name, w.content = "set", s.data()
	case n < 88:
		w.name = "delete"
	case part:
		w.name = "check"
	default:
		w.name, w.acl = "set_acl", pick(s.rng, acls)
	}
	if w.name != "create" && s.chance(30) {
		w.version = s.rng.Int32N(3)
	}
	return w
}

// data is never the same twice.
func (s *sim) data() content {
	s.written++
	return contentOf(fmt.Sprintf("value %d", s.written))
}

func (s *sim) transaction() *call {
	c := &call{op: timeline.Op{Name: "transaction"}}
	for range 2 + s.rng.IntN(3) {
		w := s.want(true)
		if w.name == "check" && s.chance(60) {
			w.version = anyVersion
		}
		c.wants = append(c.wants, w)
		c.op.Parts = append(c.op.Parts, timeline.Part{
			Name: w.name, Path: w.path, Mode: w.mode, ACL: w.acl, Data: w.content.text, Size: w.content.size, Digest: w.content.digest,
		})
	}
	return c
}

// persists tells whether a client uses persistent watches. One uses either those
// or the others: servers up to 3.8 confuse the two on one path.
func (s *sim) persists(c *client) bool {
	return slices.Index(s.clients, c)%2 == 1 && (s.shape.release == persistent || s.shape.release == newest)
}

func (s *sim) watch(c *client) *call {
	mode := pick(s.rng, []string{"data", "exists", "children"})
	if s.persists(c) {
		mode = pick(s.rng, []string{"persistent", "persistent_recursive"})
		if slices.Index(s.clients, c)%4 == 1 {
			mode = "persistent_recursive"
		}
	}
	name := s.somewhere()
	if mode == "persistent_recursive" && slices.Index(s.clients, c)%4 == 3 {
		mode = "persistent" // either all or none of a client's are recursive
	}
	return &call{op: timeline.Op{Name: "watch", Path: name, Watch: mode}}
}

func (s *sim) unwatch(c *client) *call {
	mode := pick(s.rng, []string{"data", "children", "any"})
	if s.persists(c) {
		mode = "any"
	}
	if s.shape.release == early || s.shape.release == old {
		return &call{op: timeline.Op{Name: "exists", Path: s.somewhere()}}
	}
	return &call{op: timeline.Op{Name: "unwatch", Path: s.somewhere(), Watch: mode}}
}

// look answers what is no update, at a position (FinalRequestProcessor).
func (w *world) look(op *timeline.Op, z timeline.Zxid, c *conn) (timeline.Outcome, string) {
	switch op.Name {
	case "sync":
		return timeline.OK, ""
	case "unwatch":
		if code := c.unwatch(op.Watch, op.Path); code != "" {
			return timeline.Refused, code
		}
		return timeline.OK, ""
	}
	node := w.at(op.Path, z)
	outcome, code := fill(op, node)
	if op.Name == "watch" && outcome == timeline.OK {
		c.watch(op.Watch, op.Path)
	}
	return outcome, code
}

// fill puts the state of a znode into an answer.
func fill(op *timeline.Op, node *znode) (timeline.Outcome, string) {
	what := op.Name
	if what == "watch" {
		what = op.Watch
	}
	op.Stat, op.Data, op.Size, op.Digest, op.Children, op.ACL = nil, "", 0, "", nil, nil
	if what == "persistent" || what == "persistent_recursive" {
		return timeline.OK, ""
	}
	if node == nil {
		if what == "exists" {
			return timeline.OK, "NoNode"
		}
		return timeline.Refused, "NoNode"
	}
	stat := node.stat
	op.Stat = &stat
	switch what {
	case "read", "data":
		op.Data, op.Size, op.Digest = node.content.text, node.content.size, node.content.digest
	case "children":
		op.Children = append(op.Children, node.children...) // nil where there are none
	case "acl":
		op.ACL = slices.Clone(node.acl)
	}
	return timeline.OK, ""
}
