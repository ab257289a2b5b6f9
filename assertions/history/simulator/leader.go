package simulator

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
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
	content          world.Content
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
		Txn:  world.Txn{Session: call.op.Session, Multi: call.op.Name == timeline.OpTransaction},
		kind: types[call.op.Name], xid: call.op.Xid, call: call,
	})
	call.outcome = timeline.OK
	if call.op.Name == timeline.OpClose {
		s.endSession(e)
		return
	}
	for i, w := range call.wants {
		c, code := prepare(s.world, w, call.op.Session)
		if code != "" {
			s.refuse(call, e, i, code)
			return
		}
		if c.Name != "" {
			s.world.Apply(e.Txn, c)
			e.steps = append(e.steps, c)
		}
		call.accept(i, c, s.world)
	}
	for i := range call.op.Parts {
		call.op.Parts[i].Outcome = timeline.OK
	}
}

// accept prepares the reply of the server.
func (c *call) accept(i int, done world.Change, w *world.World) {
	var stat *timeline.Stat
	if done.Name == timeline.OpSet || done.Name == timeline.OpSetACL {
		shown := w.Last(done.Path).Stat
		stat = &shown
	}
	if len(c.op.Parts) == 0 {
		c.path, c.stat = done.Path, stat
		return
	}
	c.op.Parts[i].Stat = stat
	c.parts = append(c.parts, cmp.Or(done.Path, c.op.Parts[i].Path))
}

// refuse turns the transaction into an error, which uses up its zxid.
func (s *sim) refuse(call *call, e *entry, part int, code string) {
	s.world.Rollback(e.Zxid)
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
	s.closed[e.Session] = e.Zxid
	for _, name := range s.world.Ephemerals(e.Session) {
		c := world.Change{Name: timeline.OpClose, Path: name}
		s.world.Apply(e.Txn, c)
		e.steps = append(e.steps, c)
	}
}

// prepare returns the change that an update makes, or the code with which it is refused.
func prepare(w *world.World, want want, session timeline.SessionID) (world.Change, string) {
	c := world.Change{Name: want.name, Path: want.path, Content: want.content, ACL: want.acl}
	if want.name == timeline.OpCreate {
		return prepareCreate(w, c, want.mode, session)
	}
	node := w.Last(want.path)
	switch {
	case node == nil:
		return c, timeline.CodeNoNode
	case want.version != anyVersion && want.version != want.versionOf(node):
		return c, "BadVersion"
	case want.name == timeline.OpDelete && len(node.Children) > 0:
		return c, "NotEmpty"
	case want.name == timeline.OpCheck:
		return world.Change{}, ""
	}
	return c, ""
}

func (w want) versionOf(node *world.Znode) int32 {
	if w.name == timeline.OpSetACL {
		return node.Stat.Aversion
	}
	return node.Stat.Version
}

func prepareCreate(w *world.World, c world.Change, mode string, session timeline.SessionID) (world.Change, string) {
	parent := w.Last(path.Dir(c.Path))
	if parent == nil {
		return c, timeline.CodeNoNode
	}
	if timeline.CreateMode(mode).Sequential() {
		c.Path += fmt.Sprintf("%010d", parent.Creates())
	}
	switch {
	case w.Last(c.Path) != nil:
		return c, "NodeExists"
	case parent.Stat.EphemeralOwner != 0:
		return c, "NoChildrenForEphemerals"
	}
	if world.HasOwner(mode) {
		c.Owner = session
	}
	if c.ACL == nil {
		c.ACL = world.OpenACL
	}
	c.ACL = slices.Clone(c.ACL)
	return c, ""
}
