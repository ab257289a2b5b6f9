package mutants

import (
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

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
		case op.Updates():
			r.markUnforeseeable(op)
		}
	}
}

// markUnforeseeable marks what servers make of an acknowledged update: they delete
// containers and znodes with a TTL, they write the statistics of quotas, and "auth" in an
// ACL is whatever the client authenticated as.
func (r *record) markUnforeseeable(op *timeline.Op) {
	for _, c := range changesOf(op) {
		isAuth := slices.ContainsFunc(c.ACL, func(entry string) bool { return strings.HasPrefix(entry, "auth:") })
		vanishes := c.Owner != 0 && !world.HasOwner(op.Mode) && c.Owner != op.Session
		if vanishes || isAuth || world.IsQuota(c.Path) {
			r.markFrom(c.Path, 0)
		}
		if vanishes {
			r.markFrom(path.Dir(c.Path), 0)
		}
	}
}

// markUnreadable marks what the reader of a tree was not permitted to see, or not as it is.
func (r *record) markUnreadable() {
	for _, e := range r.events {
		if e.Tree == nil {
			continue
		}
		for _, z := range e.Tree.Znodes {
			if !z.Hidden && z.Digest != timeline.NoPermission && !world.IsMasked(z.ACL) {
				continue
			}
			for _, name := range r.world.Names() {
				if name == z.Path || strings.HasPrefix(name, z.Path+"/") {
					r.markFrom(name, 0)
				}
			}
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

// markExpired marks the znodes of sessions that ended at an unknown zxid, or may have. That
// one ended is certain if a server refuses the session, or the leader logs it and commits an
// update that is sent later. A leader that others have replaced, and that has not joined them
// yet, proves nothing.
func (r *record) markExpired() {
	for _, session := range r.localCloses {
		r.expired[session] = true
		r.markSession(session, 0)
	}
	leader, epoch, replaced := 0, uint32(0), map[int]bool{}
	for _, e := range r.events {
		switch {
		case e.Server != nil && e.Server.Change == timeline.Established:
			replaced[leader], replaced[e.Server.ID], leader, epoch = true, false, e.Server.ID, e.Server.Epoch
		case e.Server != nil && e.Server.Change == timeline.Expired:
			r.expire(e.Server.SessionID, e.Server.ID == leader && r.commitsAfter(epoch, e.At))
		case e.Server != nil:
			replaced[e.Server.ID] = false
		case e.Handshake != nil && e.Outcome == timeline.Refused && r.ends[e.Handshake.Asked] == 0:
			r.expire(e.Handshake.Asked, !replaced[e.Handshake.Server])
		}
	}
}

// commitsAfter reports whether an update that was sent after a time has a zxid of an epoch.
func (r *record) commitsAfter(epoch uint32, at time.Duration) bool {
	for z, i := range r.acked {
		if z.Epoch() == epoch && r.events[i].Op.Invoke > at {
			return true
		}
	}
	return false
}

func (r *record) expire(session timeline.SessionID, certain bool) {
	r.expired[session] = r.expired[session] || certain
	r.markSession(session, 0)
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
