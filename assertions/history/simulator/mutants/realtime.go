package mutants

import (
	"maps"
	"path"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// realTimeKinds contradict the clock: writes that are ordered before others that had ended,
// or seen before they were requested.
func realTimeKinds() []Kind {
	return []Kind{
		{Name: "write ordered before one that had returned", Guarantee: writeOrder, places: reorderableWrites},
		{Name: "write acknowledged in an old epoch", Guarantee: writeOrder, places: antedatableWrites},
		{Name: "write read before it was requested", Guarantee: writeOrder, places: precognitions},
		{Name: "event of a write before it was requested", Guarantee: writeOrder, places: earlyEvents},
		{Name: "tree has a write before it was requested", Guarantee: writeOrder, trees: true, places: lateWrites},
	}
}

// isMovable reports whether an acknowledged write can have any zxid in a range without
// anybody noticing: nothing changed, showed or reported its znode meanwhile, or the children
// of its parent, and neither its session nor a later sync was answered meanwhile.
func (r *record) isMovable(i int, from, to timeline.Zxid) bool {
	op := r.events[i].Op
	name, parent := op.Path, ""
	switch op.Name {
	case timeline.OpSet, timeline.OpSetACL:
	case timeline.OpCreate:
		if parent = path.Dir(name); timeline.CreateMode(op.Mode).Sequential() || !r.known(parent, to) {
			return false
		}
	default:
		return false
	}
	if !r.known(name, to) || r.readsLackZxids() || op.Name != timeline.OpSetACL && r.isWatched(name) {
		return false
	}
	within := func(z timeline.Zxid) bool { return from <= z && z <= to }
	for n, e := range r.events {
		switch {
		case e.Handshake != nil && e.Handshake.Client == op.Client && within(e.Handshake.LastZxidSeen):
			return false
		case e.Kind != timeline.KindOp || n == i || !within(e.Op.Zxid):
		case touches(e.Op, name), parent != "" && (touches(e.Op, parent) || e.Outcome != timeline.Refused && changesBelow(e.Op, parent)), e.Op.Session == op.Session, e.Op.Name == timeline.OpSync && e.Op.Invoke >= op.Return:
			return false
		}
	}
	return true
}

// changesBelow reports whether an operation or a part of it creates or deletes a child of a
// znode.
func changesBelow(op *timeline.Op, parent string) bool {
	return slices.ContainsFunc(changesOf(op), func(c world.Change) bool {
		return path.Dir(c.Path) == parent && (c.Name == timeline.OpCreate || c.Name == timeline.OpDelete)
	})
}

// touches reports whether an operation or a part of it is about a znode.
func touches(op *timeline.Op, name string) bool {
	return op.Path == name || slices.ContainsFunc(op.Parts, func(p timeline.Part) bool { return p.Path == name })
}

// farthest limits the distance of the zxids that are swapped.
const farthest = 8

// reorderableWrites returns pairs of writes of which the first had returned when the second
// was requested.
func reorderableWrites(r *record) []place {
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		for other := z + 1; other < z+farthest; other++ {
			j, ok := r.acked[other]
			if !ok {
				continue
			}
			i := r.acked[z]
			a, b := r.events[i].Op, r.events[j].Op
			if a.Session != b.Session && a.Path != b.Path && a.Return <= b.Invoke && r.seen[j] < z && !r.watchesChange(b.Client, z, other) && r.isMovable(i, z, other) && r.isMovable(j, z, other) {
				places = append(places, func(m *mutant) { m.swapZxids(z, other) })
			}
		}
	}
	return places
}

// antedatableWrites returns writes that can have a zxid of the epoch before, though a write
// of their own epoch had returned when they were requested.
func antedatableWrites(r *record) []place {
	if len(r.disks) > 0 {
		return nil // they would lack the transaction
	}
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		i := r.acked[z]
		old := r.lastBefore(timeline.Zxid(z.Epoch())<<32) + 1
		if z.Epoch() < 2 || old.Epoch() == 0 || r.isShown(old) || r.seen[i] >= old || r.watchesChange(r.events[i].Op.Client, old, z) || !r.isMovable(i, old, z) || !r.hasReturned(z.Epoch(), r.events[i].Op.Invoke) {
			continue
		}
		places = append(places, func(m *mutant) { m.swapZxids(z, old) })
	}
	return places
}

// isShown reports whether a Stat or an event carries a zxid.
func (r *record) isShown(z timeline.Zxid) bool {
	return r.millis[z] != 0 || r.has(func(e timeline.Event) bool {
		return e.Watch != nil && e.Watch.Zxid == z || e.Op != nil && e.Op.Stat != nil && e.Op.Stat.Pzxid == z
	})
}

// watchesChange reports whether a znode that a client ever watched changed in a range: the
// zxid of a reply shows from when on watches are set again.
func (r *record) watchesChange(client string, from, to timeline.Zxid) bool {
	return slices.ContainsFunc(r.world.Names(), func(name string) bool {
		i := r.world.Index(name, to)
		return i >= 0 && r.world.Past(name)[i].Zxid >= from && r.watches(client, name)
	})
}

// lastBefore returns the greatest zxid of a reply below another.
func (r *record) lastBefore(z timeline.Zxid) timeline.Zxid {
	last := timeline.Zxid(0)
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Op.Zxid < z {
			last = max(last, e.Op.Zxid)
		}
	}
	return last
}

// hasReturned reports whether a write of an epoch was acknowledged before a time.
func (r *record) hasReturned(epoch uint32, at time.Duration) bool {
	for z, i := range r.acked {
		if z.Epoch() == epoch && r.events[i].Op.Return < at {
			return true
		}
	}
	return false
}

// precognitions returns reads that can show a set that was requested only after their reply:
// all later replies to their session include it.
func precognitions(r *record) []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.Index(op.Path, op.Zxid)
		past := r.world.Past(op.Path)
		if now < 0 || now+1 >= len(past) || past[now].Node == nil || len(r.watchesOf(op.Client)) > 0 {
			continue
		}
		v := past[now+1]
		write, ok := r.acked[v.Zxid]
		if !ok || v.Cause.Name != timeline.OpSet || v.Cause.Multi || v.Cause.Session == op.Session || r.events[write].Op.Invoke <= op.Return || !r.known(op.Path, v.Zxid) {
			continue
		}
		if !r.laterReply(i, func(op *timeline.Op) bool { return op.Zxid < v.Zxid }) && !r.syncsBelow(v.Zxid, op.Return) {
			places = append(places, func(m *mutant) {
				m.show(i, v.Node)
				m.op(i).Zxid = v.Zxid
			})
		}
	}
	return places
}

// syncsBelow reports whether a sync that was sent after a time is answered below a zxid.
func (r *record) syncsBelow(z timeline.Zxid, after time.Duration) bool {
	return r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Name == timeline.OpSync && e.Op.Zxid < z && e.Op.Invoke > after
	})
}

// earlyEvents returns watch events that can arrive before the write that they report was
// requested: nothing else arrived between.
func earlyEvents(r *record) []place {
	var places []place
	for _, h := range reportedChanges(r) {
		write, ok := r.acked[h.zxid]
		if !ok || h.watch.Zxid == 0 || len(r.events[write].Op.Parts) > 0 || !r.known(h.watch.Path, h.zxid) {
			continue
		}
		invoke := r.events[write].Op.Invoke
		if before := r.arrivedBefore(h.event); before < invoke && r.events[h.event].At > invoke && !r.syncsBelow(h.zxid, invoke-1) {
			places = append(places, func(m *mutant) { m.insert(m.remove(h.event), invoke-1) })
		}
	}
	return places
}

// arrivedBefore returns when the client received what came before an event, or when it
// connected.
func (r *record) arrivedBefore(i int) time.Duration {
	client, n := arrivalOf(r.events[i])
	last := time.Duration(0)
	for j, e := range r.events[:i] {
		name, m := arrivalOf(e)
		switch {
		case e.Handshake != nil && e.Handshake.Client == client:
			last = max(last, e.At)
		case name == client && m < n && r.events[j].Op != nil:
			last = max(last, e.Op.Return)
		case name == client && m < n:
			last = max(last, e.At)
		}
	}
	return last
}

// lateWrites returns the last writes of clients, which can be requested after the trees were
// read that have them.
func lateWrites(r *record) []place {
	var places []place
	last := r.trees[len(r.trees)-1]
	end := r.events[last].At
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		i := r.acked[z]
		op := r.events[i].Op
		invoke := invokeOf(r.events, op)
		if op.Name != timeline.OpSet || invoke < 0 || !r.known(op.Path, endOfTime) || !r.isLast(i) || r.isWaiting(i) {
			continue
		}
		places = append(places, func(m *mutant) {
			for n := last + 1; n < len(m.events); n++ {
				m.events[n].At += 2
			}
			m.request(i, func(op *timeline.Op) { op.Invoke = end + 1 })
			m.op(i).Return = end + 2
			answered := m.remove(i) // it comes after the request
			m.insert(m.remove(invoke), end+1)
			m.insert(answered, end+2)
		})
	}
	return places
}

// isLast reports whether nothing arrived at the client after a reply.
func (r *record) isLast(i int) bool { return r.next[i] < 0 }

// isWaiting reports whether the client sent other requests after one, before or after its
// reply.
func (r *record) isWaiting(i int) bool {
	op := r.events[i].Op
	return r.has(func(e timeline.Event) bool {
		return e.Op != nil && e.Op.Client == op.Client && e.Op.Invoke > op.Invoke || e.Handshake != nil && e.Handshake.Client == op.Client && e.At > op.Invoke
	})
}
