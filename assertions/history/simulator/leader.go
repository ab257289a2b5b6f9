package simulator

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// types maps operations to ZooKeeper's names of their transactions.
var types = map[string]string{
	timeline.OpCreate: "create", timeline.OpSet: "setData", timeline.OpDelete: timeline.OpDelete, timeline.OpSetACL: "setACL", timeline.OpTransaction: "multi", timeline.OpClose: "closeSession",
}

// want is one requested update, alone or as a part of a transaction.
type want struct {
	name, path, mode string
	ttl              time.Duration
	content          world.Content
	acl              []string
	version          *int32 // nil for any
}

// propose sends the client's next update, or sync, to the leader, which decides it.
func (s *sim) propose(c *client) {
	if c.conn == nil || c.conn.server.deposed {
		return
	}
	for _, call := range c.conn.pending {
		if call.proposed {
			continue
		}
		if c.conn.server.hasWaiting(c.session) {
			s.decideAllWaiting(c.conn.server)
		}
		call.proposed = true
		if call.op.Name == timeline.OpSync {
			call.goal = len(s.log)
		} else if s.updates(call) {
			s.decide(call)
		}
		return
	}
}

// decide gives an update its zxid, even if it is refused (PrepRequestProcessor).
func (s *sim) decide(call *call) {
	session := s.sessions[call.op.Session]
	if session.isLocal() && session.isAlive() && needsGlobal(call) && s.upgrades {
		s.makeGlobal(session)
	}
	e := s.extend(entry{
		Txn:  world.Txn{Session: call.op.Session, Multi: call.op.Name == timeline.OpTransaction},
		kind: types[call.op.Name], xid: call.op.Xid, call: call,
	})
	call.outcome = timeline.OK
	if call.op.Name == timeline.OpClose {
		s.endSession(e)
		return
	}
	before := maps.Clone(s.outstanding)
	for i, w := range call.wants {
		c, code := s.prepare(w, call)
		if code != "" {
			s.outstanding = before
			s.refuse(call, e, i, code)
			return
		}
		if c.Name != "" {
			s.do(e, c)
		}
		call.accept(i, c, w.mode, s.world)
	}
	for i := range call.op.Parts {
		call.op.Parts[i].Outcome = timeline.OK
	}
}

// needsGlobal reports whether a request creates an ephemeral znode.
func needsGlobal(call *call) bool {
	return slices.ContainsFunc(call.wants, func(w want) bool { return world.HasOwner(w.mode) })
}

// do makes a change a part of a transaction.
func (s *sim) do(e *entry, c world.Change) {
	s.noteOutstanding(e.Zxid, c)
	before := s.world.Last(c.Path)
	s.world.Apply(e.Txn, c)
	done := step{Change: c, parentACL: s.world.Last(path.Dir(c.Path)).ACL}
	if node := cmp.Or(s.world.Last(c.Path), before); node != nil {
		done.acl = node.ACL
	}
	e.steps = append(e.steps, done)
}

// accept prepares the reply of the server.
func (c *call) accept(i int, done world.Change, mode string, w *world.World) {
	var stat *timeline.Stat
	hasStat := timeline.CreateMode(mode).HasTTL() || mode == string(timeline.Container) // their opcodes reply with a Stat
	if done.Name == timeline.OpSet || done.Name == timeline.OpSetACL || hasStat {
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

// refuse turns the transaction into an error, which uses up its zxid. What readers of disks
// call an error includes refused multis.
func (s *sim) refuse(call *call, e *entry, part int, code string) {
	s.world.Truncate(e.Zxid - 1)
	e.steps, e.kind = nil, timeline.TxnError
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

// prepare returns the change that an update makes, or the code with which it is refused.
// The order of the tests is that of pRequest2Txn.
func (s *sim) prepare(w want, call *call) (world.Change, string) {
	if code := s.checkSession(w, call); code != "" {
		return world.Change{}, code
	}
	c := world.Change{Name: w.name, Path: w.path, Content: w.content}
	if w.name == timeline.OpCreate || w.name == timeline.OpSetACL {
		c.ACL = normalised(w.acl, call.ids)
		if w.acl == nil {
			c.ACL = world.OpenACL
		} else if c.ACL == nil {
			return c, "InvalidACL"
		}
	}
	if w.name == timeline.OpCreate {
		return s.prepareCreate(c, w, call)
	}
	guard, permission := s.world.Last(w.path), map[string]string{timeline.OpSet: "w", timeline.OpSetACL: "a", timeline.OpCheck: "r", timeline.OpDelete: "d"}[w.name]
	if w.name == timeline.OpDelete {
		guard = s.world.Last(path.Dir(w.path))
	}
	node := s.world.Last(w.path)
	switch {
	case guard == nil:
		return c, timeline.CodeNoNode
	case !permits(guard.ACL, permission, call.ids):
		return c, timeline.CodeNoAuth
	case node == nil:
		return c, timeline.CodeNoNode
	case w.version != nil && *w.version != w.versionOf(node):
		return c, "BadVersion"
	case w.name == timeline.OpDelete && s.children(w.path) > 0:
		return c, "NotEmpty"
	case w.name == timeline.OpCheck:
		return world.Change{}, ""
	}
	return c, ""
}

// checkSession returns why the leader accepts nothing from the session, or "". A session
// belongs to the server to which its client is connected. The leader does not know the
// local sessions of other servers.
func (s *sim) checkSession(w want, call *call) string {
	e, v := s.sessions[call.op.Session], call.conn.server
	switch {
	case !e.isLocal() && !e.isAlive():
		return timeline.CodeSessionExpired
	case !e.isLocal() && e.owner != v:
		return "SessionMoved"
	case e.isLocal() && world.HasOwner(w.mode) && len(call.op.Parts) > 0 && v != s.leader:
		return timeline.CodeSessionExpired
	case e.isLocal() && world.HasOwner(w.mode):
		return "EphemeralOnLocalSession"
	}
	return ""
}

func (w want) versionOf(node *world.Znode) int32 {
	if w.name == timeline.OpSetACL {
		return node.Stat.Aversion
	}
	return node.Stat.Version
}

func (s *sim) prepareCreate(c world.Change, w want, call *call) (world.Change, string) {
	parent := s.world.Last(path.Dir(c.Path))
	if parent == nil {
		return c, timeline.CodeNoNode
	}
	if timeline.CreateMode(w.mode).Sequential() {
		c.Path += fmt.Sprintf("%010d", parent.Creates())
	}
	switch {
	case !permits(parent.ACL, "c", call.ids):
		return c, timeline.CodeNoAuth
	case s.world.Last(c.Path) != nil:
		return c, "NodeExists"
	case world.IsEphemeral(parent):
		return c, "NoChildrenForEphemerals"
	}
	c.Owner = world.OwnerOf(w.mode, w.ttl, call.op.Session)
	return c, ""
}
