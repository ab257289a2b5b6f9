package mutants

import (
	"slices"
	"sort"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// arrivals holds what each client received, in order.
type arrivals struct {
	events  []timeline.Event
	clients map[string][]int // events that clients received, in the order of arrival
	seen    []timeline.Zxid  // by event: the greatest zxid of earlier replies to the session
	next    []int            // by event: the next one that the client received, or -1
}

// arrivalOf returns the place of an event among what its client received; 0 if it has none.
func arrivalOf(e timeline.Event) (client string, arrival int) {
	switch {
	case e.Kind == timeline.KindWatch:
		return e.Watch.Client, e.Watch.Arrival
	case e.Kind == timeline.KindOp && e.Op.Arrival > 0:
		return e.Op.Client, e.Op.Arrival
	}
	return "", 0
}

// newArrivals sorts what each client received, and notes what its session had seen.
func newArrivals(events []timeline.Event) arrivals {
	a := arrivals{events, map[string][]int{}, make([]timeline.Zxid, len(events)), make([]int, len(events))}
	for i, e := range events {
		a.next[i] = -1
		if client, n := arrivalOf(e); n > 0 {
			a.clients[client] = append(a.clients[client], i)
		}
	}
	for _, got := range a.clients {
		sort.Slice(got, func(i, j int) bool {
			_, first := arrivalOf(events[got[i]])
			_, second := arrivalOf(events[got[j]])
			return first < second
		})
		seen := map[timeline.SessionID]timeline.Zxid{}
		for n, i := range got {
			if n > 0 {
				a.next[got[n-1]] = i
			}
			session := sessionOf(events[i])
			a.seen[i] = seen[session]
			if op := events[i].Op; op != nil {
				seen[session] = max(seen[session], op.Zxid)
			}
		}
	}
	return a
}

func sessionOf(e timeline.Event) timeline.SessionID {
	if e.Watch != nil {
		return e.Watch.Session
	}
	return e.Op.Session
}

// adjacent reports whether two events are consecutive replies on one connection.
func (a *arrivals) adjacent(i, j int) bool {
	if j < 0 || a.events[i].Kind != timeline.KindOp || a.events[j].Kind != timeline.KindOp {
		return false
	}
	return a.connection(i) == a.connection(j) && a.events[i].Op.Session == a.events[j].Op.Session
}

// connection returns how many handshakes the client had made before an event arrived.
func (a *arrivals) connection(i int) int {
	e := a.events[i]
	client, _ := arrivalOf(e)
	at, n := e.At, 0
	if e.Op != nil {
		at = e.Op.Return
	}
	for _, h := range a.events {
		if h.Handshake != nil && h.Handshake.Client == client && h.At <= at {
			n++
		}
	}
	return n
}

// laterReply reports whether a later reply to the same session fits.
func (a *arrivals) laterReply(i int, fits func(*timeline.Op) bool) bool {
	for j := a.next[i]; j >= 0; j = a.next[j] {
		if op := a.events[j].Op; op != nil && op.Session == a.events[i].Op.Session && fits(op) {
			return true
		}
	}
	return false
}

// readsAgain reports whether the session reads the same znode again later.
func (a *arrivals) readsAgain(i int) bool {
	return a.laterReply(i, func(op *timeline.Op) bool { return op.Path == a.events[i].Op.Path && op.Reads() })
}

// replyBeyond reports whether a later reply on the same connection is at or beyond z.
func (a *arrivals) replyBeyond(event int, z timeline.Zxid) bool {
	on := a.connection(event)
	for j := a.next[event]; j >= 0 && a.connection(j) == on; j = a.next[j] {
		if op := a.events[j].Op; op != nil && op.Zxid >= z {
			return true
		}
	}
	return false
}

// afterReply reports whether a reply came first on the connection. Before that, servers
// report what was missed, in the order of the watches.
func (a *arrivals) afterReply(event int) bool {
	_, arrival := arrivalOf(a.events[event])
	return slices.ContainsFunc(a.clients[a.events[event].Watch.Client], func(i int) bool {
		_, n := arrivalOf(a.events[i])
		return n < arrival && a.events[i].Op != nil && a.connection(i) == a.connection(event)
	})
}

// eventBefore reports whether the client received a watch event right before.
func (a *arrivals) eventBefore(i int) bool {
	client, n := arrivalOf(a.events[i])
	return slices.ContainsFunc(a.clients[client], func(j int) bool {
		_, before := arrivalOf(a.events[j])
		return before == n-1 && a.events[j].Watch != nil
	})
}

// onlyOne reports whether no other event of the same kind came between the same replies.
func (a *arrivals) onlyOne(i int) bool {
	w := a.events[i].Watch
	return !slices.ContainsFunc(a.clients[w.Client], func(j int) bool {
		o := a.events[j].Watch
		return o != nil && j != i && o.Path == w.Path && o.Type == w.Type && a.seen[j] == a.seen[i]
	})
}
