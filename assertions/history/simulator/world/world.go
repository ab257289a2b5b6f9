// Package world models the znodes of an ensemble at all zxids, as ZooKeeper's DataTree
// changes them and as replies and trees show them.
package world

import (
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Cause is the update that made a version of a znode.
type Cause struct {
	Session timeline.SessionID
	Name    string // create, set, delete, set_acl or close; or Vanish or Count, which no client asks for
	Path    string // the znode itself or a child
	Multi   bool   // as a part of a transaction
}

// Version is the state of a znode from a transaction on; Node is nil if it does not exist.
type Version struct {
	Zxid  timeline.Zxid
	Node  *Znode
	Cause Cause
}

// Changes that servers make by themselves.
const (
	Vanish = "vanish" // the leader deletes a container, or a znode with a TTL
	Count  = "count"  // the statistics of a quota change, without a change of the Stat
)

// Change is the effect of a transaction on one znode.
type Change struct {
	Name    string
	Path    string
	Content Content
	ACL     []string
	Owner   timeline.SessionID
}

// Txn is a transaction.
type Txn struct {
	Zxid    timeline.Zxid
	Millis  int64 // by the clock of the leader, since 1970
	Session timeline.SessionID
	Multi   bool
}

// World holds all znodes at all zxids.
type World struct {
	past map[string][]Version
	puts []string // paths of all versions, in the order of the transactions
	live []string // paths of the znodes of clients that exist at the end of the log, sorted
}

// New creates the znodes that every server of a release has (the constructor of DataTree).
// ConfigPath, whose Stat each server makes itself, is only listed.
func New(release string) *World {
	w := &World{past: map[string][]Version{}}
	own := func(name string, children ...string) {
		n := int32(len(children))
		w.past[name] = []Version{{Node: &Znode{
			Content: ContentOf(""), ACL: OpenACL, Children: children,
			Stat: timeline.Stat{Cversion: -n, NumChildren: n},
		}}}
	}
	own("/", "zookeeper")
	if HasConfig(release) {
		own("/zookeeper", "config", "quota")
	} else {
		own("/zookeeper", "quota")
	}
	own(quotaRoot)
	return w
}

// ConfigPath is the path of the znode that holds the members of the ensemble.
const ConfigPath = "/zookeeper/config"

// HasConfig reports whether servers of a release make the znode at ConfigPath.
func HasConfig(release string) bool { return !strings.HasPrefix(release, "3.4.") }

// Index returns the index of the version at a zxid, or -1.
func (w *World) Index(name string, z timeline.Zxid) int {
	past := w.past[name]
	return sort.Search(len(past), func(i int) bool { return past[i].Zxid > z }) - 1
}

// At returns the state of a znode at a zxid, or nil.
func (w *World) At(name string, z timeline.Zxid) *Znode {
	if i := w.Index(name, z); i >= 0 {
		return w.past[name][i].Node
	}
	return nil
}

// Last returns the newest state of a znode, or nil.
func (w *World) Last(name string) *Znode {
	past := w.past[name]
	if len(past) == 0 {
		return nil
	}
	return past[len(past)-1].Node
}

// Past returns all versions of a znode, from the oldest to the newest.
func (w *World) Past(name string) []Version { return w.past[name] }

// Live returns the paths of the znodes of clients that exist now, sorted.
func (w *World) Live() []string { return w.live }

// Names returns the paths of all znodes that ever existed, sorted.
func (w *World) Names() []string { return slices.Sorted(maps.Keys(w.past)) }

func (w *World) put(name string, t Txn, c Change, node *Znode) {
	w.past[name] = append(w.past[name], Version{t.Zxid, node, Cause{t.Session, c.Name, c.Path, t.Multi}})
	w.puts = append(w.puts, name)
	w.track(name)
}

// Truncate removes all changes beyond a zxid.
func (w *World) Truncate(z timeline.Zxid) {
	for n := len(w.puts) - 1; n >= 0; n-- {
		name := w.puts[n]
		past := w.past[name]
		if past[len(past)-1].Zxid <= z {
			return
		}
		w.past[name], w.puts = past[:len(past)-1], w.puts[:n]
		w.track(name)
	}
}

// track keeps live up to date.
func (w *World) track(name string) {
	i, found := slices.BinarySearch(w.live, name)
	switch exists := w.Last(name) != nil && name != "/" && !strings.HasPrefix(name, "/zookeeper"); {
	case exists && !found:
		w.live = slices.Insert(w.live, i, name)
	case !exists && found:
		w.live = slices.Delete(w.live, i, i+1)
	}
}

// Apply applies a change as DataTree.processTxn does.
func (w *World) Apply(t Txn, c Change) {
	before := w.Last(c.Path)
	switch c.Name {
	case timeline.OpCreate:
		w.put(c.Path, t, c, &Znode{Content: c.Content, ACL: c.ACL, Stat: timeline.Stat{
			Czxid: t.Zxid, Mzxid: t.Zxid, Pzxid: t.Zxid, Ctime: t.Millis, Mtime: t.Millis,
			EphemeralOwner: c.Owner, DataLength: int32(c.Content.Size),
		}})
		w.adopt(t, c, func(children []string, name string) []string {
			i, _ := slices.BinarySearch(children, name)
			return slices.Insert(children, i, name)
		})
	case timeline.OpDelete, timeline.OpClose, Vanish:
		w.put(c.Path, t, c, nil)
		w.adopt(t, c, func(children []string, name string) []string {
			return slices.DeleteFunc(children, func(child string) bool { return child == name })
		})
	case timeline.OpSet:
		next := *before
		next.Content = c.Content
		next.Stat.Version++
		next.Stat.Mzxid, next.Stat.Mtime, next.Stat.DataLength = t.Zxid, t.Millis, int32(c.Content.Size)
		w.put(c.Path, t, c, &next)
	case timeline.OpSetACL:
		next := *before
		next.ACL = c.ACL
		next.Stat.Aversion++
		w.put(c.Path, t, c, &next)
	}
	w.count(t, c, before)
}

// adopt changes the list of children of the parent.
func (w *World) adopt(t Txn, c Change, f func([]string, string) []string) {
	parent := path.Dir(c.Path)
	next := *w.Last(parent)
	next.Children = f(slices.Clone(next.Children), path.Base(c.Path))
	next.Stat.NumChildren = int32(len(next.Children))
	next.Stat.Cversion++
	next.Stat.Pzxid = t.Zxid
	w.put(parent, t, c, &next)
}

// Ephemerals returns the znodes of a session at the end of the log.
func (w *World) Ephemerals(session timeline.SessionID) []string {
	return slices.DeleteFunc(slices.Clone(w.live), func(name string) bool {
		z := w.Last(name)
		return !IsEphemeral(z) || z.Stat.EphemeralOwner != session
	})
}
