package assertions

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// telling follows one session through its replies and the events of its watches.
type telling struct {
	*watched
	changes *changes

	connection int
	fresh      bool              // no reply yet on this connection
	early      []*timeline.Event // of watches, before the first reply
	active     []*registration
	due        dues
	seen       timeline.Zxid // the greatest of a reply, on any connection
	position   timeline.Zxid // the greatest of a reply on this connection
	positionBy *timeline.Event
	limit      timeline.Zxid // of the next reply on this connection
	last       timeline.Zxid // of the newest change of which this connection told
	lastEvent  *timeline.Event
	// twice counts the events that may come again: a server tells of each sort of watch
	// by itself what a reconnected client has missed (DataTree.setWatches).
	twice map[string]int
}

func (t *telling) take(e *timeline.Event) {
	switch {
	case e.Handshake != nil && e.Handshake.Granted == 0:
		t.end()
	case e.Handshake != nil:
		t.reconnect()
	case e.Watch != nil:
		t.event(e)
	default:
		t.reply(e)
	}
}

// reconnect leaves open where a new server begins to tell of what persistent watches
// wait for, until its first reply.
func (t *telling) reconnect() {
	t.connection++
	t.fresh, t.early, t.position, t.last, t.lastEvent, t.twice = true, nil, 0, 0, nil, map[string]int{}
	for _, g := range t.active {
		if g.missesSome() {
			t.unheard(g)
			g.changes, g.passed, g.sure = nil, map[int]*timeline.Event{}, false
		}
	}
}

func (t *telling) reply(e *timeline.Event) {
	op := e.Op
	if op.Zxid != 0 && follows(e, t.seen) {
		sure := op.Zxid
		if op.Updates() && e.Outcome == timeline.OK {
			sure-- // the client asked for it behind its watches
		}
		t.resume(sure, e)
		t.pass(e)
		t.seen, t.position, t.positionBy = op.Zxid, op.Zxid, e
	}
	switch {
	case op.Name == timeline.OpWatch:
		t.watch(e)
	case op.Name == timeline.OpUnwatch && e.Outcome == timeline.OK:
		t.unwatch(op)
	case op.Name == timeline.OpClose && e.Outcome == timeline.OK:
		t.end()
	}
}

// resume has watches tell again on a new connection, if they may have missed what
// happened before: persistent ones what is behind a position; one that waits for a
// znode to come tells of one that is there. What the first reply has reached may be
// told already.
func (t *telling) resume(position timeline.Zxid, reply *timeline.Event) {
	if !t.fresh {
		return
	}
	t.fresh = false
	for _, g := range t.active {
		if !g.missesSome() || g.connection == t.connection {
			continue
		}
		if !g.persistent() {
			from := t.changes.absent(g, position)
			t.expect(g, from, from)
			continue
		}
		t.expect(g, t.seen, position)
		if reply != nil {
			g.takeEarly(t.early, reply)
		}
	}
	t.early = nil
}

// pass takes note of the changes that a reply is at or behind and of which no event
// has told.
func (t *telling) pass(e *timeline.Event) {
	for e.Op.Zxid != 0 && len(t.due) > 0 && t.due[0].zxid <= e.Op.Zxid {
		d := t.due.pop()
		if !d.present() {
			continue
		}
		if !d.told[d.index] {
			d.passed[d.index] = e
		}
		t.await(d.registration, d.index+1)
	}
}

func (t *telling) watch(e *timeline.Event) {
	mode, missing := timeline.WatchMode(e.Op.Watch), e.Op.Code == timeline.CodeNoNode
	if e.Outcome != timeline.OK && (!missing || mode != timeline.WatchExists) {
		return
	}
	t.set++
	g := &registration{mode: mode, path: e.Op.Path, by: e, connection: t.connection, passed: map[int]*timeline.Event{}, told: map[int]bool{}}
	if slices.ContainsFunc(t.active, func(had *registration) bool { return had.path == g.path && had.mode == g.mode && !had.overdue() }) {
		return // it is set already
	}
	t.active = append(t.active, g)
	if e.Op.Zxid != 0 {
		t.expect(g, e.Op.Zxid, e.Op.Zxid)
	} else {
		t.unplaced = e
	}
}

// unwatch ends watches; of what was due before they tell no more.
func (t *telling) unwatch(op *timeline.Op) {
	t.active = slices.DeleteFunc(t.active, func(g *registration) bool {
		ended := g.endedBy(op)
		if ended {
			t.unheard(g)
		}
		return ended
	})
}

// expect begins to wait for the changes behind a position; what comes before another
// one need not be told. Changes that nobody was told of can only add events: a watch
// that tells once does so no later for them.
func (t *telling) expect(g *registration, from, must timeline.Zxid) {
	behind := func(all []*change, z timeline.Zxid) int {
		n, _ := slices.BinarySearchFunc(all, z+1, func(c *change, z timeline.Zxid) int { return cmp.Compare(c.zxid, z) })
		return n
	}
	all := t.changes.of(g)
	g.changes, g.told = all[behind(all, from):], map[int]bool{}
	g.must = behind(g.changes, must)
	g.sure = true
	t.await(g, g.must)
}

// await puts the change with this index among those that are due, unless the watch
// tells only once and of another one.
func (t *telling) await(g *registration, index int) {
	if index < len(g.changes) && (index == g.must || g.persistent()) {
		t.due.push(due{g, g.changes[index], index})
	}
}

// event finds the watches that an event comes from.
func (t *telling) event(e *timeline.Event) {
	if e.Watch.Arrival == 0 {
		t.placed = false
	}
	if !slices.Contains(timeline.EventTypes(), e.Watch.Type) {
		return // of the connection, or that a watch was removed
	}
	if e.Watch.Zxid != 0 { // it is no event that was missed, so by then all watches were set again
		t.resume(e.Watch.Zxid-1, nil)
	}
	if t.fresh {
		t.early = append(t.early, e)
	}
	told := t.toldBy(e)
	if len(told) == 0 {
		t.unexplained(e)
		return
	}
	var wrong *deviation
	for _, g := range told {
		wrong = cmp.Or(wrong, t.tellOf(g, e))
	}
	if wrong != nil {
		t.found = append(t.found, *wrong)
	}
	t.expectAgain(e, told)
	t.active = slices.DeleteFunc(t.active, func(g *registration) bool { return !g.persistent() && slices.Contains(told, g) })
}

// toldBy are the watches that an event comes from. One whose event is overdue is not
// among them if there is another: what was set again waits for something else.
func (t *telling) toldBy(e *timeline.Event) []*registration {
	var told, overdue, others []*registration
	for _, g := range t.active {
		if !g.tells(e.Watch.Type, e.Watch.Path) {
			continue
		}
		switch explained := t.explains(g, e); {
		case explained && g.overdue():
			overdue = append(overdue, g)
		case explained:
			told = append(told, g)
		case !g.persistent():
			others = append(others, g)
		}
	}
	for _, some := range [][]*registration{told, overdue} {
		if len(some) > 0 {
			return some
		}
	}
	return others
}

// explains tells whether an event can come from a watch that is for such events: it
// tells of a change that the watch waits for, or of one that nobody was told of.
func (t *telling) explains(g *registration, e *timeline.Event) bool {
	if !g.sure || t.missed(g, e) || t.mayTell(e) {
		return true
	}
	return g.changeOf(e.Watch, t.position, t.limit) >= 0
}

// missed tells whether an event may be one of those that a server sends at once to a
// client that it does not know yet, in no order, and with other names.
func (t *telling) missed(g *registration, e *timeline.Event) bool {
	return t.fresh && e.Watch.Zxid == 0 && g.connection != t.connection
}

// mayTell tells whether an event may be of a change that nobody was told of, or of
// what servers keep for themselves, such as /zookeeper/config.
func (t *telling) mayTell(e *timeline.Event) bool {
	return isBelow(e.Watch.Path, "/zookeeper") || t.changes.doubts.mayTell(e.Watch.Type, e.Watch.Path, moment{e.At, cmp.Or(e.Watch.Zxid, t.limit)})
}

// unexplained is an event that comes from no watch that is set.
func (t *telling) unexplained(e *timeline.Event) {
	if t.twice[e.Watch.Path] > 0 {
		t.twice[e.Watch.Path]--
		return
	}
	t.found = append(t.found, deviation{guarantee: watchDelivery.Name, event: e, what: "no watch of the session asked for it, there was no such change, or it was told before"})
}

// expectAgain counts the other events that the server may send for watches from before
// the reconnection that this one has told.
func (t *telling) expectAgain(e *timeline.Event, told []*registration) {
	for _, g := range told {
		if g.connection != t.connection && !g.persistent() {
			t.twice[e.Watch.Path]++
		}
	}
	if t.twice[e.Watch.Path] > 0 {
		t.twice[e.Watch.Path]-- // this one
	}
}

// tellOf finds the change of which an event tells, and says what is wrong with its place.
func (t *telling) tellOf(g *registration, e *timeline.Event) *deviation {
	index := g.changeOf(e.Watch, t.position, t.limit)
	if index >= 0 && index < g.must && g.passed[index] != nil && e.Watch.Zxid == 0 && t.mayTell(e) {
		return nil // of another change, that nobody was told of
	}
	if index < 0 && !g.persistent() {
		g.told[0] = true // it tells no more
	}
	if index >= 0 {
		g.told[index] = true
		if g.passed[index] != nil {
			return behind(e, g.changes[index].zxid, g.passed[index])
		}
	}
	switch {
	case e.Watch.Zxid != 0:
		return t.inOrder(e, e.Watch.Zxid, true)
	case index < 0 || t.missed(g, e):
		return nil
	}
	return t.inOrder(e, g.changes[index].zxid, !t.mayTell(e))
}

// inOrder compares an event with the replies and events before it on the connection.
// The change that it tells of was at this zxid, or, if that is not sure, before.
func (t *telling) inOrder(e *timeline.Event, z timeline.Zxid, sure bool) *deviation {
	switch {
	case z <= t.position:
		return behind(e, z, t.positionBy)
	case z < t.last:
		return &deviation{guarantee: watchOrder.Name, event: e, before: t.lastEvent,
			what: fmt.Sprintf("the change was at %s, and the event of a later one, at %s, came first", z, t.last)}
	}
	if sure {
		t.last, t.lastEvent = z, e
	}
	return nil
}

func behind(e *timeline.Event, z timeline.Zxid, reply *timeline.Event) *deviation {
	return &deviation{guarantee: watchOrder.Name, event: e, before: reply,
		what: fmt.Sprintf("the change was at %s, and a reply at or behind it came first", z)}
}

// unheard says which events of a watch never came, and cannot come any more.
func (t *telling) unheard(g *registration) {
	for index, reply := range g.passed {
		if !g.told[index] && index >= g.must {
			c := g.changes[index]
			t.found = append(t.found, deviation{guarantee: watchDelivery.Name, event: reply, before: g.by, want: "behind that event",
				what: fmt.Sprintf("no event told of %s of %s at %s, which the session watched", c.event, c.path, c.zxid)})
		}
	}
}

// end is that of the session, or of the record.
func (t *telling) end() {
	for _, g := range t.active {
		t.unheard(g)
	}
	t.active, t.due = nil, nil
}
