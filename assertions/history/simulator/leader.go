package simulator

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// anyVersion is the version that every znode has.
const anyVersion = -1

// types are ZooKeeper's names of the transactions.
var types = map[string]string{
	"create": "create", "set": "setData", "delete": "delete", "set_acl": "setACL", "transaction": "multi", "close": "closeSession",
}

// want is one update as it is asked for, alone or as a part of a transaction.
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
			if call.op.Name == "sync" {
				call.goal = len(s.log)
			} else if call.updates() {
				s.decide(call)
			}
			return
		}
	}
}

// decide gives an update its zxid, also when it is refused (PrepRequestProcessor).
func (s *sim) decide(call *call) {
	e := s.extend(entry{
		txn:  txn{session: call.op.Session, multi: call.op.Name == "transaction"},
		kind: types[call.op.Name], xid: call.op.Xid, call: call,
	})
	call.outcome = timeline.OK
	if call.op.Name == "close" {
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

// accept notes what the server will answer.
func (c *call) accept(i int, done change, w *world) {
	var stat *timeline.Stat
	if done.name == "set" || done.name == "set_acl" {
		shown := w.last(done.path).stat
		stat = &shown
	}
	if len(c.op.Parts) == 0 {
		c.path, c.stat = done.path, stat
		return
	}
	if done.name != "" {
		c.op.Parts[i].Stat = stat
		c.parts = append(c.parts, done.path)
		return
	}
	c.parts = append(c.parts, c.op.Parts[i].Path)
}

// refuse makes an error of the transaction, which uses up its zxid.
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

// endSession deletes what belongs to the session, in one transaction.
func (s *sim) endSession(e *entry) {
	s.closed[e.session] = e.zxid
	for _, name := range s.world.ephemerals(e.session) {
		c := change{name: "close", path: name}
		s.world.apply(e.txn, c)
		e.steps = append(e.steps, c)
	}
}

// decide says what an update does, or why it is refused.
func (w *world) decide(want want, session timeline.SessionID) (change, string) {
	c := change{name: want.name, path: want.path, content: want.content, acl: want.acl}
	if want.name == "create" {
		return w.decideCreate(c, want.mode, session)
	}
	node := w.last(want.path)
	switch {
	case node == nil:
		return c, "NoNode"
	case want.version != anyVersion && want.version != want.versionOf(node):
		return c, "BadVersion"
	case want.name == "delete" && len(node.children) > 0:
		return c, "NotEmpty"
	case want.name == "check":
		return change{}, ""
	}
	return c, ""
}

func (w want) versionOf(node *znode) int32 {
	if w.name == "set_acl" {
		return node.stat.Aversion
	}
	return node.stat.Version
}

func (w *world) decideCreate(c change, mode string, session timeline.SessionID) (change, string) {
	parent := w.last(path.Dir(c.path))
	if parent == nil {
		return c, "NoNode"
	}
	if strings.HasSuffix(mode, "sequential") {
		c.path += fmt.Sprintf("%010d", parent.creates())
	}
	switch {
	case w.last(c.path) != nil:
		return c, "NodeExists"
	case parent.stat.EphemeralOwner != 0:
		return c, "NoChildrenForEphemerals"
	}
	if strings.HasPrefix(mode, "ephemeral") {
		c.owner = session
	}
	if c.acl == nil {
		c.acl = everybody
	}
	c.acl = slices.Clone(c.acl)
	return c, ""
}
