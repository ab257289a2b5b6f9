package fake

import (
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/quorum"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// kind is the kind of a transaction.
type kind int

const (
	txnError kind = iota // a write that failed, which has a zxid too
	txnCreate
	txnSet
	txnDelete
	txnSetACL
	txnMulti
	txnReconfig
	txnCreateSession
	txnCloseSession
)

// txn is one committed transaction.
type txn struct {
	kind     kind
	zxid     uint64
	at       int64 // milliseconds since 1970
	by       cause
	path     string
	data     []byte
	acl      []acl
	session  int64       // close session: the one that ends
	owner    int64       // create: the session of an ephemeral znode
	lifetime lifetime    // create: of a container or a znode with a TTL
	parts    []txn       // of a multi, in its order
	list     quorum.List // reconfig: the new list
}

// stamped returns the transaction with a zxid and a time, also for its parts.
func (x txn) stamped(zxid uint64, at int64) txn {
	x.zxid, x.at = zxid, at
	for i, part := range x.parts {
		x.parts[i] = part.stamped(zxid, at)
	}
	return x
}

type node struct {
	data                []byte
	acl                 []acl
	czxid, mzxid, pzxid uint64
	ctime, mtime        int64
	version, aversion   int32
	creates             int32 // number of children ever created
	owner               int64 // the session of an ephemeral znode
	lifetime            lifetime
	children            map[string]struct{}
}

// cversion returns the number of changes to the list of children (DataNode.copyStat).
func (n *node) cversion() int32 { return 2*n.creates - int32(len(n.children)) }

func (n *node) names() []string { return slices.Sorted(maps.Keys(n.children)) }

// tree holds the znodes of one server. A draft is a tree with the changes of a multi on
// top of its base.
type tree struct {
	nodes map[string]*node // by path; of a draft only the changed ones, nil where removed
	base  *tree
}

const configPath = "/zookeeper/config"

// newTree returns a tree with the znodes of a new server.
func newTree() *tree {
	t := &tree{nodes: map[string]*node{"/": {acl: openACL, children: map[string]struct{}{}}}}
	for _, p := range []string{"/zookeeper", configPath, "/zookeeper/quota"} {
		t.nodes[p] = &node{acl: openACL, children: map[string]struct{}{}}
		t.nodes[path.Dir(p)].children[path.Base(p)] = struct{}{}
	}
	t.nodes[configPath].acl = readOnly
	return t
}

// fixed reports whether a path cannot be deleted (ZKDatabase.isSpecialPath).
func fixed(p string) bool {
	return p == "/" || p == "/zookeeper" || p == configPath || p == "/zookeeper/quota"
}

// draft returns a tree whose changes leave t as it is.
func (t *tree) draft() *tree { return &tree{nodes: map[string]*node{}, base: t} }

// node returns the znode at the path; nil when there is none.
func (t *tree) node(p string) *node {
	if n, here := t.nodes[p]; here || t.base == nil {
		return n
	}
	return t.base.node(p)
}

// own returns the znode for a change: a draft makes a copy first.
func (t *tree) own(p string) *node {
	n := t.node(p)
	if _, here := t.nodes[p]; here || n == nil {
		return n
	}
	c := *n
	c.children = maps.Clone(n.children)
	t.nodes[p] = &c
	return &c
}

// apply makes the changes of the transaction that are possible: a server that lacks an
// earlier one ignores the others, as ZooKeeper does. It returns the changes in the order
// in which they trigger watches.
func (t *tree) apply(x txn) []change {
	switch x.kind {
	case txnCreate:
		return t.create(x)
	case txnSet:
		return t.set(x)
	case txnDelete:
		return t.remove(x.path, x.zxid)
	case txnSetACL:
		if n := t.own(x.path); n != nil {
			n.acl = x.acl
			n.aversion = next(n.aversion)
		}
	case txnMulti:
		var all []change
		for _, part := range x.parts {
			all = append(all, t.apply(part)...)
		}
		return all
	case txnReconfig:
		changes := t.set(x)
		t.own(configPath).version = -1 // as ZooKeeper's
		return changes
	case txnCloseSession:
		return t.removeAll(x)
	case txnError, txnCreateSession:
	}
	return nil
}

func (t *tree) create(x txn) []change {
	parent := t.own(path.Dir(x.path))
	if parent == nil || t.node(x.path) != nil {
		return nil
	}
	t.nodes[x.path] = &node{
		data: x.data, acl: x.acl, czxid: x.zxid, mzxid: x.zxid, pzxid: x.zxid, ctime: x.at, mtime: x.at,
		owner: x.owner, lifetime: x.lifetime, children: map[string]struct{}{},
	}
	parent.children[path.Base(x.path)] = struct{}{}
	parent.creates++
	parent.pzxid = x.zxid
	return []change{
		{table: dataWatches, what: nodeCreated, path: x.path, zxid: x.zxid, acl: x.acl},
		{table: childWatches, what: nodeChildrenChanged, path: path.Dir(x.path), zxid: x.zxid, acl: parent.acl},
	}
}

func (t *tree) set(x txn) []change {
	n := t.own(x.path)
	if n == nil {
		return nil
	}
	n.data, n.mzxid, n.mtime = x.data, x.zxid, x.at
	n.version = next(n.version)
	return []change{{table: dataWatches, what: nodeDataChanged, path: x.path, zxid: x.zxid, acl: n.acl}}
}

func (t *tree) remove(p string, zxid uint64) []change {
	n, parent := t.node(p), t.own(path.Dir(p))
	if n == nil || parent == nil {
		return nil
	}
	if t.base == nil {
		delete(t.nodes, p)
	} else {
		t.nodes[p] = nil
	}
	delete(parent.children, path.Base(p))
	parent.pzxid = zxid
	return []change{
		{table: bothWatches, what: nodeDeleted, path: p, zxid: zxid, acl: n.acl},
		{table: childWatches, what: nodeChildrenChanged, path: path.Dir(p), zxid: zxid, acl: parent.acl},
	}
}

// removeAll removes the ephemeral znodes of a session that has ended.
func (t *tree) removeAll(x txn) []change {
	var all []change
	for _, p := range t.ephemerals(x.session) {
		all = append(all, t.remove(p, x.zxid)...)
	}
	return all
}

// ephemerals lists the paths of a session's ephemeral znodes, sorted.
func (t *tree) ephemerals(session int64) []string {
	var paths []string
	for p, n := range t.nodes {
		if n.owner == session && session != 0 {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	return paths
}

// next returns the next version (PrepRequestProcessor.checkAndIncVersion), which is never
// -1, as that stands for any.
func next(version int32) int32 {
	if version++; version == -1 {
		return 0
	}
	return version
}

func validPath(p string) bool { return timeline.CheckPath(p, false) == nil }
