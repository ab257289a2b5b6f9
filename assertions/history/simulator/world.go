package simulator

import (
	"path"
	"slices"
	"sort"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// content is what a timeline tells of data.
type content struct {
	text   string
	size   int
	digest string
}

func contentOf(data string) content {
	return content{timeline.Text([]byte(data)), len(data), timeline.Digest([]byte(data))}
}

// znode is the state of a znode. It is never changed, only replaced.
type znode struct {
	content  content
	stat     timeline.Stat
	children []string
	acl      []string
}

// creates is how many children were ever created, which numbers the sequential
// ones. Clients are shown creates and deletes together (DataNode.copyStat).
func (z *znode) creates() int32 { return (z.stat.Cversion + z.stat.NumChildren) / 2 }

// cause is who made a znode what it is, and how.
type cause struct {
	session timeline.SessionID
	name    string // create, set, delete, set_acl or close
	path    string // the znode itself or a child
	multi   bool   // as a part of a transaction
}

// version is a znode from a transaction on. There is no znode where it is nil.
type version struct {
	zxid  timeline.Zxid
	node  *znode
	cause cause
}

// change is what a transaction does to one znode.
type change struct {
	name    string
	path    string
	content content
	acl     []string
	owner   timeline.SessionID
}

// txn is a place in the order of all writes.
type txn struct {
	zxid    timeline.Zxid
	millis  int64
	session timeline.SessionID
	multi   bool
}

// world is all znodes at all times.
type world struct{ past map[string][]version }

var everybody = []string{"world:anyone:cdrwa"}

// newWorld has what every server makes by itself.
func newWorld() *world {
	w := &world{past: map[string][]version{}}
	own := func(name string, children ...string) {
		n := int32(len(children))
		w.past[name] = []version{{node: &znode{
			content: contentOf(""), acl: everybody, children: children,
			stat: timeline.Stat{Cversion: -n, NumChildren: n},
		}}}
	}
	own("/", "zookeeper")
	own("/zookeeper", "quota")
	own("/zookeeper/quota")
	return w
}

// index is the place of the version that holds at a zxid, or -1.
func (w *world) index(name string, z timeline.Zxid) int {
	past := w.past[name]
	return sort.Search(len(past), func(i int) bool { return past[i].zxid > z }) - 1
}

func (w *world) at(name string, z timeline.Zxid) *znode {
	if i := w.index(name, z); i >= 0 {
		return w.past[name][i].node
	}
	return nil
}

func (w *world) last(name string) *znode {
	past := w.past[name]
	if len(past) == 0 {
		return nil
	}
	return past[len(past)-1].node
}

func (w *world) put(name string, t txn, c change, node *znode) {
	w.past[name] = append(w.past[name], version{t.zxid, node, cause{t.session, c.name, c.path, t.multi}})
}

// rollback forgets the changes of one transaction.
func (w *world) rollback(z timeline.Zxid) {
	for name, past := range w.past {
		for len(past) > 0 && past[len(past)-1].zxid == z && z != 0 {
			past = past[:len(past)-1]
		}
		w.past[name] = past
	}
}

// apply does what DataTree.processTxn does.
func (w *world) apply(t txn, c change) {
	switch c.name {
	case "create":
		w.put(c.path, t, c, &znode{content: c.content, acl: c.acl, stat: timeline.Stat{
			Czxid: t.zxid, Mzxid: t.zxid, Pzxid: t.zxid, Ctime: t.millis, Mtime: t.millis,
			EphemeralOwner: c.owner, DataLength: int32(c.content.size),
		}})
		w.adopt(t, c, func(children []string, name string) []string {
			i, _ := slices.BinarySearch(children, name)
			return slices.Insert(children, i, name)
		})
	case "delete", "close":
		w.put(c.path, t, c, nil)
		w.adopt(t, c, func(children []string, name string) []string {
			return slices.DeleteFunc(children, func(child string) bool { return child == name })
		})
	case "set":
		next := *w.last(c.path)
		next.content = c.content
		next.stat.Version++
		next.stat.Mzxid, next.stat.Mtime, next.stat.DataLength = t.zxid, t.millis, int32(c.content.size)
		w.put(c.path, t, c, &next)
	case "set_acl":
		next := *w.last(c.path)
		next.acl = c.acl
		next.stat.Aversion++
		w.put(c.path, t, c, &next)
	}
}

// adopt changes the parent's list of children.
func (w *world) adopt(t txn, c change, f func([]string, string) []string) {
	parent := path.Dir(c.path)
	next := *w.last(parent)
	next.children = f(slices.Clone(next.children), path.Base(c.path))
	next.stat.NumChildren = int32(len(next.children))
	next.stat.Cversion++
	next.stat.Pzxid = t.zxid
	w.put(parent, t, c, &next)
}

// ephemerals are the znodes that go with a session, as of the end of the log.
func (w *world) ephemerals(session timeline.SessionID) []string {
	var names []string
	for name := range w.past {
		if z := w.last(name); z != nil && z.stat.EphemeralOwner == session && session != 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// names are the znodes that ever were, sorted.
func (w *world) names() []string {
	names := make([]string, 0, len(w.past))
	for name := range w.past {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// tree is all znodes at a zxid, as a visitor reads them.
func (w *world) tree(server int, z timeline.Zxid) *timeline.Tree {
	t := &timeline.Tree{Server: server, Zxid: z}
	for _, name := range w.names() {
		if node := w.at(name, z); node != nil {
			t.Znodes = append(t.Znodes, node.shown(name))
		}
	}
	return t
}

func (z *znode) shown(name string) timeline.Znode {
	shown := timeline.Znode{Path: name, Digest: z.content.digest, Stat: z.stat, ACL: z.acl}
	if slices.Equal(z.acl, everybody) {
		shown.ACL = nil
	}
	return shown
}
