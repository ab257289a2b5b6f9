package session_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestOperationsAreRecorded(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	ctx := t.Context()

	created := ok(t, s.Create(ctx, "/x", []byte("one"), timeline.Persistent))
	assert.Equal(t, created.Path, "/x")
	set := ok(t, s.Set(ctx, "/x", []byte("two"), 0))
	assert.Equal(t, set.Stat.Version, int32(1))
	assert.Equal(t, set.Stat.Mzxid, set.Zxid)
	read := ok(t, s.Read(ctx, "/x"))
	assert.Equal(t, string(read.Data), "two")
	assert.DeepEqual(t, read.Stat, set.Stat)
	ok(t, s.Create(ctx, "/x/b", nil, ""))
	ok(t, s.Create(ctx, "/x/a", nil, timeline.Persistent))
	assert.DeepEqual(t, ok(t, s.Children(ctx, "/x")).Children, []string{"a", "b"})
	assert.Equal(t, ok(t, s.Exists(ctx, "/x")).Stat.NumChildren, int32(2))
	ok(t, s.Delete(ctx, "/x/a", session.AnyVersion))

	ops := c.events(timeline.KindOp)
	assert.Equal(t, len(ops), 8)
	for i, e := range ops {
		assert.Equal(t, e.Outcome, timeline.OK)
		assert.Equal(t, e.Actor, "session app")
		assert.Equal(t, e.Op.Server, 1)
		assert.Equal(t, e.Op.Session, s.ID())
		assert.Equal(t, e.Op.Xid, int32(i+2), "xid 1 is left to the library's close request")
		assert.Equal(t, e.Op.Arrival, i+1)
		assert.Assert(t, e.Op.Invoke < e.Op.Return && e.Op.Return <= e.At)
	}
	assert.DeepEqual(t, *ops[1].Op, set.Op)
	assert.Equal(t, ops[0].Op.Mode, "persistent")
	assert.Equal(t, ops[2].Op.Data, "two")
	assert.Equal(t, ops[2].Op.Size, 3)
	assert.Equal(t, ops[2].Op.Digest, timeline.Digest([]byte("two")))
}

// An operation is recorded with its whole request before that is sent, so that an
// operation without an end is known to be possible.
func TestInvocationsAreRecordedBeforeSending(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	ctx := t.Context()
	ok(t, s.Create(ctx, "/n-", []byte("one"), timeline.EphemeralSequential))
	ok(t, s.Do(ctx, session.Request{Op: timeline.OpTransaction, Parts: []session.Request{{Op: timeline.OpCreate, Path: "/s-", Mode: timeline.PersistentSequential}}}))
	c.pause()
	lost := s.Submit(ctx, session.Request{Op: timeline.OpSet, Path: "/x", Data: []byte("two")})
	assert.Assert(t, lost.Sent())

	invoked, ended := c.events(timeline.KindInvoke), c.events(timeline.KindOp)
	assert.Equal(t, len(invoked), 3)
	assert.Equal(t, len(ended), 2)
	for i, e := range ended {
		asked := *invoked[i].Op
		assert.Assert(t, invoked[i].Seq < e.Seq)
		assert.DeepEqual(t, []any{asked.Client, asked.Session, asked.Server, asked.Xid, asked.Invoke, asked.Mode, asked.Digest},
			[]any{"app", s.ID(), 1, e.Op.Xid, e.Op.Invoke, e.Op.Mode, e.Op.Digest})
		assert.Equal(t, int64(asked.Return), int64(0))
	}
	assert.Equal(t, invoked[0].Op.Path, "/n-", "the server appends the number")
	assert.Equal(t, invoked[1].Op.Parts[0].Path, "/s-")
	all := timeline.Complete(c.log.Events())
	last := all[len(all)-1]
	assert.Equal(t, last.Outcome, timeline.Unknown)
	assert.DeepEqual(t, []any{last.Op.Name, last.Op.Path, last.Op.Data, last.Op.Code}, []any{"set", "/x", "two", timeline.CodeNoEnd})

	limited, cancel := context.WithCancel(ctx)
	cancel()
	lost.Wait(limited)
	for _, e := range timeline.Complete(c.log.Events()) {
		assert.Assert(t, e.Kind != timeline.KindInvoke)
		assert.Assert(t, e.Op == nil || e.Op.Code != timeline.CodeNoEnd)
	}
}

func TestSequentialPathsInReplies(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	assert.Equal(t, ok(t, s.Create(t.Context(), "/n-", nil, timeline.PersistentSequential)).Path, "/n-0000000000")
	r := ok(t, s.Create(t.Context(), "/n-", nil, timeline.EphemeralSequential))
	assert.Equal(t, r.Path, "/n-0000000001")
	assert.Equal(t, ok(t, s.Read(t.Context(), r.Path)).Stat.EphemeralOwner, s.ID())
}

func TestErrorNames(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	ctx := t.Context()
	ok(t, s.Create(ctx, "/x", nil, ""))
	ok(t, s.Create(ctx, "/x/e", nil, timeline.Ephemeral))
	before := ok(t, s.Sync(ctx, "/")).Zxid

	for want, r := range map[string]session.Result{
		"NoNode":                  s.Read(ctx, "/none"),
		"NodeExists":              s.Create(ctx, "/x", nil, ""),
		"BadVersion":              s.Set(ctx, "/x", nil, 7),
		"NotEmpty":                s.Delete(ctx, "/x", session.AnyVersion),
		"NoChildrenForEphemerals": s.Create(ctx, "/x/e/y", nil, ""),
		"BadArguments":            s.Delete(ctx, "/", session.AnyVersion),
	} {
		assertOutcome(t, r, timeline.Refused, want)
		assert.Equal(t, r.Server, 1)
		assert.Assert(t, r.Zxid >= before)
	}
	assert.Equal(t, ok(t, s.Sync(ctx, "/")).Zxid, before+5, "a refused write must use up a zxid too")

	r := s.Read(ctx, "no/slash")
	assertOutcome(t, r, timeline.Refused, timeline.CodeInvalidPath)
	assert.Equal(t, r.Server, 0)

	r = s.Exists(ctx, "/none")
	assertOutcome(t, r, timeline.OK, timeline.CodeNoNode)
	assert.Assert(t, r.Stat == nil)
}

func TestExistsShowsWhetherThereIsTheZnode(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	ctx := t.Context()
	do := func(r session.Request) session.Result { return s.Do(ctx, r) }
	for _, step := range []struct {
		name string
		r    session.Result
		want string
	}{
		{"an exists of none", s.Exists(ctx, "/x"), "absent"},
		{"a read of none", s.Read(ctx, "/x"), "absent"},
		{"a watch of none", do(session.Request{Op: timeline.OpWatch, Path: "/x", Watch: timeline.WatchExists}), "absent"},
		{"a create without a parent", s.Create(ctx, "/x/y", nil, ""), "absent"},
		{"a create", s.Create(ctx, "/x", nil, ""), "present"},
		{"another create", s.Create(ctx, "/x", nil, ""), "present"},
		{"an exists", s.Exists(ctx, "/x"), "present"},
		{"a watch", do(session.Request{Op: timeline.OpWatch, Path: "/x", Watch: timeline.WatchData}), "present"},
		{"a persistent watch", do(session.Request{Op: timeline.OpWatch, Path: "/x", Watch: timeline.WatchPersistent}), "not shown"},
		{"children", s.Children(ctx, "/x"), "present"},
		{"a sync", s.Sync(ctx, "/x"), "not shown"},
		{"a set of another version", s.Set(ctx, "/x", nil, 7), "present"},
		{"a child", s.Create(ctx, "/x/y", nil, ""), "present"},
		{"a delete of a parent", s.Delete(ctx, "/x", session.AnyVersion), "present"},
		{"a delete", s.Delete(ctx, "/x/y", session.AnyVersion), "absent"},
		{"a request that is not sent", s.Read(ctx, "no/slash"), "not shown"},
		{"an unknown outcome", session.Result{Op: timeline.Op{Name: timeline.OpRead}, Outcome: timeline.Unknown}, "not shown"},
		{"a transaction", do(session.Request{Op: timeline.OpTransaction, Parts: []session.Request{{Op: timeline.OpDelete, Path: "/none", Version: session.AnyVersion}}}), "not shown"},
	} {
		got := "not shown"
		if exists, shown := step.r.Exists(); shown {
			got = map[bool]string{true: "present", false: "absent"}[exists]
		}
		assert.Equal(t, got, step.want, step.name)
	}
}

func TestBinaryData(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	data := bytes.Repeat([]byte{0xff, 0}, 5000)
	r := ok(t, s.Create(t.Context(), "/x", data, ""))
	assert.Equal(t, r.Op.Data, "", "the timeline must contain only short text")
	assert.Equal(t, r.Size, len(data))
	r = ok(t, s.Read(t.Context(), "/x"))
	assert.DeepEqual(t, r.Data, data)
	assert.Equal(t, r.Digest, timeline.Digest(data))
}

func TestRepliesAreMatchedToCalls(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	var workload sync.WaitGroup
	for i := range 64 {
		workload.Go(func() {
			path := fmt.Sprintf("/x%d", i)
			s.Create(t.Context(), path, nil, timeline.Persistent)
			for range 20 {
				s.Set(t.Context(), path, []byte(path), session.AnyVersion)
				s.Read(t.Context(), path)
			}
		})
	}
	workload.Wait()
	ops := c.events(timeline.KindOp)
	assert.Equal(t, len(ops), 64*41)
	for _, e := range ops {
		assert.Equal(t, e.Outcome, timeline.OK)
	}
	checkReplies(t, ops)
}

// checkReplies asserts that the Stat in the body of each reply fits the zxid in its header,
// and that no xid is used twice.
func checkReplies(t *testing.T, ops []timeline.Event) {
	t.Helper()
	seen := map[int32]bool{}
	for _, e := range ops {
		if e.Op.Xid != 0 {
			assert.Assert(t, !seen[e.Op.Xid], "xid %d twice", e.Op.Xid)
			seen[e.Op.Xid] = true
		}
		if e.Outcome == timeline.OK && e.Op.Name == timeline.OpSet {
			assert.Equal(t, e.Op.Stat.Mzxid, e.Op.Zxid)
		}
		if e.Outcome == timeline.OK && e.Op.Name == timeline.OpRead {
			assert.Assert(t, e.Op.Stat.Mzxid <= e.Op.Zxid)
		}
	}
}

func TestOutcomeIsUnknownAfterAKill(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	c.pause()
	p := s.Submit(t.Context(), session.Request{Op: timeline.OpSet, Path: "/", Version: session.AnyVersion})
	c.kill(1)
	r := p.Wait(t.Context())
	assertOutcome(t, r, timeline.Unknown, timeline.CodeConnectionLoss)
	assert.Equal(t, r.Server, 1)
	assert.Equal(t, r.Zxid, timeline.Zxid(0))

	r = s.Read(shortContext(t), "/")
	assertOutcome(t, r, timeline.Refused, timeline.CodeNotSent)
	assert.ErrorContains(t, r.Err(), "connection refused")

	c.start(1)
	ok(t, s.Read(t.Context(), "/"))
}

func TestOutcomeIsUnknownAfterATimeout(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	c.pause()
	assertOutcome(t, s.Read(shortContext(t), "/"), timeline.Unknown, timeline.CodeTimeout)
	c.kill(1) // a paused server would delay the close of the session
}

// A request whose result is NotSent must not be sent later.
func TestNotSentMeansNeverSent(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	c.pause() // the server stops reading, so that the socket fills up
	bulk := make([]byte, 500_000)
	var last session.Result
	for i := 0; last.Code != timeline.CodeNotSent; i++ {
		assert.Assert(t, i < 100)
		path := fmt.Sprintf("/bulk%d", i)
		last = s.Submit(shortContext(t), session.Request{Op: timeline.OpCreate, Path: path, Data: bulk}).Wait(canceledContext(t))
	}
	_, err := s.Move(t.Context(), 2)
	assert.NilError(t, err)
	assertOutcome(t, ok(t, s.Exists(t.Context(), last.Path)), timeline.OK, timeline.CodeNoNode)
	ok(t, s.Create(t.Context(), last.Path, nil, timeline.Persistent))
}

func canceledContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
