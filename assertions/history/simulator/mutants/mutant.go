package mutants

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// mutant is a copy of a history. It copies what it changes.
type mutant struct{ events []timeline.Event }

func newMutant(events []timeline.Event) *mutant { return &mutant{slices.Clone(events)} }

// op returns a copy of the operation of an event, to be changed.
func (m *mutant) op(i int) *timeline.Op {
	op := *m.events[i].Op
	if op.Stat != nil {
		stat := *op.Stat
		op.Stat = &stat
	}
	op.Parts = slices.Clone(op.Parts)
	m.events[i].Op = &op
	return &op
}

func (m *mutant) watch(i int) *timeline.Watch {
	w := *m.events[i].Watch
	m.events[i].Watch = &w
	return &w
}

// show makes a read show another state of its znode.
func (m *mutant) show(i int, node *world.Znode) {
	op := m.op(i)
	m.events[i].Outcome, op.Code = world.Fill(op, node)
	m.events[i].What = ""
	if m.events[i].Outcome == timeline.Refused {
		m.events[i].What = "the server's answer"
	}
}

// tree returns a copy of the tree of a server, to be changed.
func (m *mutant) tree(i int) *tree {
	t := *m.events[i].Tree
	t.Znodes = slices.Clone(t.Znodes)
	m.events[i].Tree = &t
	return &tree{&t}
}

// tree is the tree of a mutant.
type tree struct{ *timeline.Tree }

// put makes the tree show a state of a znode, or its absence.
func (t *tree) put(name string, node *world.Znode) {
	i, exists := slices.BinarySearchFunc(t.Znodes, name, comparePath)
	switch {
	case node == nil && exists:
		t.Znodes = slices.Delete(t.Znodes, i, i+1)
	case node != nil && exists:
		t.Znodes[i] = node.Shown(name)
	case node != nil:
		t.Znodes = slices.Insert(t.Znodes, i, node.Shown(name))
	}
}

func comparePath(z timeline.Znode, name string) int { return strings.Compare(z.Path, name) }

// change edits a znode of the tree.
func (t *tree) change(name string, f func(*timeline.Znode)) {
	for i := range t.Znodes {
		if t.Znodes[i].Path == name {
			f(&t.Znodes[i])
		}
	}
}

// disk returns a copy of the disk of a server, to be changed.
func (m *mutant) disk(i int) *timeline.Disk {
	d := *m.events[i].Disk
	d.Logs = slices.Clone(d.Logs)
	m.events[i].Disk = &d
	return &d
}

// shift renumbers what a client received, to make room or to close a gap.
func (m *mutant) shift(client string, from, by int) {
	for i, e := range m.events {
		name, n := arrivalOf(e)
		switch {
		case name != client || n < from:
		case e.Watch != nil:
			m.watch(i).Arrival += by
		default:
			m.op(i).Arrival += by
		}
	}
}

// exchange swaps the places of two operations of one connection.
func (m *mutant) exchange(i, j int) {
	a, b := m.op(i), m.op(j)
	m.exchangeInvokes(a, b)
	a.Invoke, b.Invoke = b.Invoke, a.Invoke
	a.Return, b.Return = b.Return, a.Return
	a.Arrival, b.Arrival = b.Arrival, a.Arrival
	a.Xid, b.Xid = b.Xid, a.Xid
	m.swapEvents(i, j)
}

// exchangeInvokes does the same with their invoke events, if there are any.
func (m *mutant) exchangeInvokes(a, b *timeline.Op) {
	i, j := invokeOf(m.events, a), invokeOf(m.events, b)
	if i < 0 || j < 0 {
		return
	}
	first, second := m.op(i), m.op(j)
	first.Invoke, second.Invoke = second.Invoke, first.Invoke
	first.Xid, second.Xid = second.Xid, first.Xid
	m.swapEvents(i, j)
}

// invokeOf returns the index of the invocation of an operation, or -1.
func invokeOf(events []timeline.Event, op *timeline.Op) int {
	return slices.IndexFunc(events, func(e timeline.Event) bool {
		return e.Kind == timeline.KindInvoke && e.Op.Client == op.Client && e.Op.Xid == op.Xid && e.Op.Invoke == op.Invoke
	})
}

// swapEvents swaps two events, except for their times and steps.
func (m *mutant) swapEvents(i, j int) {
	a, b := &m.events[i], &m.events[j]
	*a, *b = *b, *a
	a.At, b.At = b.At, a.At
	a.Step, b.Step = b.Step, a.Step
}

// insert adds an event at its time.
func (m *mutant) insert(e timeline.Event, at time.Duration) {
	i := sort.Search(len(m.events), func(i int) bool { return m.events[i].At > at })
	i = max(i, 1) // after the head
	e.At, e.Step = at, m.events[i-1].Step
	m.events = slices.Insert(m.events, i, e)
}

// send adds a watch event right before a reply.
func (m *mutant) send(before *timeline.Op, event, name string, z timeline.Zxid) {
	m.shift(before.Client, before.Arrival, 1)
	m.insert(timeline.Event{Kind: timeline.KindWatch, Actor: "session " + before.Client, Watch: &timeline.Watch{
		Client: before.Client, Session: before.Session, Server: before.Server, Type: event, State: "SyncConnected",
		Path: name, Zxid: z, Arrival: before.Arrival,
	}}, before.Return-1)
}

func (m *mutant) remove(i int) timeline.Event {
	e := m.events[i]
	m.events = slices.Delete(m.events, i, i+1)
	return e
}

// finish numbers the events.
func (m *mutant) finish() []timeline.Event {
	for i := range m.events {
		m.events[i].Seq = i + 1
	}
	return m.events
}
