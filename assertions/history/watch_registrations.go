package history

import (
	"container/heap"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// registration is one watch that is set.
type registration struct {
	mode       timeline.WatchMode
	path       string
	by         *timeline.Event
	connection int // on which it was set

	fired     bool      // its event was withheld
	located   bool      // it is known from which zxid on it covers changes
	changes   []*change // that it covers; a watch that fires once reports only the first
	required  int       // the first of them that it cannot have missed
	delivered map[int]bool
	passed    map[int]*timeline.Event // the reply that came at or beyond a change before its event did
}

func (g *registration) persistent() bool {
	return g.mode == timeline.WatchPersistent || g.mode == timeline.WatchRecursive
}

// mayMiss reports whether a reconnected client may miss a change: for a watch on a
// znode that does not exist, one that was created and deleted meanwhile never existed.
func (g *registration) mayMiss() bool {
	return g.persistent() || g.onAbsent()
}

// onAbsent reports whether the watch waits for a znode that does not exist.
func (g *registration) onAbsent() bool {
	return g.mode == timeline.WatchExists && g.by.Op.Code == timeline.CodeNoNode
}

// covers reports whether an event can come from this watch (Watcher.Event.EventType). The
// first that happens to a znode that exists is no creation, and to one that does not is
// nothing else (DataTree.setWatches).
func (g *registration) covers(event, name string) bool {
	children := event == timeline.NodeChildrenChanged
	switch g.mode {
	case timeline.WatchRecursive:
		return !children && isAtOrBelow(name, g.path)
	case timeline.WatchPersistent:
		return name == g.path
	case timeline.WatchChildren:
		return name == g.path && (children || event == timeline.NodeDeleted)
	}
	return name == g.path && !children && (event == timeline.NodeCreated) == g.onAbsent()
}

func isAtOrBelow(name, above string) bool {
	return name == above || strings.HasPrefix(name, strings.TrimSuffix(above, "/")+"/")
}

// endedBy reports whether an unwatch removes the watch.
func (g *registration) endedBy(op *timeline.Op) bool {
	mode := timeline.WatchMode(op.Watch)
	return g.path == op.Path && (mode == timeline.WatchAny || mode == g.mode || mode == timeline.WatchData && g.mode == timeline.WatchExists)
}

// overdue reports whether a watch that fires once has not fired though it had to.
func (g *registration) overdue() bool {
	return !g.persistent() && g.passed[0] != nil && !g.delivered[0]
}

// changeOf finds the change that an event reports, or -1. Of several that look the same
// it is the first beyond the zxids of replies, or else the first that the watch cannot
// have missed.
func (g *registration) changeOf(w *timeline.Watch, replied, limit timeline.Zxid) int {
	first := -1
	covered := g.changes
	if !g.persistent() {
		covered = covered[:min(len(covered), 1)]
	}
	for i, c := range covered {
		switch {
		case c.event != w.Type || c.path != w.Path || g.delivered[i] || w.Zxid != 0 && c.zxid != w.Zxid || c.zxid > limit:
		case c.zxid > replied:
			return i
		case first < 0 || first < g.required && i >= g.required:
			first = i
		}
	}
	return first
}

// matchEarly assigns the events that came before the first reply on a connection to the
// last changes that the reply had reached. Those that are left are overdue.
func (g *registration) matchEarly(early []*timeline.Event, reply *timeline.Event) {
	reached := len(g.changes)
	for reached > 0 && g.changes[reached-1].zxid > reply.Op.Zxid {
		reached--
	}
	for _, e := range slices.Backward(early) {
		for i := reached - 1; i >= 0; i-- {
			if c := g.changes[i]; !g.delivered[i] && c.event == e.Watch.Type && c.path == e.Watch.Path {
				g.delivered[i] = true
				break
			}
		}
	}
	for i := range min(reached, g.required) {
		g.passed[i] = reply
	}
}

// dueChange is a change that a watch has to report next.
type dueChange struct {
	*registration
	*change
	index int
}

// valid reports whether the watch still covers the change.
func (d dueChange) valid() bool {
	return d.index < len(d.changes) && d.changes[d.index] == d.change
}

// dueQueue is a heap of due changes, ordered by zxid.
type dueQueue []dueChange

func (q dueQueue) Len() int           { return len(q) }
func (q dueQueue) Less(i, j int) bool { return q[i].zxid < q[j].zxid }
func (q dueQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *dueQueue) Push(x any) { *q = append(*q, x.(dueChange)) } //nolint:forcetypeassert // only push calls it

// Pop implements heap.Interface.
func (q *dueQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func (q *dueQueue) push(d dueChange) { heap.Push(q, d) }

func (q *dueQueue) pop() dueChange { return heap.Pop(q).(dueChange) } //nolint:forcetypeassert // only push adds to it
