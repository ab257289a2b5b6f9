package session_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestHandshakeIsRecorded(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)

	events := c.handshakes()
	assert.Equal(t, len(events), 1)
	assert.Equal(t, events[0].Outcome, timeline.OK)
	assert.Equal(t, events[0].Actor, "session app")
	assert.DeepEqual(t, *events[0].Handshake, timeline.Handshake{
		Client: "app", Server: 1, Granted: s.ID(), Timeout: 10 * time.Second,
	})
	assert.Equal(t, s.Timeout(), 10*time.Second)
	assert.Equal(t, s.State(), session.Connected)
	assert.Equal(t, s.Server(), 1)
}

func TestServerLimitsTheTimeout(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	opts := c.options(1)
	opts.Timeout = time.Hour
	s, err := session.Open(t.Context(), opts)
	assert.NilError(t, err)
	assert.Equal(t, s.Timeout(), 10*time.Second) // 20 ticks
	assert.NilError(t, s.Close(t.Context()))
}

func TestOpenReturnsTheCause(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	c.kill(1)
	_, err := session.Open(shortContext(t), c.options(1))
	assert.ErrorContains(t, err, "connection refused")
	assert.Assert(t, errors.Is(err, context.DeadlineExceeded))

	opts := c.options(1)
	opts.Dial = func(context.Context, int) (net.Conn, error) { return nil, errors.New("no port is published") }
	_, err = session.Open(shortContext(t), opts)
	assert.ErrorContains(t, err, "no port is published")
}

func TestOpenReportsAServerThatDoesNotAnswer(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	c.kill(2)
	c.kill(3) // no quorum: server 1 closes every connection
	_, err := session.Open(shortContext(t), c.options(1))
	assert.ErrorContains(t, err, "closed the connection without an answer")

	events := c.handshakes()
	assert.Equal(t, len(events), 1, "a series of equal failures must be one event")
	assert.Equal(t, events[0].Outcome, timeline.Unknown)
}

func TestMoveKeepsTheSession(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	id := s.ID()
	ok(t, s.Create(t.Context(), "/e", nil, timeline.Ephemeral))
	last := ok(t, s.Sync(t.Context(), "/")).Zxid

	h, err := s.Move(t.Context(), 2)
	assert.NilError(t, err)
	assert.DeepEqual(t, h, timeline.Handshake{
		Client: "app", Server: 2, Asked: id, Granted: id, LastZxidSeen: last, Timeout: 10 * time.Second,
	})
	r := ok(t, s.Read(t.Context(), "/e"))
	assert.Equal(t, r.Server, 2)
	assert.Equal(t, r.Stat.EphemeralOwner, id)
	assert.Equal(t, s.Server(), 2)
	assert.Equal(t, len(c.handshakes()), 2)
}

func TestServerBehindTheClientRefusesTheSession(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	c.kill(3) // the leader; server 2 leads epoch 2 from zxid 0x200000000 on, which is not a write
	_, err := s.Move(t.Context(), 2)
	assert.NilError(t, err)
	assert.Equal(t, ok(t, s.Sync(t.Context(), "/")).Zxid, timeline.Zxid(0x200000000))

	_, err = s.Move(shortContext(t), 1)
	assert.ErrorContains(t, err, "move to server 1")
	assert.ErrorContains(t, err, "the client has seen zxid 0x200000000")
	assert.Equal(t, s.State(), session.Connecting)

	_, err = s.Move(t.Context(), 2)
	assert.NilError(t, err)
	ok(t, s.Create(t.Context(), "/x", nil, timeline.Persistent))
	_, err = s.Move(t.Context(), 1)
	assert.NilError(t, err)
}

func TestDisconnectDoesNotReconnect(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	assert.NilError(t, s.Disconnect(t.Context()))
	assert.Equal(t, s.State(), session.Away)

	r := s.Set(t.Context(), "/", nil, session.AnyVersion)
	assertOutcome(t, r, timeline.Refused, timeline.CodeNotSent)
	assert.Equal(t, r.Server, 0)
	assert.Equal(t, r.Session, s.ID())

	h, err := s.Connect(t.Context(), 0)
	assert.NilError(t, err)
	assert.Equal(t, h.Asked, s.ID())
	assert.Equal(t, h.Server, 1)
	ok(t, s.Set(t.Context(), "/", nil, session.AnyVersion))
}

func TestExpire(t *testing.T) {
	c := start(t, &fake.Runtime{SilentAfter: time.Millisecond}, 3)
	other, s := c.open(2), c.open(1)
	id := s.ID()
	ok(t, s.Create(t.Context(), "/e", nil, timeline.Ephemeral))

	err := s.Expire(t.Context(), func(ctx context.Context) error { return c.logContains(ctx, 3, "Expiring session "+id.String()) })
	assert.NilError(t, err)
	assert.Equal(t, s.State(), session.Expired)
	assertOutcome(t, ok(t, other.Exists(t.Context(), "/e")), timeline.OK, timeline.CodeNoNode)

	events := c.handshakes()
	last := events[len(events)-1]
	assert.Equal(t, last.Outcome, timeline.Refused)
	assert.Equal(t, last.Handshake.Asked, id)
	assert.Equal(t, last.Handshake.Granted, timeline.SessionID(0))

	assertOutcome(t, s.Read(t.Context(), "/"), timeline.Refused, timeline.CodeSessionExpired)
	_, err = s.Move(t.Context(), 2)
	assert.ErrorIs(t, err, session.ErrExpired)
	assert.ErrorIs(t, s.Disconnect(t.Context()), session.ErrExpired)
	assert.Equal(t, s.ID(), id)

	h, err := s.Connect(t.Context(), 2)
	assert.NilError(t, err)
	assert.Equal(t, h.Asked, timeline.SessionID(0))
	assert.Assert(t, s.ID() != id)
	ok(t, s.Read(t.Context(), "/"))
}

func TestExpireChecksWithTheServer(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s := c.open(1)
	err := s.Expire(t.Context(), func(context.Context) error { return nil })
	assert.ErrorContains(t, err, "server 1 still knows session "+s.ID().String())
	assert.Equal(t, s.State(), session.Away)

	failure := errors.New("no such line in the log")
	assert.ErrorIs(t, s.Expire(t.Context(), func(context.Context) error { return failure }), failure)
}

func TestCloseDeletesEphemerals(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	s, other := c.open(1), c.open(1)
	ok(t, s.Create(t.Context(), "/e", nil, timeline.Ephemeral))
	assert.NilError(t, s.Close(t.Context()))
	assert.NilError(t, s.Close(t.Context()), "closing twice must work")
	assertOutcome(t, other.Exists(t.Context(), "/e"), timeline.OK, timeline.CodeNoNode)

	assertOutcome(t, s.Read(t.Context(), "/"), timeline.Refused, timeline.CodeNotSent)
	_, err := s.Connect(t.Context(), 1)
	assert.ErrorIs(t, err, session.ErrClosed)
	_, err = s.Move(t.Context(), 1)
	assert.ErrorIs(t, err, session.ErrClosed)
	assert.ErrorIs(t, s.Disconnect(t.Context()), session.ErrClosed)
}

func TestCloseEndsAllGoroutines(t *testing.T) {
	ends := map[string]func(*cluster, *session.Session){
		"connected":    func(*cluster, *session.Session) {},
		"disconnected": func(c *cluster, s *session.Session) { assert.NilError(c.t, s.Disconnect(c.t.Context())) },
		"server gone":  func(c *cluster, _ *session.Session) { c.kill(1) },
		"server silent": func(c *cluster, s *session.Session) {
			c.pause()
			s.Submit(c.t.Context(), session.Request{Op: timeline.OpRead, Path: "/"})
		},
	}
	for name, before := range ends {
		t.Run(name, func(t *testing.T) {
			c := start(t, &fake.Runtime{}, 1)
			goroutines := runtime.NumGoroutine()
			s, err := session.Open(t.Context(), c.options(1))
			assert.NilError(t, err)
			ok(t, s.Read(t.Context(), "/"))
			before(c, s)
			assert.NilError(t, s.Close(shortContext(t)))
			c.kill(1) // ends the goroutines of the fake server's side of the connection
			poll.WaitOn(t, func(poll.LogT) poll.Result {
				if n := runtime.NumGoroutine(); n > goroutines {
					return poll.Continue("%d goroutines, of which %d are new:\n%s", n, n-goroutines, stacks())
				}
				return poll.Success()
			}, poll.WithDelay(time.Millisecond), poll.WithTimeout(5*time.Second))
		})
	}
}

func stacks() string {
	buf := make([]byte, 1<<16)
	return string(buf[:runtime.Stack(buf, true)])
}

func TestQuietSessionsAreNotRecorded(t *testing.T) {
	c := start(t, &fake.Runtime{}, 1)
	opts := c.options(1)
	opts.Quiet = true
	s, err := session.Open(t.Context(), opts)
	assert.NilError(t, err)
	ok(t, s.Read(t.Context(), "/"))
	assert.NilError(t, s.Close(t.Context()))
	assert.Equal(t, len(c.log.Events()), 0)
}

// Faults during operations must cause neither races nor hangs, and every reply must still
// be matched to its call.
func TestMovesDuringAWorkload(t *testing.T) {
	c := start(t, &fake.Runtime{}, 3)
	s := c.open(1)
	ok(t, s.Create(t.Context(), "/x", nil, timeline.Persistent))
	ctx, cancel := context.WithCancel(t.Context())
	var workload sync.WaitGroup
	for range 16 {
		workload.Go(func() {
			for ctx.Err() == nil {
				s.Set(ctx, "/x", []byte("x"), session.AnyVersion)
			}
		})
	}
	for i := range 60 {
		_, err := s.Move(t.Context(), i%3+1)
		assert.NilError(t, err)
		if i%10 == 0 {
			assert.NilError(t, s.Disconnect(t.Context()))
			_, err := s.Connect(t.Context(), 0)
			assert.NilError(t, err)
		}
	}
	cancel()
	workload.Wait()
	checkReplies(t, c.events(timeline.KindOp))
	moves := 0
	for _, e := range c.handshakes() {
		if strings.HasPrefix(string(e.Outcome), "ok") {
			moves++
		}
	}
	assert.Equal(t, moves, 1+60+6)
}
