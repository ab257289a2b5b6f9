package mutants

import (
	"path"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// readKinds make reads show a state that never existed, or not at that time.
func readKinds() []Kind {
	return []Kind{
		{Name: "position of a read below what was seen", Guarantee: "single_system_image", places: lowerableReads},
		{Name: "results of two reads swapped", Guarantee: "single_system_image", places: swappableReads},
		{Name: "other data at the same mzxid", Guarantee: "replica_agreement", places: forgeableReads},
		{Name: "state from beyond the position", Guarantee: "replica_agreement", places: advanceableReads},
	}
}

// lowerableReads returns reads that show the same at a zxid that their session had passed.
func lowerableReads(r *record) []place {
	var places []place
	for i, e := range r.events {
		op := e.Op
		if e.Kind != timeline.KindOp || op.Zxid == 0 || r.seen[i] == 0 || e.Outcome == timeline.Unknown {
			continue
		}
		oldest := timeline.Zxid(0)
		switch {
		case op.Name == timeline.OpSync:
		case op.Name == timeline.OpWatch || !world.IsAnswer(e) || !r.known(op.Path, op.Zxid):
			continue
		default:
			if v := r.world.Index(op.Path, op.Zxid); v >= 0 {
				oldest = r.world.Past(op.Path)[v].Zxid
			}
		}
		if z := r.seen[i] - 1; z > oldest && z.Counter() > 0 {
			places = append(places, func(m *mutant) { m.op(i).Zxid = z })
		}
	}
	return places
}

// swappableReads returns reads of one znode that show different states, at different zxids.
func swappableReads(r *record) []place {
	var places []place
	for _, i := range r.reads {
		j := r.next[i]
		if !r.adjacent(i, j) || !slices.Contains(r.reads, j) {
			continue
		}
		a, b := r.events[i].Op, r.events[j].Op
		if a.Name != b.Name || a.Path != b.Path || a.Zxid >= b.Zxid || !r.canBeReceived(b.Zxid, a.Return) {
			continue
		}
		places = append(places, func(m *mutant) {
			first, second := m.op(i), m.op(j)
			copyAnswer(first, b)
			copyAnswer(second, a)
			x, y := &m.events[i], &m.events[j]
			x.Outcome, y.Outcome, x.What, y.What = y.Outcome, x.Outcome, y.What, x.What
		})
	}
	return places
}

// canBeReceived reports whether a client can have a zxid at a time: every update, and every
// reply to a sync, that was sent later has a greater one, except for some operations.
func (r *record) canBeReceived(z timeline.Zxid, at time.Duration, except ...*timeline.Op) bool {
	return !r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && !slices.Contains(except, e.Op) && (e.Op.Updates() || e.Op.Name == timeline.OpSync) && e.Op.Zxid != 0 && e.Op.Zxid <= z && e.Op.Invoke > at
	})
}

func copyAnswer(to, from *timeline.Op) {
	to.Zxid, to.Code, to.Data, to.Size, to.Digest, to.Stat, to.Children, to.ACL = from.Zxid, from.Code, from.Data, from.Size, from.Digest, from.Stat, from.Children, from.ACL
}

// forgeableReads returns reads that show what another session wrote.
func forgeableReads(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		if op.Name != timeline.OpRead || op.Stat == nil || op.Size == 0 || op.Stat.Mzxid == 0 {
			continue
		}
		writer := r.world.Past(op.Path)[r.world.Index(op.Path, op.Stat.Mzxid)].Cause
		if writer.Session == op.Session || writer.Multi {
			continue
		}
		places = append(places, func(m *mutant) {
			op := m.op(i)
			op.Digest = timeline.Digest([]byte("forged " + op.Digest))
			if op.Data != "" {
				op.Data = op.Data[:len(op.Data)-1] + "!"
				op.Digest = timeline.Digest([]byte(op.Data))
			}
		})
	}
	return places
}

// advanceableReads returns reads that can show the next set: all later replies to their
// session are at zxids that include it.
func advanceableReads(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.Index(op.Path, op.Zxid)
		past := r.world.Past(op.Path)
		if now < 0 || now+1 >= len(past) || past[now].Node == nil {
			continue
		}
		v := past[now+1]
		if v.Cause.Name != timeline.OpSet || v.Cause.Multi || v.Cause.Session == op.Session || world.IsEphemeral(v.Node) {
			continue
		}
		if r.known(op.Path, v.Zxid) && !r.laterReply(i, func(op *timeline.Op) bool { return op.Zxid < v.Zxid }) && !r.watches(op.Client, op.Path) {
			places = append(places, func(m *mutant) { m.show(i, v.Node) })
		}
	}
	return places
}

// watchesOf returns the operations by which a client set watches, or tried to.
func (r *record) watchesOf(client string) []*timeline.Op {
	var ops []*timeline.Op
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Op.Name == timeline.OpWatch && e.Op.Client == client {
			ops = append(ops, e.Op)
		}
	}
	return ops
}

// watches reports whether a client ever set a watch that covers a path.
func (r *record) watches(client, name string) bool {
	return slices.ContainsFunc(r.watchesOf(client), func(op *timeline.Op) bool {
		for up := name; ; up = path.Dir(up) {
			if up == op.Path && (up == name || up == path.Dir(name) || op.Watch == string(timeline.WatchRecursive)) {
				return true
			}
			if up == "/" {
				return false
			}
		}
	})
}
