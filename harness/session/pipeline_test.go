package session_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func setRoot(int) session.Request {
	return session.Request{Op: timeline.OpSet, Path: "/", Data: []byte("x"), Version: session.AnyVersion}
}

func TestPipelineKeepsTheOrder(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	last := timeline.Zxid(0)
	err := s.Pipeline(t.Context(), session.Flow{InFlight: 64},
		func(i int) (session.Request, bool) { return setRoot(i), i < 1000 },
		func(i int, r session.Result) error {
			assert.Equal(t, r.Xid, int32(i+2))
			assert.Assert(t, r.Zxid > last)
			last = r.Zxid
			return r.Err()
		})
	assert.NilError(t, err)
	assert.Equal(t, len(c.events(timeline.KindOp)), 1000)
}

func TestPipelineEndsEarly(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	enough := errors.New("enough")
	forever := func(i int) (session.Request, bool) { return setRoot(i), true }
	last := 0
	err := s.Pipeline(t.Context(), session.Flow{InFlight: 8}, forever, func(i int, _ session.Result) error {
		last = i
		if i >= 20 {
			return fmt.Errorf("%d: %w", i, enough)
		}
		return nil
	})
	assert.ErrorIs(t, err, enough)
	assert.ErrorContains(t, err, "20:")
	assert.Equal(t, last, 20+7, "requests in flight have results too")
	n := len(c.events(timeline.KindOp))
	assert.Equal(t, n, 20+8, "operations in flight must be recorded")

	ctx, cancel := context.WithCancel(t.Context())
	results := 0
	err = s.Pipeline(ctx, session.Flow{InFlight: 8}, forever, func(int, session.Result) error { results++; cancel(); return nil })
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, results, len(c.events(timeline.KindOp))-n)
}

func TestWriteUntilStopsAtTheZxid(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s, other := c.open(1), c.open(2)
	now := ok(t, s.Sync(t.Context(), "/")).Zxid
	var wrote session.Summary
	err := s.WriteUntil(t.Context(), now, now+3000, 64, func(i int) session.Request {
		if i%100 == 0 {
			ok(t, other.Set(t.Context(), "/", nil, session.AnyVersion)) // uses up a zxid
		}
		return setRoot(i)
	}, wrote.Add)
	assert.NilError(t, err)
	assert.Assert(t, wrote.OK < 3000 && wrote.OK > 2900, "%s", &wrote)
	assert.Equal(t, wrote.Newest, now+3000)
	assert.Equal(t, ok(t, s.Sync(t.Context(), "/")).Zxid, now+3000)

	assert.NilError(t, s.WriteUntil(t.Context(), now+3000, now+3000, 64, setRoot, wrote.Add))
	assert.Equal(t, wrote.Newest, now+3000)
}

func TestWriteUntilErrors(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	until := func(target timeline.Zxid, inFlight int, next func(int) session.Request) error {
		return s.WriteUntil(t.Context(), position(t, s), target, inFlight, next, func(session.Result) {})
	}
	assert.NilError(t, until(0x100000001, 64, setRoot)) // the creation of the session was that transaction
	ok(t, s.Set(t.Context(), "/", nil, session.AnyVersion))
	assert.ErrorContains(t, until(0x100000001, 64, setRoot), "zxid 0x100000001 has passed: the last one is 0x100000002")
	assert.ErrorContains(t, until(0x300000001, 64, setRoot), "is of epoch 3")
	err := until(0x1000000ff, 4, func(int) session.Request {
		return session.Request{Op: timeline.OpSet, Path: "/none"}
	})
	assert.ErrorContains(t, err, "NoNode")
}

// A flow neither exceeds its rate nor waits for a full window before it reports a result.
func TestPipelineKeepsTheRate(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	const rate = 200
	var counted session.Summary
	stop := make(chan struct{})
	began := time.Now()
	err := s.Pipeline(t.Context(), session.Flow{InFlight: 1000, Rate: rate, Stop: stop},
		func(i int) (session.Request, bool) { return setRoot(i), true },
		func(i int, r session.Result) error {
			if i == 40 {
				close(stop)
			}
			counted.Add(r)
			return r.Err()
		})
	assert.NilError(t, err)
	took := time.Since(began)
	assert.Assert(t, took >= 40*time.Second/rate-20*time.Millisecond, "%s for %d", took, counted.Total())
	assert.Assert(t, counted.Total() < 60, "%d before the flow was stopped", counted.Total())
	assert.Equal(t, counted.Total(), len(c.events(timeline.KindOp)))
}

// A stop ends the wait for the next request.
func TestPipelineStopsWhileItWaits(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	stop := make(chan struct{})
	err := s.Pipeline(t.Context(), session.Flow{InFlight: 8, Rate: 1e-6, Stop: stop},
		func(i int) (session.Request, bool) { return setRoot(i), true },
		func(_ int, r session.Result) error { close(stop); return r.Err() })
	assert.NilError(t, err)
	assert.Equal(t, len(c.events(timeline.KindOp)), 1)
}

func TestTree(t *testing.T) {
	c := start(t, &fake.Runtime{Deviations: []fake.Deviation{
		{Server: 2, Stray: "/x/stray"},
		{Server: 3, Unreadable: "/x/a7"},
	}}, 4)
	s := c.open(1)
	ok(t, s.Create(t.Context(), "/x", []byte("x"), ""))
	for i := range 50 {
		ok(t, s.Create(t.Context(), fmt.Sprintf("/x/a%d", i), fmt.Append(nil, i), ""))
	}
	tree := func(server int) timeline.Tree {
		_, err := s.Move(t.Context(), server)
		assert.NilError(t, err)
		before := len(c.log.Events())
		tree, err := s.Tree(t.Context())
		assert.NilError(t, err)
		assert.Equal(t, tree.Server, server)
		assert.Equal(t, len(c.log.Events()), before, "operations of Tree must not be recorded")
		return tree
	}
	one, four := tree(1), tree(4)
	assert.Equal(t, len(one.Znodes), 1+3+51)
	assert.DeepEqual(t, replicated(one), replicated(four))
	assert.Equal(t, one.Zxid, ok(t, s.Sync(t.Context(), "/")).Zxid)
	assert.Equal(t, one.Znodes[0].Path, "/")
	assert.DeepEqual(t, one.Znodes[1], timeline.Znode{Path: "/x", Digest: timeline.Digest([]byte("x")), Stat: one.Znodes[1].Stat})

	for _, z := range tree(3).Znodes {
		assert.Equal(t, z.Digest == timeline.NoPermission, z.Path == "/x/a7")
	}
	assert.NilError(t, s.Disconnect(t.Context()))
	_, err := s.Tree(t.Context())
	assert.ErrorContains(t, err, "read the tree of server 3")
}

// replicated returns the znodes without the times that each server sets by its own clock.
func replicated(tree timeline.Tree) []timeline.Znode {
	var all []timeline.Znode
	for _, z := range tree.Znodes {
		all = append(all, z.Replicated())
	}
	return all
}

// BenchmarkSession compares 10,000 sets with 64 in flight to the same through the bare
// library, on the same fake server.
func BenchmarkSession(b *testing.B) {
	const sets, inFlight = 10_000, 64
	c := start(b, &fake.Runtime{}, 1)
	addr, err := c.machines[0].ClientAddr(b.Context())
	assert.NilError(b, err)
	var library, recorded time.Duration
	for b.Loop() {
		begin := time.Now()
		librarySets(b, addr, sets, inFlight)
		library += time.Since(begin)
		begin = time.Now()
		sessionSets(b, c, sets, inFlight)
		recorded += time.Since(begin)
	}
	b.ReportMetric(float64(recorded)/float64(library), "times-bare")
}

func sessionSets(b *testing.B, c *cluster, sets, inFlight int) {
	b.Helper()
	opts := c.options(1)
	opts.Log = timeline.New(nil)
	s, err := session.Open(b.Context(), opts)
	assert.NilError(b, err)
	err = s.Pipeline(b.Context(), session.Flow{InFlight: inFlight},
		func(i int) (session.Request, bool) { return setRoot(i), i < sets },
		func(_ int, r session.Result) error { return r.Err() })
	assert.NilError(b, err)
	assert.NilError(b, s.Close(b.Context()))
}

func librarySets(b *testing.B, addr string, sets, inFlight int) {
	b.Helper()
	conn, _, err := zk.Connect([]string{addr}, 10*time.Second, zk.WithLogInfo(false))
	assert.NilError(b, err)
	var writers sync.WaitGroup
	for range inFlight {
		writers.Go(func() {
			for range sets / inFlight {
				_, err := conn.Set("/", []byte("x"), -1)
				assert.Check(b, err)
			}
		})
	}
	writers.Wait()
	conn.Close()
}

// position returns the zxid of the last transaction.
func position(t *testing.T, s *session.Session) timeline.Zxid {
	t.Helper()
	return ok(t, s.Sync(t.Context(), "/")).Zxid
}
