package simulator

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The arguments of requests. These ACLs permit everything to everybody.
var (
	tops  = []string{"/a", "/b", "/c", "/d"}
	below = []string{"x", "y", "z"}
	acls  = [][]string{
		{"world:anyone:cdrwa", "digest:user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY=:r"},
		{"ip:127.0.0.1:rw", "world:anyone:cdrwa"},
		{"world:anyone:cdrwa"},
	}
	modes         = []timeline.CreateMode{timeline.Persistent, timeline.Persistent, timeline.Persistent, timeline.Ephemeral, timeline.PersistentSequential, timeline.EphemeralSequential}
	vanishing     = []timeline.CreateMode{timeline.Container, timeline.PersistentWithTTL, timeline.PersistentSequentialWithTTL}
	identities    = []string{"digest:ann:sW3Y0fKQzCJMsQBnBqyEyCGJJi8=", "digest:bob:0tdWzCBBlRZHPuMCMSY0xZ4Sdl4="}
	impersonal    = [][]string{{"world:anyone:cdrwa"}, {"world:anyone:cdwa"}, {"world:anyone:ra", "world:anyone:ra"}}
	personal      = [][]string{{"auth::cdrwa"}, {"auth::a", "auth::cdrwa", "world:anyone:r"}, {identities[0] + ":cdrwa"}, {identities[0] + ":cdrwa"}, {identities[1] + ":r", "world:anyone:cdrw"}}
	limitsOfQuota = []string{"count=1000,bytes=-1", "count=5,bytes=100000"}
)

// workload makes the requests of clients.
type workload struct {
	sim     *sim
	rng     *rand.Rand
	release string
	written int // number of values, which makes each one different
}

// likelyPath returns a path, mostly of a znode that exists.
func (w *workload) likelyPath() string {
	if chance(w.rng, 75) {
		if paths := w.sim.world.Live(); len(paths) > 0 {
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
	shape := &w.sim.shape
	switch {
	case shape.has(ACLs) && c.hasIdentity() && len(c.conn.pending) == 0 && chance(w.rng, 12):
		return w.auth()
	case shape.has(Quotas) && chance(w.rng, 15):
		return w.quota()
	}
	switch n := w.rng.IntN(100); {
	case n < 42:
		return alone(w.want(c, false))
	case n < 76:
		name := pick(w.rng, []string{timeline.OpRead, timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpACL})
		return &call{op: timeline.Op{Name: name, Path: w.likelyPath()}}
	case n < 80:
		return &call{op: timeline.Op{Name: timeline.OpSync, Path: "/"}}
	case n < 86:
		return w.transaction(c)
	case n < 97:
		return w.watch(c)
	case n < 98:
		return &call{op: timeline.Op{Name: timeline.OpClose}}
	default:
		return w.unwatch(c)
	}
}

// alone makes a request of one update.
func alone(u want) *call {
	p := u.part()
	return &call{wants: []want{u}, op: timeline.Op{
		Name: p.Name, Path: p.Path, Mode: p.Mode, TTL: p.TTL, Version: p.Version, ACL: p.ACL, Data: p.Data, Size: p.Size, Digest: p.Digest,
	}}
}

func (u want) part() timeline.Part {
	return timeline.Part{
		Name: u.name, Path: u.path, Mode: u.mode, TTL: u.ttl, Version: u.version, ACL: u.acl, Data: u.content.Text, Size: u.content.Size, Digest: u.content.Digest,
	}
}

// want makes a random update. Now and then it requires a version that may be wrong.
func (w *workload) want(c *client, part bool) want {
	u := want{path: w.likelyPath()}
	switch n := w.rng.IntN(100); {
	case n < 40:
		w.fillCreate(c, &u)
	case n < 75:
		u.name, u.content = timeline.OpSet, w.data()
	case n < 88:
		u.name = timeline.OpDelete
	case part:
		u.name = timeline.OpCheck
	default:
		u.name, u.acl = timeline.OpSetACL, w.acl(c)
	}
	if u.name != timeline.OpCreate && chance(w.rng, 30) {
		version := w.rng.Int32N(3)
		u.version = &version
	}
	return u
}

func (w *workload) fillCreate(c *client, u *want) {
	u.name, u.mode, u.content, u.path = timeline.OpCreate, string(pick(w.rng, modes)), w.data(), w.anyPath()
	if w.sim.shape.has(Containers) && chance(w.rng, 40) {
		mode := pick(w.rng, vanishing)
		u.mode = string(mode)
		if mode.HasTTL() {
			u.ttl = time.Duration(1+w.rng.IntN(5000)) * time.Millisecond
		}
	}
	if timeline.CreateMode(u.mode).Sequential() && chance(w.rng, 50) {
		u.path = "/q" // so that many have the same name
	}
	if w.sim.world.Last(path.Dir(u.path)) == nil && chance(w.rng, 80) {
		u.path = path.Dir(u.path)
		if world.HasOwner(u.mode) || timeline.CreateMode(u.mode).Sequential() {
			u.mode, u.ttl = string(timeline.Persistent), 0
		}
	}
	if chance(w.rng, 25) || w.sim.shape.has(ACLs) && chance(w.rng, 30) {
		u.acl = w.acl(c)
	}
}

// data returns data that is never the same twice.
func (w *workload) data() world.Content {
	w.written++
	return world.ContentOf(fmt.Sprintf("value %d", w.written))
}

// acl returns an ACL. With option ACLs it may permit little, and clients without an identity
// name none.
func (w *workload) acl(c *client) []string {
	switch {
	case !w.sim.shape.has(ACLs):
		return pick(w.rng, acls)
	case !c.hasIdentity():
		return pick(w.rng, impersonal)
	}
	return pick(w.rng, slices.Concat(acls, impersonal, personal))
}

// hasIdentity reports whether the client authenticates now and then.
func (c *client) hasIdentity() bool { return c.number%4 < 2 || c.outsider }

func (w *workload) transaction(c *client) *call {
	t := &call{op: timeline.Op{Name: timeline.OpTransaction}}
	for range 2 + w.rng.IntN(3) {
		one := w.want(c, true)
		if one.name == timeline.OpCheck && chance(w.rng, 60) {
			one.version = nil
		}
		t.wants = append(t.wants, one)
		t.op.Parts = append(t.op.Parts, one.part())
	}
	return t
}

// auth adds an identity to the client.
func (w *workload) auth() *call {
	call := &call{op: timeline.Op{Name: timeline.OpAuth, Asked: "digest"}}
	call.path = pick(w.rng, identities)
	return call
}

// quotaOf is the folder that gets a quota.
const quotaOf = "/a"

// quota makes, changes or looks at the quota of a folder.
func (w *workload) quota() *call {
	folder, limits, stats := world.QuotaPaths(quotaOf)
	create := func(name, data string) *call {
		return alone(want{name: timeline.OpCreate, path: name, mode: string(timeline.Persistent), content: world.ContentOf(data)})
	}
	exists := func(name string) bool { return w.sim.world.Last(name) != nil }
	switch {
	case !exists(folder):
		return create(folder, "")
	case !exists(limits):
		return create(limits, pick(w.rng, limitsOfQuota))
	case !exists(stats):
		return create(stats, "count=1,bytes=0")
	case chance(w.rng, 20):
		return alone(want{name: timeline.OpSet, path: limits, content: world.ContentOf(pick(w.rng, limitsOfQuota))})
	case chance(w.rng, 10):
		return alone(want{name: timeline.OpDelete, path: stats})
	}
	return &call{op: timeline.Op{Name: pick(w.rng, []string{timeline.OpRead, timeline.OpExists}), Path: stats}}
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
