package fake

import (
	"github.com/zkscenario/zkscenario/harness/timeline"

	"path"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

// request is a client's request, with its reply while that is written.
type request struct {
	c    *client
	in   *jute.Reader
	xid  int32
	op   timeline.Opcode
	body *jute.Writer // of the reply, if its code is ok
}

// answerRequests answers requests one after the other, as ZooKeeper does for a session.
func (c *client) answerRequests() {
	for {
		in, ok := c.frame()
		if !ok || !c.p.enter() {
			return
		}
		q := &request{c: c, in: in, xid: in.Int32(), op: readOpcode(in), body: &jute.Writer{}}
		open := q.arriveLocked()
		c.p.m.e.mu.Unlock()
		if !open {
			return
		}
	}
}

// arriveLocked answers the request, or holds it. It returns false when the connection
// has to end.
func (q *request) arriveLocked() bool {
	p := q.c.p
	if p.role == looking || p.m.e.sessions[q.c.session.id] != q.c.session {
		return false
	}
	q.c.session.lastContact = time.Now()
	if q.op != opPing && q.op != timeline.OpcodeClose && (len(q.c.held) > 0 || q.hangsLocked() || p.m.e.leader == nil && q.isWrite()) {
		q.c.held = append(q.c.held, q)
		return true
	}
	return q.answerLocked()
}

// answerLocked sends the reply. It returns false when the connection has to end.
func (q *request) answerLocked() bool {
	p := q.c.p
	if !p.m.knows(q.op) {
		q.reply(noZxid, unimplemented) // UnimplementedRequestProcessor
		return false
	}
	code := q.runLocked()
	if q.in.Bad {
		code = marshallingError
	}
	switch q.op {
	case opPing:
		q.xid = xidPing
		q.reply(p.m.zxid, code)
	case timeline.OpcodeAuth:
		q.reply(0, code)
		return code == ok
	default:
		q.reply(p.m.zxid, code)
	}
	return q.op != timeline.OpcodeClose
}

func (q *request) reply(zxid uint64, code int32) {
	w := jute.NewFrame().Int32(q.xid).Zxid(zxid).Int32(code)
	if code == ok {
		w.Bytes = append(w.Bytes, q.body.Bytes...)
	}
	q.c.out.send(w)
}

// isWrite reports whether the leader must take part, as in a sync too.
func (q *request) isWrite() bool { return !q.op.ReadOnly() || q.op == timeline.OpcodeSync }

func (q *request) runLocked() int32 {
	switch q.op {
	case opPing:
		return ok
	case timeline.OpcodeClose:
		q.c.p.m.e.endLocked(q.c.session)
		return ok
	case timeline.OpcodeAuth:
		return q.authLocked()
	case opMultiRead:
		return q.multiReadLocked()
	case timeline.OpcodeSetWatches, timeline.OpcodeSetWatches2:
		return q.rewatchLocked()
	case timeline.OpcodeAddWatch:
		return q.addWatchLocked()
	case timeline.OpcodeRemoveWatches, opCheckWatches:
		return q.unwatchLocked()
	case opGetEphemerals:
		return q.ephemeralsLocked()
	case timeline.OpcodeSync:
		q.body.Buffer([]byte(q.in.String()))
		return ok
	case timeline.OpcodeExists, timeline.OpcodeGetData, timeline.OpcodeGetACL, opGetChildren, timeline.OpcodeGetChildren2, opCountChildren:
		return q.readLocked()
	default:
		return q.writeLocked()
	}
}

// readLocked reads from this server's own tree.
func (q *request) readLocked() int32 {
	p, watch := q.in.String(), q.op != timeline.OpcodeGetACL && q.op != opCountChildren && q.in.Bool()
	n := q.c.p.m.tree.node(p)
	if q.in.Bad {
		return marshallingError
	}
	if n == nil {
		q.watchLocked(watch && q.op == timeline.OpcodeExists, dataWatches, p)
		return noNode
	}
	if !q.mayReadLocked(p, n) {
		return noAuth
	}
	switch q.op {
	case timeline.OpcodeExists:
		writeStat(q.body, n)
		q.watchLocked(watch, dataWatches, p)
	case timeline.OpcodeGetData:
		writeStat(q.body.Buffer(n.data), n)
		q.watchLocked(watch, dataWatches, p)
	case opGetChildren:
		q.body.Strings(n.names())
		q.watchLocked(watch, childWatches, p)
	case timeline.OpcodeGetChildren2:
		writeStat(q.body.Strings(n.names()), n)
		q.watchLocked(watch, childWatches, p)
	case timeline.OpcodeGetACL:
		q.aclLocked(n)
	case opCountChildren:
		q.body.Int32(q.c.p.m.tree.below(p))
	}
	return ok
}

// mayReadLocked reports whether the client may read a znode. Before 3.8.4 and 3.9.2
// exists needed no permission (ZOOKEEPER-2590).
func (q *request) mayReadLocked(p string, n *node) bool {
	perms := int32(mayRead)
	switch q.op {
	case timeline.OpcodeExists:
		return !q.c.p.m.guardsReads() || q.c.allowsLocked(n.acl, perms)
	case timeline.OpcodeGetACL:
		perms |= mayAdmin
	}
	return p != q.c.p.wrong.Unreadable && q.c.allowsLocked(n.acl, perms)
}

func (q *request) aclLocked(n *node) {
	list := n.acl
	if !q.c.allowsLocked(list, mayAdmin) {
		list = hidden(list)
	}
	writeStat(writeACLs(q.body, list), n)
}

// below returns the number of znodes below a path.
func (t *tree) below(p string) int32 {
	if p == "/" {
		return int32(len(t.nodes) - 1)
	}
	n := int32(0)
	for other := range t.nodes {
		if strings.HasPrefix(other, p+"/") {
			n++
		}
	}
	return n
}

func (q *request) ephemeralsLocked() int32 {
	prefix := q.in.String()
	var paths []string
	for _, p := range q.c.p.m.tree.ephemerals(q.c.session.id) {
		if strings.HasPrefix(p, prefix) {
			paths = append(paths, p)
		}
	}
	q.body.Strings(paths)
	return ok
}

// multiReadLocked reads several znodes, each with its own result.
func (q *request) multiReadLocked() int32 {
	for {
		op, done := readPart(q.in)
		if done || q.in.Bad {
			endParts(q.body)
			return ok
		}
		if op != timeline.OpcodeGetData && op != opGetChildren {
			return marshallingError
		}
		sub := &request{c: q.c, in: q.in, op: op, body: &jute.Writer{}}
		code := sub.readLocked()
		writePart(q.body, op, code, sub.body)
	}
}

// hangsLocked reports whether the server holds this request (Deviation.Hangs).
func (q *request) hangsLocked() bool {
	p := q.c.p
	if p.wrong.Hangs == "" || p.m.tree.node(p.wrong.HangsUntil) != nil {
		return false
	}
	return q.path() == p.wrong.Hangs
}

// path returns the path of the request, or that of a multi's first part; "" when it has
// none.
func (q *request) path() string {
	peek := *q.in
	switch q.op {
	case opPing, timeline.OpcodeClose, timeline.OpcodeAuth, timeline.OpcodeReconfig, timeline.OpcodeSetWatches, timeline.OpcodeSetWatches2:
		return ""
	case timeline.OpcodeMulti, opMultiRead:
		readPart(&peek)
	}
	return path.Clean(peek.String())
}

// freeLocked answers the requests that were held until this server has a znode.
func (p *process) freeLocked() {
	if p.wrong.HangsUntil == "" || p.m.tree.node(p.wrong.HangsUntil) == nil {
		return
	}
	for c := range p.clients {
		if len(c.held) > 0 {
			p.m.e.goroutines.Go(c.free)
		}
	}
}

func (c *client) free() {
	if !c.p.enter() {
		return
	}
	defer c.p.m.e.mu.Unlock()
	held := c.held
	c.held = nil
	for _, q := range held {
		if !q.arriveLocked() {
			c.out.end()
			return
		}
	}
}
