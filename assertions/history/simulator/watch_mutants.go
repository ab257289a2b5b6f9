package simulator

import (
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watchKinds remove, add and move the events of watches.
func watchKinds() []Kind {
	return []Kind{
		{Name: "event of a watch lost", Guarantee: "watch_delivery", places: (*record).losableEvents},
		{Name: "event of a watch twice", Guarantee: "watch_delivery", places: (*record).repeatableEvents},
		{Name: "event without a watch", Guarantee: "watch_delivery", places: (*record).unaskedEvents},
		{Name: "event of a watch after the reply", Guarantee: "watch_order", places: (*record).delayableEvents},
		{Name: "two events of watches swapped", Guarantee: "watch_order", places: (*record).swappableEvents},
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
func (r *record) reportedChanges() []reportedChange {
	var reported []reportedChange
	if r.events[0].Run.Release == early {
		return nil
	}
	for i, e := range r.events {
		if e.Watch == nil {
			continue
		}
		if z := r.causeOf(i); z != 0 {
			reported = append(reported, reportedChange{i, e.Watch, z})
		}
	}
	return reported
}

// causeOf returns the zxid of the change that an event reports: the first that fits after
// what the session had seen.
func (r *record) causeOf(i int) timeline.Zxid {
	w := r.events[i].Watch
	if w.Zxid != 0 {
		return w.Zxid
	}
	for _, v := range r.world.past[w.Path] {
		if v.zxid > r.seen[i] && fits(w, v) {
			if r.known(w.Path, v.zxid) && r.onlyOne(i) && r.seen[i] != 0 {
				return v.zxid
			}
			break
		}
	}
	return 0
}

// fits reports whether an event is about a version.
func fits(w *timeline.Watch, v version) bool {
	if w.Type == timeline.NodeChildrenChanged {
		return v.cause.path != w.Path
	}
	names := map[string][]string{timeline.NodeCreated: {timeline.OpCreate}, timeline.NodeDeleted: {timeline.OpDelete, timeline.OpClose}, timeline.NodeDataChanged: {timeline.OpSet}}
	return v.cause.path == w.Path && slices.Contains(names[w.Type], v.cause.name)
}

// onlyOne reports whether no other event of the same kind came between the same replies.
func (r *record) onlyOne(i int) bool {
	w := r.events[i].Watch
	return !slices.ContainsFunc(r.clients[w.Client], func(j int) bool {
		o := r.events[j].Watch
		return o != nil && j != i && o.Path == w.Path && o.Type == w.Type && r.seen[j] == r.seen[i]
	})
}

// losableEvents are followed by a reply on the connection at or beyond the change.
func (r *record) losableEvents() []place {
	var places []place
	for _, h := range r.reportedChanges() {
		if r.replyBeyond(h) && !r.missable(h) && r.isKnown(h) {
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
func (r *record) isKnown(h reportedChange) bool {
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

// missable reports whether the watch may have been set again after the change, on a
// connection without a reply so far: then a persistent watch does not report what it
// missed, and no watch reports a znode that was created and deleted.
func (r *record) missable(h reportedChange) bool {
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
	return h.watch.Type == timeline.NodeCreated && (r.world.at(h.watch.Path, op.Zxid) == nil || !r.known(h.watch.Path, op.Zxid))
}

// persists reports whether a client uses persistent watches: then it uses no others.
func (r *record) persists(client string) bool {
	return slices.ContainsFunc(r.watchesOf(client), func(op *timeline.Op) bool { return isPersistent(timeline.WatchMode(op.Watch)) })
}

func (r *record) replyBeyond(h reportedChange) bool {
	on := r.connection(h.event)
	for j := r.next[h.event]; j >= 0 && r.connection(j) == on; j = r.next[j] {
		if op := r.events[j].Op; op != nil && op.Zxid >= h.zxid {
			return true
		}
	}
	return false
}

// repeatableEvents come from the only watch that the client ever set there.
func (r *record) repeatableEvents() []place {
	var places []place
	for _, h := range r.reportedChanges() {
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

// unaskedEvents report sets of znodes that the client never watched, at the place where a
// watch would have reported them.
func (r *record) unaskedEvents() []place {
	var places []place
	for i, e := range r.events {
		j := r.next[i]
		if e.Kind != timeline.KindOp || !r.adjacent(i, j) || r.events[j].Op.Zxid == 0 {
			continue
		}
		op := r.events[j].Op
		name, z := r.setBetween(r.seen[j], op)
		if name == "" {
			continue
		}
		places = append(places, func(m *mutant) {
			m.shift(op.Client, op.Arrival, 1)
			m.insert(timeline.Event{Kind: timeline.KindWatch, Actor: e.Actor, Watch: &timeline.Watch{
				Client: op.Client, Session: op.Session, Server: op.Server, Type: timeline.NodeDataChanged, State: "SyncConnected",
				Path: name, Zxid: r.eventZxid(z), Arrival: op.Arrival,
			}}, op.Return-1)
		})
	}
	return places
}

// setBetween returns a set of a znode that the client does not watch, between what the
// session had seen and a reply.
func (r *record) setBetween(seen timeline.Zxid, op *timeline.Op) (string, timeline.Zxid) {
	for _, name := range r.world.names() {
		i := r.world.index(name, op.Zxid)
		if i < 0 || !r.known(name, op.Zxid) {
			continue
		}
		if v := r.world.past[name][i]; v.zxid > seen && v.cause.name == timeline.OpSet && !r.watches(op.Client, name) {
			return name, v.zxid
		}
	}
	return "", 0
}

// eventZxid returns the zxid that a watch event carries on this release.
func (r *record) eventZxid(z timeline.Zxid) timeline.Zxid {
	if slices.ContainsFunc(r.events, func(e timeline.Event) bool { return e.Watch != nil && e.Watch.Zxid != 0 }) {
		return z
	}
	return 0
}

// delayableEvents come right before a reply at or beyond their change.
func (r *record) delayableEvents() []place {
	var places []place
	for _, h := range r.reportedChanges() {
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

// swappableEvents report two changes and come one right after the other.
func (r *record) swappableEvents() []place {
	var places []place
	happened := r.reportedChanges()
	for _, a := range happened {
		for _, b := range happened {
			if r.next[a.event] != b.event || a.zxid >= b.zxid || r.connection(a.event) != r.connection(b.event) || !r.afterReply(a.event) {
				continue
			}
			if a.watch.Path == b.watch.Path {
				continue // the later event may use up the watch of the earlier one
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

// afterReply reports whether a reply came first on the connection. Before that, servers
// report what was missed, in the order of the watches.
func (r *record) afterReply(event int) bool {
	_, arrival := arrivalOf(r.events[event])
	return slices.ContainsFunc(r.clients[r.events[event].Watch.Client], func(i int) bool {
		_, n := arrivalOf(r.events[i])
		return n < arrival && r.events[i].Op != nil && r.connection(i) == r.connection(event)
	})
}
