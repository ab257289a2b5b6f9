package simulator

import (
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// doubtUnknown marks what updates of which nobody knows the end may have changed,
// from what their session had seen on.
func (r *record) doubtUnknown() {
	for _, e := range r.events {
		if e.Kind != timeline.KindOp {
			continue
		}
		op := e.Op
		switch {
		case op.Name == "request" || op.Name == "reconfig":
			r.doubtFrom("/zookeeper/config", 0)
		case e.Outcome == timeline.Unknown && op.Server != 0:
			r.doubtEffects(op, r.seenBefore(op))
		case strings.Contains(op.Mode, "ttl") || op.Mode == "container": // servers delete them by themselves
			r.doubtFrom(op.Path, 0)
			r.doubtFrom(path.Dir(op.Path), 0)
		}
	}
}

// seenBefore is a position that the session had seen when it asked for something.
func (r *record) seenBefore(op *timeline.Op) timeline.Zxid {
	var seen timeline.Zxid
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Op.Session == op.Session && e.Op.Return <= op.Invoke {
			seen = max(seen, e.Op.Zxid)
		}
	}
	return seen
}

// doubtEffects marks what one update may have changed.
func (r *record) doubtEffects(op *timeline.Op, z timeline.Zxid) {
	if op.Name == "close" {
		r.doubtSession(op.Session, z)
		return
	}
	if !op.Updates() {
		return
	}
	for _, c := range changesOf(op) {
		r.doubtFrom(c.path, z)
		if c.name == "create" || c.name == "delete" {
			r.doubtFrom(path.Dir(c.path), z)
		}
	}
}

// doubtExpired marks the znodes of sessions that ended at a zxid that nobody told.
func (r *record) doubtExpired() {
	for _, e := range r.events {
		switch {
		case e.Server != nil && e.Server.Change == timeline.Expired:
			r.expired[e.Server.SessionID] = true
			r.doubtSession(e.Server.SessionID, 0)
		case e.Handshake != nil && e.Outcome == timeline.Refused && r.ends[e.Handshake.Asked] == 0:
			r.expired[e.Handshake.Asked] = true
			r.doubtSession(e.Handshake.Asked, 0)
		}
	}
}

func (r *record) doubtSession(session timeline.SessionID, z timeline.Zxid) {
	for _, name := range r.world.names() {
		if slices.ContainsFunc(r.world.past[name], func(v version) bool { return v.node != nil && v.node.stat.EphemeralOwner == session }) {
			r.doubtFrom(name, z)
			r.doubtFrom(path.Dir(name), z)
		}
	}
}

// doubtMismatches marks the znodes that the history shows otherwise than they are
// known: nobody has told of a write.
func (r *record) doubtMismatches() {
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && r.isAnswer(e) && r.sure(e.Op.Path, e.Op.Zxid) && !r.agrees(e) {
			r.doubtFrom(e.Op.Path, 0)
		}
		if e.Tree == nil {
			continue
		}
		shown := map[string]bool{}
		for _, z := range e.Tree.Znodes {
			shown[z.Path] = true
			if node := r.world.last(z.Path); r.sure(z.Path, e.Tree.Zxid) && (node == nil || !reflect.DeepEqual(node.shown(z.Path), z)) {
				r.doubtFrom(z.Path, 0)
			}
		}
		for _, name := range r.world.names() {
			if r.world.last(name) != nil && !shown[name] && r.sure(name, e.Tree.Zxid) {
				r.doubtFrom(name, 0)
			}
		}
	}
}

// isAnswer tells whether an operation shows a znode, at a position that is told.
func (r *record) isAnswer(e timeline.Event) bool {
	op := e.Op
	return op.Zxid != 0 && op.Arrival > 0 && (e.Outcome == timeline.OK || op.Code == "NoNode") && op.Looks() && op.Name != "sync" &&
		op.Watch != "persistent" && op.Watch != "persistent_recursive"
}

// agrees tells whether an answer is what the replayed world gives.
func (r *record) agrees(e timeline.Event) bool {
	op := *e.Op
	outcome, code := fill(&op, r.world.at(op.Path, op.Zxid))
	op.Code = code
	return outcome == e.Outcome && reflect.DeepEqual(op, *e.Op)
}
