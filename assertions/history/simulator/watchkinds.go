package simulator

import (
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watchKinds lose, add and move the events of watches.
func watchKinds() []Kind {
	return []Kind{
		{Name: "event of a watch lost", Guarantee: "watch_delivery", places: (*record).losableEvents},
		{Name: "event of a watch twice", Guarantee: "watch_delivery", places: (*record).repeatableEvents},
		{Name: "event that no watch asked for", Guarantee: "watch_delivery", places: (*record).unaskedEvents},
		{Name: "event of a watch behind the reply", Guarantee: "watch_order", places: (*record).delayableEvents},
		{Name: "two events of watches swapped", Guarantee: "watch_order", places: (*record).swappableEvents},
	}
}

// happening is the event of a watch, and the change that it tells of.
type happening struct {
	event int
	watch *timeline.Watch
	zxid  timeline.Zxid
}

// happenings are the events of which it is known what caused them. Where looks tell
// no position it is not known from when on a watch waits.
func (r *record) happenings() []happening {
	var all []happening
	if r.events[0].Run.Release == early {
		return nil
	}
	for i, e := range r.events {
		if e.Watch == nil {
			continue
		}
		if z := r.causeOf(i); z != 0 {
			all = append(all, happening{i, e.Watch, z})
		}
	}
	return all
}

// causeOf is the change that an event tells of: the first that fits behind what the
// session had seen.
func (r *record) causeOf(i int) timeline.Zxid {
	w := r.events[i].Watch
	if w.Zxid != 0 {
		return w.Zxid
	}
	for _, v := range r.world.past[w.Path] {
		if v.zxid > r.seen[i] && fits(w, v) {
			if r.sure(w.Path, v.zxid) && r.onlyOne(i) && r.seen[i] != 0 {
				return v.zxid
			}
			break
		}
	}
	return 0
}

// fits tells whether a version is what an event tells of.
func fits(w *timeline.Watch, v version) bool {
	if w.Type == childrenChanged {
		return v.cause.path != w.Path
	}
	names := map[string][]string{created: {"create"}, deleted: {"delete", "close"}, dataChanged: {"set"}}
	return v.cause.path == w.Path && slices.Contains(names[w.Type], v.cause.name)
}

// onlyOne tells whether no other event of the same kind came between the same replies.
func (r *record) onlyOne(i int) bool {
	w := r.events[i].Watch
	for _, j := range r.clients[w.Client] {
		if o := r.events[j].Watch; o != nil && j != i && o.Path == w.Path && o.Type == w.Type && r.seen[j] == r.seen[i] {
			return false
		}
	}
	return true
}

// losableEvents are proven lost by a later reply on the connection, at or beyond
// the change.
func (r *record) losableEvents() []place {
	var places []place
	for _, h := range r.happenings() {
		if r.replyBeyond(h) && !r.missable(h) && r.isKnown(h) {
			places = append(places, func(m *mutant) {
				m.shift(h.watch.Client, h.watch.Arrival+1, -1)
				m.remove(h.event)
			})
		}
	}
	return places
}

// isKnown tells whether anything but events of watches says that the change was made:
// a client was told so, or somebody was shown it.
func (r *record) isKnown(h happening) bool {
	if _, acked := r.acked[h.zxid]; acked {
		return true
	}
	shows := func(s timeline.Stat) bool {
		of := map[string]timeline.Zxid{created: s.Czxid, dataChanged: s.Mzxid, childrenChanged: s.Pzxid}
		return of[h.watch.Type] == h.zxid && (h.watch.Type == created || s.Czxid != h.zxid)
	}
	return slices.ContainsFunc(r.events, func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Looks() && e.Op.Stat != nil && e.Op.Path == h.watch.Path && shows(*e.Op.Stat)
	})
}

// missable tells whether the watch may have been set again behind the change, on a
// connection on which nothing was answered yet: then a client is not told of what a
// persistent watch missed, nor of a znode that came and went.
func (r *record) missable(h happening) bool {
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
	return h.watch.Type == created && (r.world.at(h.watch.Path, op.Zxid) == nil || !r.sure(h.watch.Path, op.Zxid))
}

// persists tells whether a client uses persistent watches: then it uses no others.
func (r *record) persists(client string) bool {
	return slices.ContainsFunc(r.events, func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Name == "watch" && e.Op.Client == client && strings.HasPrefix(e.Op.Watch, "persistent")
	})
}

func (r *record) replyBeyond(h happening) bool {
	on := r.connection(h.event)
	for j := r.next[h.event]; j >= 0 && r.connection(j) == on; j = r.next[j] {
		if op := r.events[j].Op; op != nil && op.Zxid >= h.zxid {
			return true
		}
	}
	return false
}

// repeatableEvents come from the only watch that the client ever had there.
func (r *record) repeatableEvents() []place {
	var places []place
	for _, h := range r.happenings() {
		watches := 0
		for _, e := range r.events {
			if e.Kind != timeline.KindOp || e.Op.Name != "watch" || e.Op.Client != h.watch.Client {
				continue
			}
			if e.Op.Watch == "persistent" || e.Op.Watch == "persistent_recursive" {
				watches = 2
				break
			}
			if e.Op.Path == h.watch.Path {
				watches++
			}
		}
		if watches != 1 {
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

// unaskedEvents tell of sets of znodes that the client never watched, at the place
// where a watch would have told.
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
				Client: op.Client, Session: op.Session, Server: op.Server, Type: dataChanged, State: "SyncConnected",
				Path: name, Zxid: r.told(z), Arrival: op.Arrival,
			}}, op.Return-1)
		})
	}
	return places
}

// setBetween is a set, of a znode that the client does not watch, that it came to
// know of by a reply.
func (r *record) setBetween(seen timeline.Zxid, op *timeline.Op) (string, timeline.Zxid) {
	for _, name := range r.world.names() {
		i := r.world.index(name, op.Zxid)
		if i < 0 || !r.sure(name, op.Zxid) {
			continue
		}
		if v := r.world.past[name][i]; v.zxid > seen && v.cause.name == "set" && !r.watches(op.Client, name) {
			return name, v.zxid
		}
	}
	return "", 0
}

// told is the zxid that the event of a watch carries on this release.
func (r *record) told(z timeline.Zxid) timeline.Zxid {
	if slices.ContainsFunc(r.events, func(e timeline.Event) bool { return e.Watch != nil && e.Watch.Zxid != 0 }) {
		return z
	}
	return 0
}

// delayableEvents come right before a reply that shows that their change had happened.
func (r *record) delayableEvents() []place {
	var places []place
	for _, h := range r.happenings() {
		j := r.next[h.event]
		if j < 0 || r.events[j].Op == nil || r.connection(j) != r.connection(h.event) {
			continue
		}
		op := r.events[j].Op
		if op.Zxid < h.zxid || op.Name == "watch" || op.Name == "unwatch" || op.Name == "close" {
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

// swappableEvents tell of two changes, one right behind the other.
func (r *record) swappableEvents() []place {
	var places []place
	happened := r.happenings()
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

// afterReply tells whether a reply came first on the connection. Before that, servers
// tell of what was missed, in the order of the watches.
func (r *record) afterReply(event int) bool {
	_, arrival := arrivalOf(r.events[event])
	return slices.ContainsFunc(r.clients[r.events[event].Watch.Client], func(i int) bool {
		_, n := arrivalOf(r.events[i])
		return n < arrival && r.events[i].Op != nil && r.connection(i) == r.connection(event)
	})
}
