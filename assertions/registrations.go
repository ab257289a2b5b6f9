package assertions

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// registration is one watch that is set.
type registration struct {
	mode       timeline.WatchMode
	path       string
	by         *timeline.Event
	connection int // on which it was set

	sure    bool      // it is known from where on it waits
	changes []*change // of which it has to tell; one that tells once tells of the first
	must    int       // the first of them that it cannot have missed
	told    map[int]bool
	passed  map[int]*timeline.Event // the reply that came at or behind a change before its event did
}

func (g *registration) persistent() bool {
	return g.mode == timeline.WatchPersistent || g.mode == timeline.WatchRecursive
}

// missesSome tells whether a reconnected client may not be told of a change: what
// came and went meanwhile was never there for one that waits for a znode to come.
func (g *registration) missesSome() bool {
	return g.persistent() || g.mode == timeline.WatchExists && g.by.Op.Code == timeline.CodeNoNode
}

// tells whether an event can come from this watch (Watcher.Event.EventType).
func (g *registration) tells(event, name string) bool {
	children := event == timeline.NodeChildrenChanged
	switch g.mode {
	case timeline.WatchRecursive:
		return !children && isBelow(name, g.path)
	case timeline.WatchPersistent:
		return name == g.path
	case timeline.WatchChildren:
		return name == g.path && (children || event == timeline.NodeDeleted)
	}
	return name == g.path && !children
}

func isBelow(name, above string) bool {
	return name == above || strings.HasPrefix(name, strings.TrimSuffix(above, "/")+"/")
}

// endedBy tells whether an unwatch removes the watch.
func (g *registration) endedBy(op *timeline.Op) bool {
	mode := timeline.WatchMode(op.Watch)
	return g.path == op.Path && (mode == timeline.WatchAny || mode == g.mode || mode == timeline.WatchData && g.mode == timeline.WatchExists)
}

// overdue tells whether a watch that tells once has not told though it had to.
func (g *registration) overdue() bool {
	return !g.persistent() && g.passed[0] != nil && !g.told[0]
}

// changeOf finds the change of which an event tells, -1 for none that is known: of
// those that the watch waits for, and that look the same, the first behind what
// replies have shown, or else the first that the watch cannot have missed.
func (g *registration) changeOf(w *timeline.Watch, position, limit timeline.Zxid) int {
	first := -1
	waits := g.changes
	if !g.persistent() {
		waits = waits[:min(len(waits), 1)]
	}
	for i, c := range waits {
		switch {
		case c.event != w.Type || c.path != w.Path || g.told[i] || w.Zxid != 0 && c.zxid != w.Zxid || c.zxid > limit:
		case c.zxid > position:
			return i
		case first < 0 || first < g.must && i >= g.must:
			first = i
		}
	}
	return first
}

// takeEarly takes the events that came before the first reply on a connection for the
// last changes that the reply had reached. Those that it had passed are overdue now.
func (g *registration) takeEarly(early []*timeline.Event, reply *timeline.Event) {
	reached := len(g.changes)
	for reached > 0 && g.changes[reached-1].zxid > reply.Op.Zxid {
		reached--
	}
	for _, e := range slices.Backward(early) {
		for i := reached - 1; i >= 0; i-- {
			if c := g.changes[i]; !g.told[i] && c.event == e.Watch.Type && c.path == e.Watch.Path {
				g.told[i] = true
				break
			}
		}
	}
	for i := range min(reached, g.must) {
		g.passed[i] = reply
	}
}

// due is a change of which a watch has to tell.
type due struct {
	*registration
	*change
	index int
}

// present tells whether it is still among those of which the watch has to tell.
func (d due) present() bool {
	return d.index < len(d.changes) && d.changes[d.index] == d.change
}

// dues are ordered by zxid.
type dues []due

func (d dues) Len() int           { return len(d) }
func (d dues) Less(i, j int) bool { return d[i].zxid < d[j].zxid }
func (d dues) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }

// Push implements heap.Interface.
func (d *dues) Push(x any) { *d = append(*d, x.(due)) } //nolint:forcetypeassert // only push calls it

// Pop implements heap.Interface.
func (d *dues) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}

func (d *dues) push(x due) { heap.Push(d, x) }

func (d *dues) pop() due { return heap.Pop(d).(due) } //nolint:forcetypeassert // only push adds to it

// streamsOf are, for each session, its replies, watch events and handshakes as they
// came: those that have a place by their places, handshakes by the clock.
func streamsOf(events []timeline.Event) [][]*timeline.Event {
	type stream struct{ placed, handshakes []*timeline.Event }
	byID := map[timeline.SessionID]*stream{}
	var order []*stream
	of := func(id timeline.SessionID) *stream {
		if byID[id] == nil {
			byID[id] = &stream{}
			order = append(order, byID[id])
		}
		return byID[id]
	}
	for i := range events {
		switch e := &events[i]; {
		case e.Kind == timeline.KindOp && e.Op != nil && e.Op.Arrival > 0:
			s := of(e.Op.Session)
			s.placed = append(s.placed, e)
		case e.Watch != nil:
			s := of(e.Watch.Session)
			s.placed = append(s.placed, e)
		case e.Handshake != nil && e.Outcome != timeline.Unknown:
			s := of(cmp.Or(e.Handshake.Granted, e.Handshake.Asked))
			s.handshakes = append(s.handshakes, e)
		}
	}
	streams := make([][]*timeline.Event, len(order))
	for i, s := range order {
		slices.SortStableFunc(s.placed, func(a, b *timeline.Event) int { return cmp.Compare(arrivalOf(a), arrivalOf(b)) })
		streams[i] = merge(s.placed, s.handshakes)
	}
	return streams
}

func merge(placed, handshakes []*timeline.Event) []*timeline.Event {
	merged := make([]*timeline.Event, 0, len(placed)+len(handshakes))
	for _, e := range placed {
		for len(handshakes) > 0 && handshakes[0].At <= cameAt(e) {
			merged, handshakes = append(merged, handshakes[0]), handshakes[1:]
		}
		merged = append(merged, e)
	}
	return append(merged, handshakes...)
}

func arrivalOf(e *timeline.Event) int {
	if e.Op != nil {
		return e.Op.Arrival
	}
	return e.Watch.Arrival
}

func cameAt(e *timeline.Event) time.Duration {
	if e.Op != nil {
		return e.Op.Return
	}
	return e.At
}
