package history

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watchTracker follows one session through its replies and the events of its watches.
type watchTracker struct {
	*watches
	changes *changes

	connection int
	fresh      bool              // no reply yet on this connection
	early      []*timeline.Event // watch events before the first reply
	active     []*registration
	due        dueQueue
	seen       timeline.Zxid // the greatest of a reply, on any connection
	replied    timeline.Zxid // the greatest of a reply on this connection
	repliedBy  *timeline.Event
	limit      timeline.Zxid // of the next reply on this connection
	last       timeline.Zxid // of the newest change that was reported on this connection
	lastEvent  *timeline.Event
	// repeatable counts the events that may come again: after a reconnection a server
	// reports what was missed for each kind of watch separately (DataTree.setWatches).
	repeatable map[string][]*registration
	// raw is the time from which on raw requests may have set watches, or none.
	raw time.Duration
	// fromBefore records that the session may have watches from before the record, and open
	// has its watches and unwatches of unknown outcome.
	fromBefore bool
	began      bool // the record has something of the session before
	open       []*timeline.Event
}

func (t *watchTracker) add(e *timeline.Event) {
	switch {
	case e.Handshake != nil && e.Handshake.Granted == 0:
		t.end()
	case e.Handshake != nil:
		t.began = t.began || e.Handshake.Asked == 0
		t.reconnect()
	case e.Watch != nil:
		t.event(e)
	default:
		t.reply(e)
	}
}

// reconnect leaves open from which zxid on persistent watches report changes, until the
// first reply of the new server.
func (t *watchTracker) reconnect() {
	t.connection++
	t.fresh, t.early, t.replied, t.last, t.lastEvent, t.repeatable = true, nil, 0, 0, nil, map[string][]*registration{}
	for _, g := range t.active {
		if g.mayMiss() || g.fired {
			t.reportUndelivered(g)
			g.fired = false
			g.changes, g.passed, g.located = nil, map[int]*timeline.Event{}, false
		}
	}
}

func (t *watchTracker) reply(e *timeline.Event) {
	op := e.Op
	t.began = true
	if op.Zxid != 0 && follows(e, t.seen) {
		set := op.Zxid
		if op.Updates() && e.Outcome == timeline.OK {
			set-- // the client sent it after it had set its watches
		}
		t.resume(set, e)
		t.pass(e)
		t.seen, t.replied, t.repliedBy = op.Zxid, op.Zxid, e
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

// resume lets the watches that may have missed changes report again on a new
// connection: persistent ones what is beyond a zxid, and one on a znode that did not
// exist its creation. What the first reply has reached may have been delivered already.
func (t *watchTracker) resume(z timeline.Zxid, reply *timeline.Event) {
	if !t.fresh {
		return
	}
	t.fresh = false
	for _, g := range t.active {
		if !g.mayMiss() || g.connection == t.connection {
			continue
		}
		if !g.persistent() {
			from := t.changes.lastAbsence(g, z)
			t.expect(g, from, from)
			continue
		}
		t.expect(g, t.seen, z)
		if reply != nil {
			g.matchEarly(t.early, reply)
		}
	}
	t.early = nil
}

// pass records the changes that a reply is at or beyond and whose events have not come.
func (t *watchTracker) pass(e *timeline.Event) {
	for e.Op.Zxid != 0 && len(t.due) > 0 && t.due[0].zxid <= e.Op.Zxid {
		d := t.due.pop()
		if !d.valid() {
			continue
		}
		switch {
		case d.delivered[d.index]:
		case t.changes.mayWithhold(d.change, e.Op.Server):
			d.delivered[d.index] = true
			d.fired = !d.persistent() // it is gone on the server, and its client sets it again when it comes back
		default:
			d.passed[d.index] = e
		}
		t.await(d.registration, d.index+1)
	}
}

func (t *watchTracker) watch(e *timeline.Event) {
	mode, missing := timeline.WatchMode(e.Op.Watch), e.Op.Code == timeline.CodeNoNode
	if e.Outcome != timeline.OK && (!missing || mode != timeline.WatchExists) {
		return
	}
	t.set++
	g := &registration{mode: mode, path: e.Op.Path, by: e, connection: t.connection, passed: map[int]*timeline.Event{}, delivered: map[int]bool{}}
	if slices.ContainsFunc(t.active, func(a *registration) bool { return a.path == g.path && a.mode == g.mode && !a.overdue() && !a.fired }) {
		return // it is set already
	}
	t.active = slices.DeleteFunc(t.active, func(a *registration) bool { return a.fired && a.path == g.path && a.mode == g.mode })
	t.active = append(t.active, g)
	if e.Op.Zxid != 0 {
		t.expect(g, e.Op.Zxid, e.Op.Zxid)
	} else {
		t.withoutZxid = e
	}
}

// unwatch ends watches; what they had to report before is reported no more.
func (t *watchTracker) unwatch(op *timeline.Op) {
	t.active = slices.DeleteFunc(t.active, func(g *registration) bool {
		ended := g.endedBy(op)
		if ended {
			t.reportUndelivered(g)
		}
		return ended
	})
}

// expect begins to wait for the changes beyond the zxid from; those up to required may
// be missed. Indeterminate changes can only add events: a watch that fires once does
// not fire later because of them.
func (t *watchTracker) expect(g *registration, from, required timeline.Zxid) {
	beyond := func(list []*change, z timeline.Zxid) int {
		n, _ := slices.BinarySearchFunc(list, z+1, func(c *change, z timeline.Zxid) int { return cmp.Compare(c.zxid, z) })
		return n
	}
	covered := t.changes.coveredBy(g)
	g.changes, g.delivered = covered[beyond(covered, from):], map[int]bool{}
	g.required = beyond(g.changes, required)
	g.located = true
	t.await(g, g.required)
}

// await puts the change with this index into the queue, unless the watch fires only
// once, for another one.
func (t *watchTracker) await(g *registration, index int) {
	if index < len(g.changes) && (index == g.required || g.persistent()) {
		t.due.push(dueChange{g, g.changes[index], index})
	}
}

// event finds the watches that an event comes from.
func (t *watchTracker) event(e *timeline.Event) {
	if e.Watch.Arrival == 0 {
		t.ordered = false
	}
	if !slices.Contains(timeline.EventTypes(), e.Watch.Type) {
		return // it is about the connection, or about the removal of a watch
	}
	if e.Watch.Zxid != 0 { // events that were missed carry none, so all watches are set again by now
		t.resume(e.Watch.Zxid-1, nil)
	}
	if t.fresh {
		t.early = append(t.early, e)
	}
	sources := t.sourcesOf(e)
	if len(sources) == 0 {
		t.unexplained(e)
		return
	}
	var wrong *Deviation
	for _, g := range sources {
		wrong = cmp.Or(wrong, t.deliver(g, e))
	}
	if wrong != nil {
		t.found = append(t.found, *wrong)
	}
	t.allowRepeats(e, sources)
	t.active = slices.DeleteFunc(t.active, func(g *registration) bool { return !g.persistent() && slices.Contains(sources, g) })
}

// sourcesOf returns the watches that an event comes from. One whose event is overdue is
// among them only if there is no other: a watch that was set again covers later changes.
func (t *watchTracker) sourcesOf(e *timeline.Event) []*registration {
	var explained, overdue []*registration
	for _, g := range t.active {
		if g.fired || !g.covers(e.Watch.Type, e.Watch.Path) {
			continue
		}
		switch explains := t.explains(g, e); {
		case explains && g.overdue():
			overdue = append(overdue, g)
		case explains:
			explained = append(explained, g)
		}
	}
	if len(explained) > 0 {
		return explained
	}
	return overdue
}

// explains reports whether a change that the watch covers, or an indeterminate one, can
// be the cause of an event.
func (t *watchTracker) explains(g *registration, e *timeline.Event) bool {
	switch {
	case t.wasMissed(g, e) || t.mayBeIndeterminate(e):
		return true
	case !g.located: // it may have missed changes, or its reply has no zxid
		return g.by.Op.Zxid == 0 || t.changes.mayShow(g, e.Watch, t.limit)
	}
	return g.changeOf(e.Watch, t.replied, t.limit) >= 0
}

// wasMissed reports whether an event may be one of those that a server sends at once to
// a reconnected client, in no order: it compares the znode with the zxid that the client has
// seen (DataTree.setWatches).
func (t *watchTracker) wasMissed(g *registration, e *timeline.Event) bool {
	return t.fresh && e.Watch.Zxid == 0 && g.connection != t.connection && t.changes.mayShow(g, e.Watch, t.limit)
}

// mayBeIndeterminate reports whether an event may be about an indeterminate change, or
// about znodes that the servers change by themselves, such as /zookeeper/config.
func (t *watchTracker) mayBeIndeterminate(e *timeline.Event) bool {
	return isAtOrBelow(e.Watch.Path, "/zookeeper") || t.changes.indeterminate.mayTrigger(e.Watch.Type, e.Watch.Path, bound{e.At, cmp.Or(e.Watch.Zxid, t.limit)})
}

// unexplained reports an event that comes from no watch that is set.
func (t *watchTracker) unexplained(e *timeline.Event) {
	if !t.began || t.fromBefore || t.raw != 0 && e.At >= t.raw || t.mayBeSet(e) {
		return
	}
	again := t.repeatable[e.Watch.Path]
	if i := slices.IndexFunc(again, func(g *registration) bool { return g.covers(e.Watch.Type, e.Watch.Path) }); i >= 0 {
		t.repeatable[e.Watch.Path] = slices.Delete(again, i, i+1)
		return
	}
	t.found = append(t.found, Deviation{Guarantee: watchDelivery, Event: e, Problem: "no watch of the session covers it, there was no such change, or it was delivered before"})
}

// mayBeSet reports whether a watch of unknown outcome may cause an event.
func (t *watchTracker) mayBeSet(e *timeline.Event) bool {
	return slices.ContainsFunc(t.open, func(by *timeline.Event) bool {
		g := registration{mode: timeline.WatchMode(by.Op.Watch), path: by.Op.Path, by: by}
		absent := by.Op.Name == timeline.OpWatch && g.mode == timeline.WatchExists && e.Watch.Path == g.path && e.Watch.Type == timeline.NodeCreated
		return by.Op.Name == timeline.OpWatch && by.Op.Invoke <= e.At && (g.covers(e.Watch.Type, e.Watch.Path) || absent)
	})
}

// mayBeUnset reports whether an unwatch of unknown outcome may have removed a watch before a
// reply.
func (t *watchTracker) mayBeUnset(g *registration, reply *timeline.Event) bool {
	return slices.ContainsFunc(t.open, func(by *timeline.Event) bool {
		return by.Op.Name == timeline.OpUnwatch && by.Op.Invoke <= reply.Op.Return && g.endedBy(by.Op)
	})
}

// allowRepeats counts the other events that the server may send for watches from before
// the reconnection that this one has served.
func (t *watchTracker) allowRepeats(e *timeline.Event, sources []*registration) {
	again := t.repeatable[e.Watch.Path]
	for _, g := range sources {
		if g.connection != t.connection && !g.persistent() {
			again = append(again, g)
		}
	}
	if len(again) > 0 { // so there was a reconnection
		t.repeatable[e.Watch.Path] = again[1:] // without this one
	}
}

// deliver assigns an event to a change, and finds what is wrong with its place.
func (t *watchTracker) deliver(g *registration, e *timeline.Event) *Deviation {
	index := g.changeOf(e.Watch, t.replied, t.limit)
	if index >= 0 && index < g.required && g.passed[index] != nil && e.Watch.Zxid == 0 && t.mayBeIndeterminate(e) {
		return nil // it is about an indeterminate change
	}
	if index < 0 && !g.persistent() {
		g.delivered[0] = true // it fires no more
	}
	if index >= 0 {
		g.delivered[index] = true
		t.noteEarly(e, g.changes[index])
		if t.changes.mustWithhold(g.changes[index], e) {
			return &Deviation{Guarantee: accessControl, Event: e, Contradicts: g.by, Expected: "no event",
				Problem: "the session never authenticated, and the znode has the ACL " + formatACL(g.changes[index].guard.acl)}
		}
		if g.passed[index] != nil {
			return afterReply(e, g.changes[index].zxid, g.passed[index])
		}
	}
	switch {
	case e.Watch.Zxid != 0:
		return t.inOrder(e, e.Watch.Zxid, true)
	case index < 0 || t.wasMissed(g, e):
		return nil
	}
	return t.inOrder(e, g.changes[index].zxid, !t.mayBeIndeterminate(e))
}

// noteEarly records the event of a change whose update was not sent yet.
func (t *watchTracker) noteEarly(e *timeline.Event, ch *change) {
	if ch.invoked > e.At && !t.mayBeIndeterminate(e) {
		t.tooEarly = append(t.tooEarly, Deviation{Guarantee: writeOrder, Event: e, Contradicts: ch.by,
			Problem: fmt.Sprintf("the write at %s was not invoked yet", ch.zxid), Expected: "the event after the request"})
	}
}

// inOrder compares an event with the replies and events before it on the connection.
// Its change is at the zxid z, or before if that is not certain.
func (t *watchTracker) inOrder(e *timeline.Event, z timeline.Zxid, certain bool) *Deviation {
	switch {
	case z <= t.replied:
		return afterReply(e, z, t.repliedBy)
	case z < t.last:
		return &Deviation{Guarantee: watchOrder, Event: e, Contradicts: t.lastEvent,
			Problem: fmt.Sprintf("the change was at %s, and the event of a later one, at %s, came first", z, t.last)}
	}
	if certain {
		t.last, t.lastEvent = z, e
	}
	return nil
}

func afterReply(e *timeline.Event, z timeline.Zxid, reply *timeline.Event) *Deviation {
	return &Deviation{Guarantee: watchOrder, Event: e, Contradicts: reply,
		Problem: fmt.Sprintf("the change was at %s, and a reply at or beyond it came first", z)}
}

// reportUndelivered reports the events of a watch that have not come and no longer can.
func (t *watchTracker) reportUndelivered(g *registration) {
	for _, index := range slices.Sorted(maps.Keys(g.passed)) {
		if !g.delivered[index] && index >= g.required && !t.mayBeUnset(g, g.passed[index]) {
			c := g.changes[index]
			t.found = append(t.found, Deviation{Guarantee: watchDelivery, Event: g.passed[index], Contradicts: g.by, lacks: c.zxid, Expected: "the event before this reply",
				Problem: fmt.Sprintf("no event reported %s of %s at %s, which the session watched", c.event, c.path, c.zxid)})
		}
	}
}

// end ends the session, or the timeline.
func (t *watchTracker) end() {
	for _, g := range t.active {
		t.reportUndelivered(g)
	}
	t.active, t.due = nil, nil
}
