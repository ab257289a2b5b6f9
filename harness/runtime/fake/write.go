package fake

import (
	"github.com/zkscenario/zkscenario/harness/timeline"

	"fmt"
	"path"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

// writeLocked validates a write against the leader's tree and commits it. Every write has
// a zxid, also one that fails.
func (q *request) writeLocked() int32 {
	e := q.c.p.m.e
	zxid, at := e.nextZxid(), time.Now().UnixMilli()
	t := e.leader.m.tree
	switch q.op {
	case timeline.OpcodeMulti:
		return q.multiLocked(t, zxid, at)
	case timeline.OpcodeReconfig:
		return q.reconfigLocked(zxid, at)
	}
	x, code := q.prepareLocked(q.op, t)
	if q.in.Bad {
		code = marshallingError
	}
	if code != ok {
		x = txn{kind: txnError}
	}
	x.by = q.causeLocked()
	e.commitLocked(x.stamped(zxid, at))
	if code == ok {
		result(q.body, q.op, t, x)
	}
	return code
}

// multiLocked executes all parts or none. Its own code is always ok, as in ZooKeeper:
// the results show which part failed.
func (q *request) multiLocked(t *tree, zxid uint64, at int64) int32 {
	var all txn
	var results []part
	draft, failed := t.draft(), false
	for {
		op, done := readPart(q.in)
		if done || q.in.Bad {
			break
		}
		if op == timeline.OpcodeSetACL || op != timeline.OpcodeCheck && !q.c.p.m.knows(op) {
			q.in.Bad = true // not allowed in a multi (MultiOperationRecord)
			break
		}
		x, code := q.prepareLocked(op, draft)
		if q.in.Bad {
			break
		}
		r := part{op: op, code: code, body: &jute.Writer{}}
		switch {
		case failed:
			r.code = runtimeInconsistency
		case code != ok:
			failed = true
		default:
			x = x.stamped(zxid, at)
			draft.apply(x)
			result(r.body, op, draft, x)
			all.parts = append(all.parts, x)
		}
		results = append(results, r)
	}
	if failed || q.in.Bad {
		all = txn{kind: txnError}
	} else {
		all.kind = txnMulti
	}
	all.by = q.causeLocked()
	q.c.p.m.e.commitLocked(all.stamped(zxid, at))
	q.results(results, failed)
	return ok
}

func (q *request) causeLocked() cause { return cause{session: q.c.session.id, xid: q.xid} }

// part is the result of one part of a multi.
type part struct {
	op   timeline.Opcode
	code int32
	body *jute.Writer
}

// results writes the results of a multi; after a failure only their codes.
func (q *request) results(all []part, failed bool) {
	for _, r := range all {
		if failed {
			r.body = nil
		}
		writePart(q.body, r.op, r.code, r.body)
	}
	endParts(q.body)
}

// prepareLocked reads a write and returns its transaction, if it is valid on t
// (PrepRequestProcessor.pRequest2Txn).
func (q *request) prepareLocked(op timeline.Opcode, t *tree) (txn, int32) {
	switch op {
	case timeline.OpcodeCreate, timeline.OpcodeCreate2, timeline.OpcodeCreateContainer, timeline.OpcodeCreateTTL:
		return q.createLocked(op, t)
	case timeline.OpcodeDelete:
		return q.removeLocked(t)
	case timeline.OpcodeSetData:
		return q.setLocked(t)
	case timeline.OpcodeSetACL:
		return q.setACLLocked(t)
	case timeline.OpcodeCheck:
		return q.checkLocked(t)
	}
	q.in.Bad = true
	return txn{}, marshallingError
}

// result writes the body of a write's reply.
func result(w *jute.Writer, op timeline.Opcode, t *tree, x txn) {
	switch op {
	case timeline.OpcodeCreate:
		w.Buffer([]byte(x.path))
	case timeline.OpcodeCreate2, timeline.OpcodeCreateContainer, timeline.OpcodeCreateTTL:
		writeStat(w.Buffer([]byte(x.path)), t.node(x.path))
	case timeline.OpcodeSetData, timeline.OpcodeSetACL:
		writeStat(w, t.node(x.path))
	}
}

// Flags of a create (CreateMode).
const (
	flagEphemeral  = 1
	flagSequential = 2
	flagContainer  = 4
	flagTTL        = 5
	flagTTLInOrder = 6
)

func (q *request) createLocked(op timeline.Opcode, t *tree) (txn, int32) {
	x := txn{kind: txnCreate, path: q.in.String(), data: q.in.Buffer()}
	list, flags, ttl := readACLs(q.in), q.in.Int32(), int64(-1)
	if op == timeline.OpcodeCreateTTL {
		ttl = q.in.Int64()
	}
	var code int32
	if x.lifetime, code = q.lifetimeLocked(flags, ttl); code != ok {
		return x, code
	}
	if flags == flagEphemeral || flags == flagEphemeral|flagSequential {
		x.owner = q.c.session.id
	}
	if !validPath(path.Dir(x.path)) {
		return x, badArguments
	}
	if x.acl, code = q.c.fixLocked(list); code != ok {
		return x, code
	}
	parent := t.node(path.Dir(x.path))
	if parent == nil {
		return x, noNode
	}
	if !q.c.allowsLocked(parent.acl, mayCreate) {
		return x, noAuth
	}
	if flags&flagSequential != 0 {
		x.path += fmt.Sprintf("%010d", parent.creates)
	}
	switch {
	case !validPath(x.path):
		return x, badArguments
	case t.node(x.path) != nil:
		return x, nodeExists
	case parent.owner != 0:
		return x, noChildrenForEphemerals
	}
	return x, ok
}

// lifetimeLocked validates a create's flags and TTL and returns the znode's lifetime.
func (q *request) lifetimeLocked(flags int32, ttl int64) (lifetime, int32) {
	timed := flags == flagTTL || flags == flagTTLInOrder
	switch {
	case flags < 0 || flags > flagTTLInOrder:
		return lifetime{}, badArguments
	case timed && !q.c.p.settings.extended():
		return lifetime{}, unimplemented
	case timed && (ttl <= 0 || ttl > longestTTL), !timed && ttl >= 0:
		return lifetime{}, badArguments
	case timed:
		return lifetime{ttl: ttl}, ok
	}
	return lifetime{container: flags == flagContainer}, ok
}

func (q *request) removeLocked(t *tree) (txn, int32) {
	x := txn{kind: txnDelete, path: q.in.String()}
	version := q.in.Int32()
	n, parent := t.node(x.path), t.node(path.Dir(x.path))
	switch {
	case fixed(x.path) || !validPath(x.path):
		return x, badArguments
	case parent == nil:
		return x, noNode
	case !q.c.allowsLocked(parent.acl, mayDelete):
		return x, noAuth
	case n == nil:
		return x, noNode
	case version != -1 && version != n.version:
		return x, badVersion
	case len(n.children) > 0:
		return x, notEmpty
	}
	return x, ok
}

func (q *request) setLocked(t *tree) (txn, int32) {
	x := txn{kind: txnSet, path: q.in.String(), data: q.in.Buffer()}
	return x, q.matchLocked(t, x.path, mayWrite, func(n *node) int32 { return n.version })
}

func (q *request) setACLLocked(t *tree) (txn, int32) {
	x := txn{kind: txnSetACL, path: q.in.String()}
	list, invalid := q.c.fixLocked(readACLs(q.in))
	x.acl = list
	code := q.matchLocked(t, x.path, mayAdmin, func(n *node) int32 { return n.aversion })
	if invalid != ok && code != badArguments {
		code = invalid
	}
	return x, code
}

// checkLocked prepares a check, which is part of a multi and changes nothing.
func (q *request) checkLocked(t *tree) (txn, int32) {
	return txn{}, q.matchLocked(t, q.in.String(), mayRead, func(n *node) int32 { return n.version })
}

// matchLocked compares the version that ends the request with that of the znode.
func (q *request) matchLocked(t *tree, p string, perm int32, has func(*node) int32) int32 {
	version := q.in.Int32()
	switch n := t.node(p); {
	case !validPath(p):
		return badArguments
	case n == nil:
		return noNode
	case !q.c.allowsLocked(n.acl, perm):
		return noAuth
	case version != -1 && version != has(n):
		return badVersion
	}
	return ok
}

// nextZxid returns the zxid of the next transaction.
func (e *Ensemble) nextZxid() uint64 { return uint64(e.epoch)<<32 | uint64(e.counter+1) }

// commitLocked appends the transaction to the history and applies it on every serving
// server. It returns its zxid.
func (e *Ensemble) commitLocked(x txn) uint64 {
	if x.zxid == 0 {
		x = x.stamped(e.nextZxid(), time.Now().UnixMilli())
	}
	e.counter++
	e.history = append(e.history, x)
	for _, m := range e.machines {
		if m.life != nil && m.life.role != looking && m.life.frozen == nil {
			m.applyLocked(x)
			m.life.freeLocked()
		}
	}
	return x.zxid
}
