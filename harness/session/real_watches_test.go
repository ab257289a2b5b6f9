package session_test

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watchEvents lists the watch events so far, in order.
func (c *cluster) watchEvents() []string {
	var all []string
	for _, e := range c.events(timeline.KindWatch) {
		all = append(all, e.Watch.Type+" "+e.Watch.Path)
	}
	return all
}

func (c *cluster) awaitEvents(want ...string) {
	c.t.Helper()
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if got := c.watchEvents(); len(got) < len(want) {
			return poll.Continue("events so far: %v", got)
		}
		return poll.Success()
	}, poll.WithTimeout(20*time.Second), poll.WithDelay(5*time.Millisecond))
	assert.DeepEqual(c.t, c.watchEvents(), want)
}

func (c *cluster) watch(s *session.Session, path string, mode timeline.WatchMode) session.Result {
	c.t.Helper()
	r := s.Do(c.t.Context(), session.Request{Op: timeline.OpWatch, Path: path, Watch: mode})
	assert.NilError(c.t, r.Err())
	return r
}

func TestWatchesFire(t *testing.T) {
	eachRelease(t, func(t *testing.T, release string, c *cluster) {
		t.Helper()
		s := c.open(1)
		ctx := t.Context()
		assert.Equal(t, c.watch(s, "/a", timeline.WatchExists).Code, timeline.CodeNoNode)
		created := ok(t, s.Create(ctx, "/a", []byte("1"), ""))
		assert.Equal(t, string(c.watch(s, "/a", timeline.WatchData).Data), "1")
		assert.Equal(t, len(c.watch(s, "/a", timeline.WatchChildren).Children), 0)
		set := ok(t, s.Set(ctx, "/a", []byte("2"), session.AnyVersion))
		ok(t, s.Set(ctx, "/a", []byte("3"), session.AnyVersion))
		ok(t, s.Create(ctx, "/a/b", nil, ""))
		c.watch(s, "/a/b", timeline.WatchExists)
		ok(t, s.Delete(ctx, "/a/b", session.AnyVersion))
		ok(t, s.Sync(ctx, "/"))
		c.awaitEvents("NodeCreated /a", "NodeDataChanged /a", "NodeChildrenChanged /a", "NodeDeleted /a/b")

		events := c.events(timeline.KindWatch)
		want := timeline.Watch{
			Client: "app", Session: s.ID(), Server: 1, Type: "NodeCreated", State: "SyncConnected", Path: "/a", Arrival: events[0].Watch.Arrival,
		}
		if release == "3.9.5" {
			want.Zxid = created.Zxid
		}
		assert.DeepEqual(t, *events[0].Watch, want)
		// A server sends the event before the replies to later requests.
		assert.Equal(t, events[0].Watch.Arrival, created.Arrival-1)
		assert.Equal(t, events[1].Watch.Arrival, set.Arrival-1)
		assert.Equal(t, events[0].Actor, "session app")
	})
}

func TestPersistentWatchesStay(t *testing.T) {
	c := servers(t, "3.9.5", 1)
	s := c.open(1)
	ctx := t.Context()
	ok(t, s.Create(ctx, "/a", nil, ""))
	ok(t, s.Create(ctx, "/r", nil, ""))
	c.watch(s, "/a", timeline.WatchPersistent)
	c.watch(s, "/r", timeline.WatchRecursive)
	for range 2 {
		ok(t, s.Set(ctx, "/a", nil, session.AnyVersion))
	}
	ok(t, s.Create(ctx, "/a/b", nil, ""))
	ok(t, s.Create(ctx, "/r/b", nil, ""))
	ok(t, s.Delete(ctx, "/r/b", session.AnyVersion))
	c.awaitEvents("NodeDataChanged /a", "NodeDataChanged /a", "NodeChildrenChanged /a", "NodeCreated /r/b", "NodeDeleted /r/b")
	ok(t, s.Do(ctx, session.Request{Op: timeline.OpUnwatch, Path: "/a", Watch: timeline.WatchAny}))
	ok(t, s.Set(ctx, "/a", nil, session.AnyVersion))
	ok(t, s.Set(ctx, "/r", nil, session.AnyVersion))
	c.awaitEvents("NodeDataChanged /a", "NodeDataChanged /a", "NodeChildrenChanged /a", "NodeCreated /r/b", "NodeDeleted /r/b", "NodeDataChanged /r")
}

// A session that moves to another server keeps its watches, and receives the events that
// it has missed.
func TestWatchesAfterAMove(t *testing.T) {
	for _, release := range []string{"3.4.14", "3.9.5"} {
		t.Run(release, func(t *testing.T) {
			c := servers(t, release, 3)
			w := c.openNamed("writer")
			s := c.open(2)
			ctx := t.Context()
			for _, path := range []string{"/data", "/children", "/gone", "/used", "/still"} {
				ok(t, w.Create(ctx, path, nil, ""))
			}
			ok(t, s.Sync(ctx, "/"))
			c.watch(s, "/data", timeline.WatchData)
			c.watch(s, "/children", timeline.WatchChildren)
			c.watch(s, "/gone", timeline.WatchExists)
			c.watch(s, "/none", timeline.WatchExists)
			c.watch(s, "/used", timeline.WatchData)
			c.watch(s, "/still", timeline.WatchData)
			ok(t, w.Set(ctx, "/used", nil, session.AnyVersion))
			c.awaitEvents("NodeDataChanged /used")
			persistent := release == "3.9.5"
			if persistent {
				ok(t, w.Create(ctx, "/p", nil, ""))
				ok(t, w.Create(ctx, "/r", nil, ""))
				ok(t, s.Sync(ctx, "/"))
				c.watch(s, "/p", timeline.WatchPersistent)
				c.watch(s, "/r", timeline.WatchRecursive)
			}

			assert.NilError(t, s.Disconnect(ctx))
			ok(t, w.Set(ctx, "/data", nil, session.AnyVersion))
			ok(t, w.Create(ctx, "/children/x", nil, ""))
			ok(t, w.Delete(ctx, "/gone", session.AnyVersion))
			ok(t, w.Create(ctx, "/none", nil, ""))
			ok(t, w.Set(ctx, "/used", nil, session.AnyVersion))
			last := ok(t, w.Sync(ctx, "/"))
			assert.Assert(t, last.Zxid > 0)
			_, err := s.Move(ctx, 3)
			assert.NilError(t, err)
			ok(t, s.Sync(ctx, "/"))
			missed := map[string]bool{}
			poll.WaitOn(t, func(poll.LogT) poll.Result {
				for _, e := range c.watchEvents()[1:] {
					missed[e] = true
				}
				if len(missed) < 4 {
					return poll.Continue("missed events so far: %v", missed)
				}
				return poll.Success()
			}, poll.WithTimeout(20*time.Second), poll.WithDelay(5*time.Millisecond))
			assert.DeepEqual(t, missed, map[string]bool{
				"NodeDataChanged /data": true, "NodeChildrenChanged /children": true, "NodeDeleted /gone": true, "NodeCreated /none": true,
			})

			want := c.watchEvents()
			ok(t, w.Set(ctx, "/still", nil, session.AnyVersion))
			want = append(want, "NodeDataChanged /still")
			if persistent {
				ok(t, w.Set(ctx, "/p", nil, session.AnyVersion))
				ok(t, w.Create(ctx, "/r/x", nil, ""))
				want = append(want, "NodeDataChanged /p", "NodeCreated /r/x")
			}
			c.awaitEvents(want...)
		})
	}
}
