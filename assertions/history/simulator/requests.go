package simulator

import (
	"fmt"
	"math/rand/v2"
	"path"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
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

// workload makes the requests of clients.
type workload struct {
	rng     *rand.Rand
	world   *world.World // at the end of the log
	release string
	written int // number of values, which makes each one different
}

// likelyPath returns a path, mostly of a znode that exists.
func (w *workload) likelyPath() string {
	if chance(w.rng, 75) {
		if paths := w.world.Live(); len(paths) > 0 {
			return pick(w.rng, paths)
		}
	}
	return w.anyPath()
}

// anyPath returns a path whose znode may exist or not.
func (w *workload) anyPath() string {
	name := pick(w.rng, tops)
	if chance(w.rng, 75) {
		name += "/" + pick(w.rng, below)
	}
	return name
}

// request makes a random request.
func (w *workload) request(c *client) *call {
	switch n := w.rng.IntN(100); {
	case n < 42:
		return w.update()
	case n < 76:
		name := pick(w.rng, []string{timeline.OpRead, timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpACL})
		return &call{op: timeline.Op{Name: name, Path: w.likelyPath()}}
	case n < 80:
		return &call{op: timeline.Op{Name: timeline.OpSync, Path: "/"}}
	case n < 84:
		return w.transaction()
	case n < 97:
		return w.watch(c)
	case n < 98:
		return &call{op: timeline.Op{Name: timeline.OpClose}}
	default:
		return w.unwatch(c)
	}
}

func (w *workload) update() *call {
	one := w.want(false)
	p := one.part()
	return &call{wants: []want{one}, op: timeline.Op{Name: p.Name, Path: p.Path, Mode: p.Mode, ACL: p.ACL, Data: p.Data, Size: p.Size, Digest: p.Digest}}
}

func (w want) part() timeline.Part {
	return timeline.Part{Name: w.name, Path: w.path, Mode: w.mode, ACL: w.acl, Data: w.content.Text, Size: w.content.Size, Digest: w.content.Digest}
}

// want makes a random update. Now and then it requires a version that may be wrong.
func (w *workload) want(part bool) want {
	u := want{path: w.likelyPath(), version: anyVersion}
	switch n := w.rng.IntN(100); {
	case n < 40:
		u.name, u.mode, u.content, u.path = timeline.OpCreate, string(pick(w.rng, modes)), w.data(), w.anyPath()
		if w.world.Last(path.Dir(u.path)) == nil && chance(w.rng, 90) {
			u.path, u.mode = path.Dir(u.path), string(timeline.Persistent)
		}
		if chance(w.rng, 25) {
			u.acl = pick(w.rng, acls)
		}
	case n < 75:
		u.name, u.content = timeline.OpSet, w.data()
	case n < 88:
		u.name = timeline.OpDelete
	case part:
		u.name = timeline.OpCheck
	default:
		u.name, u.acl = timeline.OpSetACL, pick(w.rng, acls)
	}
	if u.name != timeline.OpCreate && chance(w.rng, 30) {
		u.version = w.rng.Int32N(3)
	}
	return u
}

// data returns data that is never the same twice.
func (w *workload) data() world.Content {
	w.written++
	return world.ContentOf(fmt.Sprintf("value %d", w.written))
}

func (w *workload) transaction() *call {
	c := &call{op: timeline.Op{Name: timeline.OpTransaction}}
	for range 2 + w.rng.IntN(3) {
		one := w.want(true)
		if one.name == timeline.OpCheck && chance(w.rng, 60) {
			one.version = anyVersion
		}
		c.wants = append(c.wants, one)
		c.op.Parts = append(c.op.Parts, one.part())
	}
	return c
}

// persists reports whether a client uses persistent watches. A client uses either those
// or the others: servers up to 3.8 confuse the two on one path.
func (w *workload) persists(c *client) bool {
	return c.number%2 == 0 && (w.release == persistent || w.release == newest)
}

func (w *workload) watch(c *client) *call {
	mode := pick(w.rng, []timeline.WatchMode{timeline.WatchData, timeline.WatchExists, timeline.WatchChildren})
	if w.persists(c) {
		mode = timeline.WatchPersistent // either all watches of a client are recursive or none
		if c.number%4 == 2 {
			mode = timeline.WatchRecursive
		}
	}
	return &call{op: timeline.Op{Name: timeline.OpWatch, Path: w.likelyPath(), Watch: string(mode)}}
}

func (w *workload) unwatch(c *client) *call {
	mode := pick(w.rng, []timeline.WatchMode{timeline.WatchData, timeline.WatchChildren, timeline.WatchAny})
	if w.persists(c) {
		mode = timeline.WatchAny
	}
	if w.release == early || w.release == old {
		return &call{op: timeline.Op{Name: timeline.OpExists, Path: w.likelyPath()}}
	}
	return &call{op: timeline.Op{Name: timeline.OpUnwatch, Path: w.likelyPath(), Watch: string(mode)}}
}

// evaluate answers what is not an update, at a zxid (FinalRequestProcessor).
func (s *sim) evaluate(op *timeline.Op, z timeline.Zxid, c *conn) (timeline.Outcome, string) {
	switch op.Name {
	case timeline.OpSync:
		return timeline.OK, ""
	case timeline.OpUnwatch:
		if code := c.unwatch(timeline.WatchMode(op.Watch), op.Path); code != "" {
			return timeline.Refused, code
		}
		return timeline.OK, ""
	}
	node := s.world.At(op.Path, z)
	outcome, code := world.Fill(op, node)
	if op.Name == timeline.OpWatch && outcome == timeline.OK {
		c.watch(timeline.WatchMode(op.Watch), op.Path)
	}
	return outcome, code
}
