package fakert

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// kind is what a transaction does.
type kind int

const (
	txnError kind = iota // a write that failed uses up a zxid too
	txnCreate
	txnSet
	txnDelete
	txnCreateSession
	txnCloseSession
)

// txn is one committed transaction.
type txn struct {
	kind    kind
	zxid    uint64
	at      int64 // milliseconds since 1970
	path    string
	data    []byte
	session int64 // whose session begins or ends
	owner   int64 // create: the session of an ephemeral znode
}

type node struct {
	data                []byte
	czxid, mzxid, pzxid uint64
	ctime, mtime        int64
	version             int32
	creates             int32 // children ever created
	owner               int64
	children            map[string]struct{}
}

// cversion counts the changes to the list of children (DataNode.copyStat).
func (n *node) cversion() int32 { return 2*n.creates - int32(len(n.children)) }

func (n *node) names() []string { return slices.Sorted(maps.Keys(n.children)) }

// tree is the znodes of one server.
type tree struct{ nodes map[string]*node }

// newTree holds what every ZooKeeper starts with.
func newTree() *tree {
	t := &tree{nodes: map[string]*node{"/": {children: map[string]struct{}{}}}}
	for _, p := range []string{"/zookeeper", "/zookeeper/config", "/zookeeper/quota"} {
		t.nodes[p] = &node{children: map[string]struct{}{}}
		t.nodes[path.Dir(p)].children[path.Base(p)] = struct{}{}
	}
	return t
}

// apply does what the transaction says as far as it can: a server that has
// missed an earlier one goes on without it, like ZooKeeper's.
func (t *tree) apply(x txn) {
	switch x.kind {
	case txnCreate:
		t.create(x)
	case txnSet:
		if n := t.nodes[x.path]; n != nil {
			n.data, n.mzxid, n.mtime = x.data, x.zxid, x.at
			n.version++
		}
	case txnDelete:
		t.remove(x.path, x.zxid)
	case txnCloseSession:
		for p, n := range t.nodes {
			if n.owner == x.session {
				t.remove(p, x.zxid)
			}
		}
	case txnError, txnCreateSession:
	}
}

func (t *tree) create(x txn) {
	parent := t.nodes[path.Dir(x.path)]
	if parent == nil || t.nodes[x.path] != nil {
		return
	}
	t.nodes[x.path] = &node{
		data: x.data, czxid: x.zxid, mzxid: x.zxid, pzxid: x.zxid, ctime: x.at, mtime: x.at,
		owner: x.owner, children: map[string]struct{}{},
	}
	parent.children[path.Base(x.path)] = struct{}{}
	parent.creates++
	parent.pzxid = x.zxid
}

func (t *tree) remove(p string, zxid uint64) {
	parent := t.nodes[path.Dir(p)]
	if t.nodes[p] == nil || parent == nil {
		return
	}
	delete(t.nodes, p)
	delete(parent.children, path.Base(p))
	parent.pzxid = zxid
}

// valid is the least that a path must be.
func valid(p string) bool {
	return strings.HasPrefix(p, "/") && path.Clean(p) == p
}
