package session

import (
	"context"
	"fmt"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// pipeline holds the requests in flight of one session, in the order of submission, which
// is the order in which a server answers.
type pipeline struct {
	s          *Session
	size       int
	pending    []*Pending
	unrecorded bool
}

func (w *pipeline) full() bool { return len(w.pending) >= max(w.size, 1) }

func (w *pipeline) submit(ctx context.Context, r Request) {
	w.pending = append(w.pending, w.s.submit(ctx, r, w.unrecorded))
}

// waitOldest waits for the reply to the oldest request and removes it.
func (w *pipeline) waitOldest(ctx context.Context) Result {
	p := w.pending[0]
	w.pending = w.pending[1:]
	return p.Wait(ctx)
}

// answered returns a channel that is closed once the oldest request has ended; nil if there
// is none.
func (w *pipeline) answered() <-chan struct{} {
	if len(w.pending) == 0 {
		return nil
	}
	return w.pending[0].ended()
}

// drain waits for all replies, so that the end of each operation is recorded.
func (w *pipeline) drain(ctx context.Context) {
	for len(w.pending) > 0 {
		w.waitOldest(ctx)
	}
}

// Pipeline submits the requests that next returns, until it returns false or the flow is
// stopped. It calls done with each result, in the order of submission, also with those of the
// requests that are in flight when it ends early. It returns the first error of done, or the
// cause of ctx if that ends first.
func (s *Session) Pipeline(ctx context.Context, f Flow, next func(i int) (Request, bool), done func(i int, r Result) error) error {
	w := &pipeline{s: s, size: f.InFlight}
	answered, more := 0, true
	end := func() error {
		answered++
		return done(answered-1, w.waitOldest(ctx))
	}
	defer func() {
		for len(w.pending) > 0 {
			_ = end() // what ended the pipeline came first
		}
	}()
	var last time.Time
	for i := 0; more || len(w.pending) > 0; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		more = more && !f.stopped()
		if more && !w.full() && f.due(ctx, &last, w.answered()) {
			var r Request
			if r, more = next(i); more {
				w.submit(ctx, r)
				i++
			}
			continue
		}
		if len(w.pending) == 0 {
			continue // ctx or the flow has ended
		}
		if err := end(); err != nil {
			return err
		}
	}
	return nil
}

// WriteUntil submits the writes that next returns until the zxid of the last reply is
// exactly target, and calls done with each result. last is the zxid of the last transaction
// before them. It never has more writes in flight than zxids are left, so that other clients
// may write meanwhile, but not while the last of its writes are in flight. It fails if a write
// is not ok, if target is of another epoch, or if it has passed.
func (s *Session) WriteUntil(
	ctx context.Context, last, target timeline.Zxid, inFlight int, next func(i int) Request, done func(Result),
) error {
	w := &pipeline{s: s, size: inFlight}
	defer func() {
		for len(w.pending) > 0 {
			done(w.waitOldest(ctx))
		}
	}()
	acknowledged := 0
	for last != target || len(w.pending) > 0 {
		if err := checkReachable(last, target); err != nil {
			return err
		}
		if missing := uint64(target - last); !w.full() && uint64(len(w.pending)) < missing {
			w.submit(ctx, next(acknowledged+len(w.pending)))
			continue
		}
		r := w.waitOldest(ctx)
		done(r)
		if err := r.Err(); err != nil {
			return err
		}
		acknowledged++
		last = r.Zxid
	}
	return nil
}

// checkReachable returns an error if no later write can have the zxid target.
func checkReachable(last, target timeline.Zxid) error {
	if last.Epoch() != target.Epoch() {
		return fmt.Errorf("zxid %s is of epoch %d, and the last zxid is %s", target, target.Epoch(), last)
	}
	if last > target {
		return fmt.Errorf("zxid %s has passed: the last one is %s", target, last)
	}
	return nil
}
