package simulator

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// anyVersion matches the version of every znode.
const anyVersion = -1

// types maps operations to ZooKeeper's names of their transactions.
var types = map[string]string{
	timeline.OpCreate: "create", timeline.OpSet: "setData", timeline.OpDelete: timeline.OpDelete, timeline.OpSetACL: "setACL", timeline.OpTransaction: "multi", timeline.OpClose: "closeSession",
}

// want is one requested update, alone or as a part of a transaction.
type want struct {
	name, path, mode string
	content          content
	acl              []string
	version          int32
}

// propose sends the client's next update, or sync, to the leader, which decides it.
func (s *sim) propose(c *client) {
	if c.conn == nil {
		return
	}
	for _, call := range c.conn.pending {
		if !call.proposed {
			call.proposed = true
			if call.op.Name == timeline.OpSync {
				call.goal = len(s.log)
			} else if call.updates() {
				s.decide(call)
			}
			return
		}
	}
}

// decide gives an update its zxid, even if it is refused (PrepRequestProcessor).
func (s *sim) decide(call *call) {
	e := s.extend(entry{
		txn:  txn{session: call.op.Session, multi: call.op.Name == timeline.OpTransaction},
		kind: types[call.op.Name], xid: call.op.Xid, call: call,
	})
	call.outcome = timeline.OK
	if call.op.Name == timeline.OpClose {
		s.endSession(e)
		return
	}
	for i, w := range call.wants {
		c, code := s.world.decide(w, call.op.Session)
		if code != "" {
			s.refuse(call, e, i, code)
			return
		}
		if c.name != "" {
			s.world.apply(e.txn, c)
			e.steps = append(e.steps, c)
		}
		call.accept(i, c, s.world)
	}
	for i := range call.op.Parts {
		call.op.Parts[i].Outcome = timeline.OK
	}
}

// accept prepares the reply of the server.
func (c *call) accept(i int, done change, w *world) {
	var stat *timeline.Stat
	if done.name == timeline.OpSet || done.name == timeline.OpSetACL {
		shown := w.last(done.path).stat
		stat = &shown
	}
	if len(c.op.Parts) == 0 {
		c.path, c.stat = done.path, stat
		return
	}
	c.op.Parts[i].Stat = stat
	c.parts = append(c.parts, cmp.Or(done.path, c.op.Parts[i].Path))
}

// refuse turns the transaction into an error, which uses up its zxid.
func (s *sim) refuse(call *call, e *entry, part int, code string) {
	s.world.rollback(e.zxid)
	e.steps, e.kind = nil, "error"
	call.outcome, call.code, call.parts = timeline.Refused, code, nil
	for i := range call.op.Parts {
		p := &call.op.Parts[i]
		p.Outcome, p.Stat = timeline.Refused, nil
		switch {
		case i == part:
			p.Code = code
		case i > part:
			p.Code = "RuntimeInconsistency"
		}
	}
}

// endSession deletes the ephemeral znodes of the session, in one transaction.
func (s *sim) endSession(e *entry) {
	s.closed[e.session] = e.zxid
	for _, name := range s.world.ephemerals(e.session) {
		c := change{name: timeline.OpClose, path: name}
		s.world.apply(e.txn, c)
		e.steps = append(e.steps, c)
	}
}

// decide returns the change that an update makes, or the code with which it is refused.
func (w *world) decide(want want, session timeline.SessionID) (change, string) {
	c := change{name: want.name, path: want.path, content: want.content, acl: want.acl}
	if want.name == timeline.OpCreate {
		return w.decideCreate(c, want.mode, session)
	}
	node := w.last(want.path)
	switch {
	case node == nil:
		return c, timeline.CodeNoNode
	case want.version != anyVersion && want.version != want.versionOf(node):
		return c, "BadVersion"
	case want.name == timeline.OpDelete && len(node.children) > 0:
		return c, "NotEmpty"
	case want.name == timeline.OpCheck:
		return change{}, ""
	}
	return c, ""
}

func (w want) versionOf(node *znode) int32 {
	if w.name == timeline.OpSetACL {
		return node.stat.Aversion
	}
	return node.stat.Version
}

func (w *world) decideCreate(c change, mode string, session timeline.SessionID) (change, string) {
	parent := w.last(path.Dir(c.path))
	if parent == nil {
		return c, timeline.CodeNoNode
	}
	if timeline.CreateMode(mode).Sequential() {
		c.path += fmt.Sprintf("%010d", parent.creates())
	}
	switch {
	case w.last(c.path) != nil:
		return c, "NodeExists"
	case parent.stat.EphemeralOwner != 0:
		return c, "NoChildrenForEphemerals"
	}
	if hasOwner(mode) {
		c.owner = session
	}
	if c.acl == nil {
		c.acl = openACL
	}
	c.acl = slices.Clone(c.acl)
	return c, ""
}
