package mutants

import (
	"path"
	"reflect"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// markUnknown marks what updates of unknown outcome may have changed, from the zxid on
// that their session had seen.
func (r *record) markUnknown() {
	for _, e := range r.events {
		if e.Kind != timeline.KindOp {
			continue
		}
		op := e.Op
		switch {
		case op.Name == timeline.OpRequest || op.Name == timeline.OpReconfig:
			r.markFrom("/zookeeper/config", 0)
		case e.Outcome == timeline.Unknown && op.Server != 0:
			r.markEffects(op, r.seenBefore(op))
		case timeline.CreateMode(op.Mode).HasTTL() || op.Mode == string(timeline.Container): // servers delete them by themselves
			r.markFrom(op.Path, 0)
			r.markFrom(path.Dir(op.Path), 0)
		}
	}
}

// seenBefore returns the greatest zxid that the session had seen at the invocation.
func (r *record) seenBefore(op *timeline.Op) timeline.Zxid {
	var seen timeline.Zxid
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Op.Session == op.Session && e.Op.Return <= op.Invoke {
			seen = max(seen, e.Op.Zxid)
		}
	}
	return seen
}

// markEffects marks what one update may have changed.
func (r *record) markEffects(op *timeline.Op, z timeline.Zxid) {
	if op.Name == timeline.OpClose {
		r.markSession(op.Session, z)
		return
	}
	if !op.Updates() {
		return
	}
	for _, c := range changesOf(op) {
		r.markFrom(c.Path, z)
		if c.Name == timeline.OpCreate || c.Name == timeline.OpDelete {
			r.markFrom(path.Dir(c.Path), z)
		}
	}
}

// markExpired marks the znodes of sessions that ended at an unknown zxid.
func (r *record) markExpired() {
	for _, e := range r.events {
		switch {
		case e.Server != nil && e.Server.Change == timeline.Expired:
			r.expired[e.Server.SessionID] = true
			r.markSession(e.Server.SessionID, 0)
		case e.Handshake != nil && e.Outcome == timeline.Refused && r.ends[e.Handshake.Asked] == 0:
			r.expired[e.Handshake.Asked] = true
			r.markSession(e.Handshake.Asked, 0)
		}
	}
}

func (r *record) markSession(session timeline.SessionID, z timeline.Zxid) {
	for _, name := range r.world.Names() {
		if slices.ContainsFunc(r.world.Past(name), func(v world.Version) bool { return v.Node != nil && v.Node.Stat.EphemeralOwner == session }) {
			r.markFrom(name, z)
			r.markFrom(path.Dir(name), z)
		}
	}
}

// markMismatches marks the znodes that the history shows in another state than the
// acknowledged updates make.
func (r *record) markMismatches() {
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && world.IsAnswer(e) && r.known(e.Op.Path, e.Op.Zxid) && !r.world.Answers(e) {
			r.markFrom(e.Op.Path, 0)
		}
		if e.Tree == nil {
			continue
		}
		shown := map[string]bool{}
		for _, z := range e.Tree.Znodes {
			shown[z.Path] = true
			if node := r.world.Last(z.Path); r.known(z.Path, e.Tree.Zxid) && (node == nil || !reflect.DeepEqual(node.Shown(z.Path), z)) {
				r.markFrom(z.Path, 0)
			}
		}
		for _, name := range r.world.Names() {
			if r.world.Last(name) != nil && !shown[name] && r.known(name, e.Tree.Zxid) {
				r.markFrom(name, 0)
			}
		}
	}
}
