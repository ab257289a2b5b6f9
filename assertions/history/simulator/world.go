package simulator

import (
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// content is data as a timeline records it.
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

// creates returns how many children were ever created, the number of the next sequential
// one. Clients see creates and deletes added up (DataNode.copyStat).
func (z *znode) creates() int32 { return (z.stat.Cversion + z.stat.NumChildren) / 2 }

// cause is the update that made a version of a znode.
type cause struct {
	session timeline.SessionID
	name    string // create, set, delete, set_acl or close
	path    string // the znode itself or a child
	multi   bool   // as a part of a transaction
}

// version is the state of a znode from a transaction on; node is nil if it does not exist.
type version struct {
	zxid  timeline.Zxid
	node  *znode
	cause cause
}

// change is the effect of a transaction on one znode.
type change struct {
	name    string
	path    string
	content content
	acl     []string
	owner   timeline.SessionID
}

// txn is a transaction.
type txn struct {
	zxid    timeline.Zxid
	millis  int64
	session timeline.SessionID
	multi   bool
}

// world holds all znodes at all zxids.
type world struct {
	past map[string][]version
	puts []string // paths of all versions, in the order of the transactions
	live []string // paths of the znodes of clients that exist at the end of the log, sorted
}

var openACL = []string{"world:anyone:cdrwa"}

// newWorld creates the znodes that every server has.
func newWorld() *world {
	w := &world{past: map[string][]version{}}
	own := func(name string, children ...string) {
		n := int32(len(children))
		w.past[name] = []version{{node: &znode{
			content: contentOf(""), acl: openACL, children: children,
			stat: timeline.Stat{Cversion: -n, NumChildren: n},
		}}}
	}
	own("/", "zookeeper")
	own("/zookeeper", "quota")
	own("/zookeeper/quota")
	return w
}

// index returns the index of the version at a zxid, or -1.
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
	w.puts = append(w.puts, name)
	w.track(name)
}

// rollback removes the changes of the newest transaction, if it has this zxid.
func (w *world) rollback(z timeline.Zxid) {
	for n := len(w.puts) - 1; n >= 0; n-- {
		name := w.puts[n]
		past := w.past[name]
		if past[len(past)-1].zxid != z {
			return
		}
		w.past[name], w.puts = past[:len(past)-1], w.puts[:n]
		w.track(name)
	}
}

// track keeps live up to date.
func (w *world) track(name string) {
	i, found := slices.BinarySearch(w.live, name)
	switch exists := w.last(name) != nil && name != "/" && !strings.HasPrefix(name, "/zookeeper"); {
	case exists && !found:
		w.live = slices.Insert(w.live, i, name)
	case !exists && found:
		w.live = slices.Delete(w.live, i, i+1)
	}
}

// apply applies a change as DataTree.processTxn does.
func (w *world) apply(t txn, c change) {
	switch c.name {
	case timeline.OpCreate:
		w.put(c.path, t, c, &znode{content: c.content, acl: c.acl, stat: timeline.Stat{
			Czxid: t.zxid, Mzxid: t.zxid, Pzxid: t.zxid, Ctime: t.millis, Mtime: t.millis,
			EphemeralOwner: c.owner, DataLength: int32(c.content.size),
		}})
		w.adopt(t, c, func(children []string, name string) []string {
			i, _ := slices.BinarySearch(children, name)
			return slices.Insert(children, i, name)
		})
	case timeline.OpDelete, timeline.OpClose:
		w.put(c.path, t, c, nil)
		w.adopt(t, c, func(children []string, name string) []string {
			return slices.DeleteFunc(children, func(child string) bool { return child == name })
		})
	case timeline.OpSet:
		next := *w.last(c.path)
		next.content = c.content
		next.stat.Version++
		next.stat.Mzxid, next.stat.Mtime, next.stat.DataLength = t.zxid, t.millis, int32(c.content.size)
		w.put(c.path, t, c, &next)
	case timeline.OpSetACL:
		next := *w.last(c.path)
		next.acl = c.acl
		next.stat.Aversion++
		w.put(c.path, t, c, &next)
	}
}

// adopt changes the list of children of the parent.
func (w *world) adopt(t txn, c change, f func([]string, string) []string) {
	parent := path.Dir(c.path)
	next := *w.last(parent)
	next.children = f(slices.Clone(next.children), path.Base(c.path))
	next.stat.NumChildren = int32(len(next.children))
	next.stat.Cversion++
	next.stat.Pzxid = t.zxid
	w.put(parent, t, c, &next)
}

// ephemerals returns the znodes of a session at the end of the log.
func (w *world) ephemerals(session timeline.SessionID) []string {
	return slices.DeleteFunc(slices.Clone(w.live), func(name string) bool {
		z := w.last(name)
		return !isEphemeral(z) || z.stat.EphemeralOwner != session
	})
}

func isEphemeral(z *znode) bool { return z != nil && z.stat.EphemeralOwner != 0 }

// hasOwner reports whether a create mode makes an ephemeral znode.
func hasOwner(mode string) bool {
	return mode == string(timeline.Ephemeral) || mode == string(timeline.EphemeralSequential)
}

// names returns the paths of all znodes that ever existed, sorted.
func (w *world) names() []string { return slices.Sorted(maps.Keys(w.past)) }

// tree returns all znodes at a zxid.
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
	if slices.Equal(z.acl, openACL) {
		shown.ACL = nil
	}
	return shown
}
