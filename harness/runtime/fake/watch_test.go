package fake_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
)

// Kinds of events (Watcher.Event.EventType) and of watches.
const (
	created  = 1
	deleted  = 2
	changed  = 3
	children = 4

	watchPersistent = 0
	watchRecursive  = 1

	ofChildren   = 1
	ofData       = 2
	ofAny        = 3
	ofPersistent = 4
	ofRecursive  = 5
)

// pair returns two clients of one server, so that each sees the other's writes at once.
func pair(t *testing.T, release string, wrong ...fake.Deviation) (a, b *raw) {
	t.Helper()
	c := boot(t, &fake.Runtime{Deviations: wrong}, 1, 0)
	c.launch(1, release, "")
	return c.dial(1), c.dial(1)
}

// addWatch adds a persistent watch.
func (r *raw) addWatch(path string, mode int) {
	r.t.Helper()
	m := r.call(opAddWatch, path, mode)
	assert.Equal(r.t, m.code, int32(0))
	assert.Equal(r.t, m.int32(), int32(0))
	m.ended()
}

func TestEventsComeBeforeTheReplyThatShowsTheChange(t *testing.T) {
	a, b := pair(t, "3.9.5")
	a.create("/x", 0)
	for i := range 200 {
		assert.Equal(t, a.call(opGetData, "/x", true).code, int32(0))
		b.send(opSetData, "/x", "y", -1)
		notified := false
		for !notified {
			a.send(opGetData, "/x", false)
			m := a.read().head()
			if m.xid == -1 {
				notified = true
				m = a.read().head()
			}
			m.string()
			assert.Equal(t, m.stat().version > int32(i), notified)
		}
		b.read()
	}
}

func TestStandardWatchesGetOneEvent(t *testing.T) {
	a, b := pair(t, "3.9.5")
	assert.Equal(t, a.call(opExists, "/x", true).code, int32(noNode))
	assert.Equal(t, a.call(opGetChildren, "/", true).code, int32(0))
	assert.Equal(t, a.call(opGetData, "/y", true).code, int32(noNode), "a failed read adds no watch")
	b.create("/x", 0)
	b.set("/x", "1")
	b.create("/y", 0)
	assert.Equal(t, a.event(), event{created, "/x"})
	assert.Equal(t, a.event(), event{children, "/"})
	assert.Equal(t, a.call(opGetData, "/x", true).code, int32(0))
	assert.Equal(t, a.call(opGetChildren, "/x", true).code, int32(0))
	b.delete("/x")
	assert.Equal(t, a.event(), event{deleted, "/x"})
	assert.Equal(t, a.call(opExists, "/x", false).code, int32(noNode), "two watches, one event")
}

func TestPersistentWatchesGetAllEvents(t *testing.T) {
	a, b := pair(t, "3.9.5")
	b.create("/x", 0)
	a.addWatch("/x", watchPersistent)
	b.set("/x", "1")
	b.set("/x", "2")
	b.create("/x/y", 0)
	b.set("/x/y", "1")
	b.delete("/x/y")
	b.delete("/x")
	b.create("/x", 0)
	for _, want := range []event{
		{changed, "/x"}, {changed, "/x"}, {children, "/x"}, {children, "/x"}, {deleted, "/x"}, {created, "/x"},
	} {
		assert.Equal(t, a.event(), want)
	}
}

func TestRecursiveWatchesGetEventsOfDescendants(t *testing.T) {
	a, b := pair(t, "3.9.5")
	a.addWatch("/x", watchRecursive)
	b.create("/x", 0)
	b.create("/xx", 0)
	b.create("/x/y", 0)
	b.create("/x/y/z", 0)
	b.set("/x/y/z", "1")
	b.delete("/x/y/z")
	for _, want := range []event{
		{created, "/x"}, {created, "/x/y"}, {created, "/x/y/z"}, {changed, "/x/y/z"}, {deleted, "/x/y/z"},
	} {
		assert.Equal(t, a.event(), want)
	}
	a.addWatch("/", watchRecursive)
	b.set("/xx", "1")
	assert.Equal(t, a.event(), event{changed, "/xx"})
}

func TestRemovedWatchesGetNoEvents(t *testing.T) {
	for name, c := range map[string]struct {
		kind  int
		watch func(*raw)
	}{
		"data":       {ofData, func(r *raw) { r.call(opGetData, "/x", true) }},
		"children":   {ofChildren, func(r *raw) { r.call(opGetChildren, "/x", true) }},
		"any":        {ofAny, func(r *raw) { r.call(opGetChildren, "/x", true) }},
		"persistent": {ofPersistent, func(r *raw) { r.addWatch("/x", watchPersistent) }},
		"recursive":  {ofRecursive, func(r *raw) { r.addWatch("/x", watchRecursive) }},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := pair(t, "3.9.5")
			b.create("/x", 0)
			assert.Equal(t, a.call(opRemoveWatches, "/x", c.kind).code, int32(noWatcher))
			c.watch(a)
			assert.Equal(t, a.call(opCheckWatches, "/x", c.kind).code, int32(0))
			assert.Equal(t, a.call(opRemoveWatches, "/x", c.kind).code, int32(0))
			assert.Equal(t, a.call(opCheckWatches, "/x", c.kind).code, int32(noWatcher))
			b.set("/x", "1")
			b.create("/x/y", 0)
			a.call(opGetData, "/x", false)
		})
	}
}

func TestKindsOfWatchesAreRemovedSeparately(t *testing.T) {
	a, b := pair(t, "3.9.5")
	b.create("/x", 0)
	a.addWatch("/x", watchPersistent)
	a.addWatch("/x", watchRecursive)
	assert.Equal(t, a.call(opRemoveWatches, "/x", ofPersistent).code, int32(0))
	b.create("/x/y", 0)
	assert.Equal(t, a.event(), event{created, "/x/y"})
	old, _ := pair(t, "3.8.4")
	assert.Equal(t, old.call(opRemoveWatches, "/x", ofPersistent).code, int32(marshallingError))
}

func TestEventsCarryTheZxidSinceRelease39(t *testing.T) {
	for release, want := range map[string]bool{"3.8.4": false, "3.9.0": true} {
		a, b := pair(t, release)
		a.call(opExists, "/x", true)
		made := b.call(opCreate, "/x", "", open, 0)
		e, zxid := a.eventAt()
		assert.Equal(t, e, event{created, "/x"})
		if want {
			assert.Equal(t, zxid, made.zxid)
		} else {
			assert.Equal(t, zxid, int64(-1))
		}
	}
}

func TestEventsNeedReadPermissionSinceRelease392(t *testing.T) {
	for release, notified := range map[string]bool{"3.8.3": true, "3.8.4": false, "3.9.1": true, "3.9.2": false} {
		a, b := pair(t, release)
		a.addWatch("/x", watchPersistent)
		assert.Equal(t, b.call(opCreate, "/x", "", acl{31, "ip", "10.0.0.1"}, 0).code, int32(0))
		if notified {
			assert.Equal(t, a.event(), event{created, "/x"})
		}
		assert.Equal(t, a.call(opGetData, "/x", false).code, int32(noAuth), release)
		assert.Equal(t, a.call(opExists, "/x", false).code == 0, notified, release)
	}
}

// A client moves its watches to another server, or sets them again on its own.
func TestWatchesAreSetAgain(t *testing.T) {
	a, b := pair(t, "3.9.5")
	for _, path := range []string{"/same", "/changed", "/gone", "/parent"} {
		b.create(path, 0)
	}
	seen := b.call(opExists, "/", false).zxid
	b.set("/changed", "1")
	b.delete("/gone")
	b.create("/new", 0)
	b.create("/parent/child", 0)
	xid := a.send(opSetWatches2, seen, []string{"/same", "/changed", "/gone"}, []string{"/new", "/later"},
		[]string{"/parent", "/same", "/gone"}, []string{"/p"}, []string{"/r"})
	for _, want := range []event{
		{changed, "/changed"}, {deleted, "/gone"}, {created, "/new"}, {children, "/parent"}, {deleted, "/gone"},
	} {
		assert.Equal(t, a.event(), want)
	}
	reply := a.read().head()
	assert.Equal(t, reply.xid, xid)
	assert.Equal(t, reply.code, int32(0))
	for _, path := range []string{"/later", "/same/x", "/p", "/r", "/r/x"} {
		b.create(path, 0)
	}
	b.set("/same", "1")
	for _, want := range []event{
		{created, "/later"}, {children, "/same"}, {created, "/p"}, {created, "/r"}, {created, "/r/x"}, {changed, "/same"},
	} {
		assert.Equal(t, a.event(), want)
	}
	assert.Equal(t, b.call(opSetWatches, seen, []string{}, []string{"/last"}, []string{}).code, int32(0))
	a.create("/last", 0)
	assert.Equal(t, b.event(), event{created, "/last"})
}

func TestWatchesEndWithTheConnection(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0).start(1)
	a, b := c.dial(1), c.dial(1)
	a.addWatch("/x", watchPersistent)
	assert.Equal(t, c.ask(1, "wchs"), "1 connections watching 1 paths\nTotal watches:2\n")
	assert.Equal(t, a.call(opClose).code, int32(0))
	a.ends()
	b.create("/x", 0)
	assert.Equal(t, c.ask(1, "wchs"), "0 connections watching 0 paths\nTotal watches:0\n")
}

func TestSwallowedAndDoubledEvents(t *testing.T) {
	a, b := pair(t, "3.9.5", fake.Deviation{Server: 1, Swallow: "/lost", Twice: "/twice"})
	for _, path := range []string{"/lost", "/twice", "/fine"} {
		a.addWatch(path, watchPersistent)
	}
	for _, path := range []string{"/lost", "/twice", "/fine"} {
		b.create(path, 0)
	}
	for _, path := range []string{"/twice", "/twice", "/fine"} {
		assert.Equal(t, a.event(), event{created, path})
	}
}
