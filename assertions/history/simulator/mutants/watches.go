package mutants

import (
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watchKinds remove, add and move the events of watches.
func watchKinds() []Kind {
	return []Kind{
		{Name: "event of a watch lost", Guarantee: "watch_delivery", places: losableEvents},
		{Name: "event of a watch twice", Guarantee: "watch_delivery", places: repeatableEvents},
		{Name: "event without a watch", Guarantee: "watch_delivery", places: unaskedEvents},
		{Name: "event of a watch after the reply", Guarantee: "watch_order", places: delayableEvents},
		{Name: "two events of watches swapped", Guarantee: "watch_order", places: swappableEvents},
	}
}

// reportedChange is the event of a watch, and the change that it reports.
type reportedChange struct {
	event int
	watch *timeline.Watch
	zxid  timeline.Zxid
}

// reportedChanges returns the events with a known cause. If reads have no zxid it is not
// known from when on a watch covers changes.
func reportedChanges(r *record) []reportedChange {
	if r.readsLackZxids() {
		return nil
	}
	var reported []reportedChange
	for i, e := range r.events {
		if e.Watch == nil {
			continue
		}
		if z := causeOf(r, i); z != 0 {
			reported = append(reported, reportedChange{i, e.Watch, z})
		}
	}
	return reported
}

// causeOf returns the zxid of the change that an event reports: the first that fits after
// what the session had seen.
func causeOf(r *record, i int) timeline.Zxid {
	w := r.events[i].Watch
	if w.Zxid != 0 {
		return w.Zxid
	}
	past := r.world.Past(w.Path)
	n := slices.IndexFunc(past, func(v world.Version) bool { return v.Zxid > r.seen[i] && fits(w, v) })
	if n < 0 || r.seen[i] == 0 || !r.known(w.Path, past[n].Zxid) || !r.onlyOne(i) {
		return 0
	}
	return past[n].Zxid
}

// fits reports whether an event is about a version.
func fits(w *timeline.Watch, v world.Version) bool {
	if w.Type == timeline.NodeChildrenChanged {
		return v.Cause.Path != w.Path
	}
	names := map[string][]string{timeline.NodeCreated: {timeline.OpCreate}, timeline.NodeDeleted: {timeline.OpDelete, timeline.OpClose}, timeline.NodeDataChanged: {timeline.OpSet}}
	return v.Cause.Path == w.Path && slices.Contains(names[w.Type], v.Cause.Name)
}

// losableEvents returns events with a later reply on the connection that has the change.
func losableEvents(r *record) []place {
	var places []place
	for _, h := range reportedChanges(r) {
		if r.replyBeyond(h.event, h.zxid) && !h.isMissable(r) && h.isKnown(r) {
			places = append(places, func(m *mutant) {
				m.shift(h.watch.Client, h.watch.Arrival+1, -1)
				m.remove(h.event)
			})
		}
	}
	return places
}

// isKnown reports whether more than watch events proves the change: a reply to the update,
// or a read.
func (h reportedChange) isKnown(r *record) bool {
	if _, acked := r.acked[h.zxid]; acked {
		return true
	}
	shows := func(s timeline.Stat) bool {
		of := map[string]timeline.Zxid{timeline.NodeCreated: s.Czxid, timeline.NodeDataChanged: s.Mzxid, timeline.NodeChildrenChanged: s.Pzxid}
		return of[h.watch.Type] == h.zxid && (h.watch.Type == timeline.NodeCreated || s.Czxid != h.zxid)
	}
	return slices.ContainsFunc(r.events, func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Reads() && e.Op.Stat != nil && e.Op.Path == h.watch.Path && shows(*e.Op.Stat)
	})
}

// isMissable reports whether the watch may have been set again after the change, on a
// connection without a reply so far: then a persistent watch does not report what it
// missed, and no watch reports a znode that was created and deleted.
func (h reportedChange) isMissable(r *record) bool {
	if r.afterReply(h.event) {
		return false
	}
	first := r.next[h.event]
	for first >= 0 && (r.events[first].Op == nil || r.events[first].Op.Zxid == 0) {
		first = r.next[first]
	}
	if first < 0 {
		return true
	}
	op := r.events[first].Op
	if r.persists(h.watch.Client) {
		return !op.Updates() || r.events[first].Outcome != timeline.OK || op.Zxid != h.zxid
	}
	return h.watch.Type == timeline.NodeCreated && (r.world.At(h.watch.Path, op.Zxid) == nil || !r.known(h.watch.Path, op.Zxid))
}

// persists reports whether a client uses persistent watches: then it uses no others.
func (r *record) persists(client string) bool {
	return slices.ContainsFunc(r.watchesOf(client), func(op *timeline.Op) bool { return world.IsPersistent(timeline.WatchMode(op.Watch)) })
}

// repeatableEvents returns events of the only watch that the client ever set there.
func repeatableEvents(r *record) []place {
	var places []place
	for _, h := range reportedChanges(r) {
		same := slices.DeleteFunc(r.watchesOf(h.watch.Client), func(op *timeline.Op) bool { return op.Path != h.watch.Path })
		if len(same) != 1 || r.persists(h.watch.Client) {
			continue
		}
		places = append(places, func(m *mutant) {
			again := *h.watch
			again.Arrival++
			m.shift(again.Client, again.Arrival, 1)
			e := m.events[h.event]
			e.Watch = &again
			m.insert(e, e.At)
		})
	}
	return places
}

// unaskedEvents returns the places where a watch would have reported a set of a znode that
// the client never watched.
func unaskedEvents(r *record) []place {
	var places []place
	for i, e := range r.events {
		j := r.next[i]
		if e.Kind != timeline.KindOp || !r.adjacent(i, j) || r.events[j].Op.Zxid == 0 {
			continue
		}
		op := r.events[j].Op
		name, z := setBetween(r, r.seen[j], op)
		if name == "" {
			continue
		}
		places = append(places, func(m *mutant) { m.send(op, timeline.NodeDataChanged, name, eventZxid(r, z)) })
	}
	return places
}

// setBetween returns a set of a znode that the client does not watch, between what the
// session had seen and a reply.
func setBetween(r *record, seen timeline.Zxid, op *timeline.Op) (string, timeline.Zxid) {
	for _, name := range r.world.Names() {
		i := r.world.Index(name, op.Zxid)
		if i < 0 || !r.known(name, op.Zxid) {
			continue
		}
		if v := r.world.Past(name)[i]; v.Zxid > seen && v.Cause.Name == timeline.OpSet && !r.watches(op.Client, name) {
			return name, v.Zxid
		}
	}
	return "", 0
}

// eventZxid returns the zxid that a watch event carries on this release.
func eventZxid(r *record, z timeline.Zxid) timeline.Zxid {
	if slices.ContainsFunc(r.events, func(e timeline.Event) bool { return e.Watch != nil && e.Watch.Zxid != 0 }) {
		return z
	}
	return 0
}

// delayableEvents returns events right before a reply at or beyond their change.
func delayableEvents(r *record) []place {
	var places []place
	for _, h := range reportedChanges(r) {
		j := r.next[h.event]
		if j < 0 || r.events[j].Op == nil || r.connection(j) != r.connection(h.event) {
			continue
		}
		op := r.events[j].Op
		if op.Zxid < h.zxid || op.Name == timeline.OpWatch || op.Name == timeline.OpUnwatch || op.Name == timeline.OpClose {
			continue
		}
		places = append(places, func(m *mutant) {
			m.op(j).Arrival--
			m.watch(h.event).Arrival++
			m.insert(m.remove(h.event), op.Return+time.Nanosecond)
		})
	}
	return places
}

// swappableEvents returns two events of different changes, one right after the other.
func swappableEvents(r *record) []place {
	var places []place
	reported := reportedChanges(r)
	for _, a := range reported {
		for _, b := range reported {
			// On one path the later event may use up the watch of the earlier one.
			if r.next[a.event] != b.event || a.watch.Path == b.watch.Path || a.zxid >= b.zxid || r.connection(a.event) != r.connection(b.event) || !r.afterReply(a.event) || !r.canBeReceived(b.zxid, r.events[a.event].At) {
				continue
			}
			places = append(places, func(m *mutant) {
				first, second := m.watch(a.event), m.watch(b.event)
				first.Arrival, second.Arrival = second.Arrival, first.Arrival
				m.swapEvents(a.event, b.event)
			})
		}
	}
	return places
}
