package simulator

import (
	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// evaluate answers what is no transaction, at a zxid (FinalRequestProcessor).
func (s *sim) evaluate(call *call, z timeline.Zxid) (timeline.Outcome, string) {
	op := &call.op
	switch op.Name {
	case timeline.OpSync:
		return timeline.OK, ""
	case timeline.OpAuth:
		c := call.conn.client
		c.ids = append(c.ids[:len(c.ids):len(c.ids)], call.path)
		return timeline.OK, ""
	case timeline.OpClose:
		s.sessions[op.Session].dead = true
		return timeline.OK, ""
	case timeline.OpUnwatch:
		if code := call.conn.unwatch(timeline.WatchMode(op.Watch), op.Path); code != "" {
			return timeline.Refused, code
		}
		return timeline.OK, ""
	}
	node := s.world.At(op.Path, z)
	if node != nil && !s.mayRead(op, node.ACL, call.conn.client.ids) {
		return timeline.Refused, timeline.CodeNoAuth
	}
	outcome, code := world.Fill(op, node)
	if op.Name == timeline.OpACL && outcome == timeline.OK && s.shape.release != early && !permits(node.ACL, "a", call.conn.client.ids) {
		op.ACL = masked(op.ACL)
	}
	if op.Name == timeline.OpWatch && outcome == timeline.OK {
		call.conn.watch(timeline.WatchMode(op.Watch), op.Path)
	}
	return outcome, code
}

// mayRead reports whether an ACL permits a read. Before 3.8.4 and 3.9.2 everybody may look
// whether a znode exists (ZOOKEEPER-2590), and the earliest releases show every ACL.
func (s *sim) mayRead(op *timeline.Op, acl, ids []string) bool {
	kind := op.Name
	if kind == timeline.OpWatch {
		kind = op.Watch
	}
	switch {
	case world.IsPersistent(timeline.WatchMode(kind)):
		return true
	case kind == timeline.OpExists:
		return s.shape.release != newest || permits(acl, "r", ids)
	case kind == timeline.OpACL:
		return s.shape.release == early || permits(acl, "ra", ids)
	}
	return permits(acl, "r", ids)
}
