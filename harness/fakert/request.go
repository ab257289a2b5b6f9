package fakert

import (
	"fmt"
	"path"
	"time"
)

// ZooKeeper's numbers of operations (ZooDefs.OpCode).
const (
	opCreate       = 1
	opDelete       = 2
	opExists       = 3
	opGetData      = 4
	opSetData      = 5
	opGetChildren  = 8
	opSync         = 9
	opPing         = 11
	opGetChildren2 = 12
	opClose        = -11
)

// ZooKeeper's error codes (KeeperException.Code).
const (
	ok                      int32 = 0
	unimplemented           int32 = -6
	badArguments            int32 = -8
	noNode                  int32 = -101
	noAuth                  int32 = -102
	badVersion              int32 = -103
	noChildrenForEphemerals int32 = -108
	nodeExists              int32 = -110
	notEmpty                int32 = -111
)

// request is one that arrived, and its reply while it is being written.
type request struct {
	c    *client
	in   *reader
	xid  int32
	op   int32
	body *writer // nil: only the header
}

// talk answers requests one after the other, as ZooKeeper does for a session.
func (c *client) talk() {
	for {
		in, ok := c.frame()
		if !ok || !c.p.enter() {
			return
		}
		q := &request{c: c, in: in, xid: in.int32(), op: in.int32()}
		w := q.answerLocked()
		c.p.m.e.mu.Unlock()
		if w == nil || !c.reply(w) || q.op == opClose {
			_ = c.out.Flush() // what was answered before a close is still owed
			return
		}
	}
}

// answerLocked is the reply; nil when the server no longer serves.
func (q *request) answerLocked() *writer {
	p := q.c.p
	e := p.m.e
	if p.role == looking || e.sessions[q.c.session.id] != q.c.session {
		return nil
	}
	q.c.session.heard = time.Now()
	w := newWriter()
	q.body = &writer{}
	code := q.runLocked()
	if q.in.bad {
		return nil
	}
	w.int32(q.xid).zxid(p.m.zxid).int32(code)
	if code == ok {
		w.buf = append(w.buf, q.body.buf...)
	}
	return w
}

func (q *request) runLocked() int32 {
	switch q.op {
	case opPing:
		return ok
	case opClose:
		q.c.p.m.e.endLocked(q.c.session)
		return ok
	case opCreate, opDelete, opSetData:
		return q.writeLocked()
	case opExists, opGetData, opGetChildren, opGetChildren2:
		return q.readLocked(q.in.string())
	case opSync:
		q.body.buffer([]byte(q.in.string()))
		return ok
	default:
		return unimplemented
	}
}

// readLocked looks at what this server has, whatever the others have.
func (q *request) readLocked(p string) int32 {
	n := q.c.p.m.tree.nodes[p]
	switch {
	case n == nil:
		return noNode
	case q.op != opExists && p == q.c.p.wrong.Unreadable:
		return noAuth
	}
	switch q.op {
	case opExists:
		q.body.stat(n)
	case opGetData:
		q.body.buffer(n.data).stat(n)
	case opGetChildren:
		q.body.strings(n.names())
	case opGetChildren2:
		q.body.strings(n.names()).stat(n)
	}
	return ok
}

// writeLocked lets the leader decide, and commits what it decided.
func (q *request) writeLocked() int32 {
	e := q.c.p.m.e
	t := e.leader.m.tree
	var x txn
	var code int32
	switch q.op {
	case opCreate:
		x, code = q.create(t)
	case opDelete:
		x, code = q.remove(t)
	default:
		x, code = q.set(t)
	}
	if q.in.bad {
		return badArguments
	}
	if code != ok {
		x = txn{kind: txnError}
	}
	e.commitLocked(x)
	switch {
	case code == ok && q.op == opCreate:
		q.body.buffer([]byte(x.path))
	case code == ok && q.op == opSetData:
		q.body.stat(t.nodes[x.path])
	}
	return code
}

func (q *request) create(t *tree) (txn, int32) {
	x := txn{kind: txnCreate, path: q.in.string(), data: q.in.buffer()}
	q.in.acl()
	flags := q.in.int32()
	parent := t.nodes[path.Dir(x.path)]
	if parent == nil {
		return x, noNode
	}
	if flags&2 != 0 {
		x.path += fmt.Sprintf("%010d", parent.creates)
	}
	if flags&1 != 0 {
		x.owner = q.c.session.id
	}
	switch {
	case !valid(x.path):
		return x, badArguments
	case t.nodes[x.path] != nil:
		return x, nodeExists
	case parent.owner != 0:
		return x, noChildrenForEphemerals
	}
	return x, ok
}

func (q *request) remove(t *tree) (txn, int32) {
	x := txn{kind: txnDelete, path: q.in.string()}
	version := q.in.int32()
	switch n := t.nodes[x.path]; {
	case x.path == "/":
		return x, badArguments
	case n == nil:
		return x, noNode
	case version != -1 && version != n.version:
		return x, badVersion
	case len(n.children) > 0:
		return x, notEmpty
	}
	return x, ok
}

func (q *request) set(t *tree) (txn, int32) {
	x := txn{kind: txnSet, path: q.in.string(), data: q.in.buffer()}
	version := q.in.int32()
	switch n := t.nodes[x.path]; {
	case n == nil:
		return x, noNode
	case version != -1 && version != n.version:
		return x, badVersion
	}
	return x, ok
}

// commitLocked gives the transaction its place in the order, and hands it to
// every server of the quorum.
func (e *Ensemble) commitLocked(x txn) uint64 {
	e.counter++
	x.zxid = uint64(e.epoch)<<32 | uint64(e.counter)
	x.at = time.Now().UnixMilli()
	e.history = append(e.history, x)
	for _, m := range e.machines {
		if m.life != nil && m.life.role != looking && m.life.frozen == nil {
			m.applyLocked(x)
		}
	}
	return x.zxid
}
