package actions

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// retryPause is the time between two requests while the session is disconnected.
const retryPause = 20 * time.Millisecond

// load sends reads, sets and creates in one session, and counts their outcomes.
type load struct {
	s             *session.Session
	keys          []string // znodes to read and set
	children      string   // path of the znodes to create, before their number
	mode          timeline.CreateMode
	sizes         []int   // of the data, in turn
	sets, creates float64 // shares of the requests
	flow          session.Flow
	random        *rand.Rand
	first         chan struct{} // closed with the first reply

	sum  session.Summary
	away atomic.Bool // the session is disconnected
}

// prepare creates the znodes that do not exist yet.
func (l *load) prepare(ctx context.Context, parent string) error {
	ctx, cancel := context.WithTimeout(ctx, harness.OperationLimit)
	defer cancel()
	for _, p := range append([]string{parent}, l.keys...) {
		if r := l.s.Create(ctx, p, nil, timeline.Persistent); r.Outcome != timeline.OK && r.Code != "NodeExists" {
			return verdict.Inconclusive("cannot create the znodes of the load: %w", r.Err())
		}
	}
	return nil
}

func (l *load) run(ctx context.Context, stop <-chan struct{}) (session.Summary, error) {
	requests, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	go l.endAfter(requests, stop, giveUp)
	l.flow.Stop = stop
	err := l.s.Pipeline(requests, l.flow, func(i int) (session.Request, bool) {
		if l.away.Swap(false) {
			waitToRetry(ctx, stop)
		}
		return l.request(i), true
	}, func(_ int, r session.Result) error { return l.count(r) })
	if l.s.State() == session.Expired {
		err = session.ErrExpired // even if the load is stopped before a request fails with it
	}
	if err != nil && !errors.Is(err, errStopped) && ctx.Err() == nil {
		return l.sum, verdict.Inconclusive("after %s: %w", &l.sum, err)
	}
	return l.sum, nil
}

// endAfter cancels the requests of a stopped load that are still in flight when the session has
// no connection: without one they might wait forever.
func (l *load) endAfter(requests context.Context, stop <-chan struct{}, giveUp context.CancelCauseFunc) {
	select {
	case <-stop:
	case <-requests.Done():
		return
	}
	// A client notices the death of its server later than the step that killed the server.
	verdict.Wait(requests, harness.OperationLimit, func(context.Context) verdict.Verdict {
		if state := l.s.State(); state != session.Connected {
			return verdict.Holds("session %s is %s", l.s.Name(), state)
		}
		return verdict.Undecided("session %s is connected", l.s.Name())
	})
	giveUp(errStopped)
}

// errStopped cancels the requests of a stopped load.
var errStopped = errors.New("the load is stopped")

// waitToRetry waits a little, because without a connection requests fail at once.
func waitToRetry(ctx context.Context, stop <-chan struct{}) {
	select {
	case <-stop:
	case <-ctx.Done():
	case <-time.After(retryPause):
	}
}

// request returns request number i. All writes have different data, so that the data of a
// read identify the set.
func (l *load) request(i int) session.Request {
	key := l.keys[l.random.IntN(len(l.keys))]
	switch kind := l.random.Float64(); {
	case kind < l.sets:
		return session.Request{Op: timeline.OpSet, Path: key, Data: l.data(i), Version: session.AnyVersion}
	case kind < l.sets+l.creates:
		return session.Request{Op: timeline.OpCreate, Path: fmt.Sprintf("%s%d", l.children, i), Data: l.data(i), Mode: l.mode}
	default:
		return session.Request{Op: timeline.OpRead, Path: key}
	}
}

// data returns the number of a request, filled up to its size.
func (l *load) data(i int) []byte {
	number := strconv.Itoa(i)
	return append([]byte(number), payload(max(0, l.sizes[i%len(l.sizes)]-len(number)))...)
}

func (l *load) count(r session.Result) error {
	if r.Outcome == timeline.OK && l.sum.OK == 0 {
		close(l.first)
	}
	l.sum.Add(r)
	if r.Outcome == timeline.Refused {
		l.away.Store(r.Code == timeline.CodeNotSent)
	}
	if r.Code == timeline.CodeSessionExpired {
		return r.Err() // the client does not open another session by itself
	}
	return nil
}
