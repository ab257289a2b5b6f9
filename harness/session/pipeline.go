package session

import (
	"context"
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// window is the requests of one session that wait for their replies, in the order
// of submission, which is the order in which a server answers.
type window struct {
	s       *Session
	size    int
	pending []*Pending
	muted   bool
}

func (w *window) full() bool { return len(w.pending) >= max(w.size, 1) }

func (w *window) submit(ctx context.Context, r Request) {
	w.pending = append(w.pending, w.s.submit(ctx, r, w.muted || w.s.opts.Quiet))
}

// oldest waits for the reply to the oldest request.
func (w *window) oldest(ctx context.Context) Result {
	p := w.pending[0]
	w.pending = w.pending[1:]
	return p.Wait(ctx)
}

// drain waits for all replies, so that each operation is in the timeline.
func (w *window) drain(ctx context.Context) {
	for len(w.pending) > 0 {
		w.oldest(ctx)
	}
}

// Pipeline submits the requests that next makes, until it answers false, with at
// most inFlight of them unanswered. It calls done with each result, in the order
// of submission, and ends early with the first error of done or when ctx ends.
func (s *Session) Pipeline(
	ctx context.Context, inFlight int, next func(i int) (Request, bool), done func(i int, r Result) error,
) error {
	w := &window{s: s, size: inFlight}
	defer w.drain(ctx)
	answered, more := 0, true
	for i := 0; more || len(w.pending) > 0; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if more && !w.full() {
			var r Request
			if r, more = next(i); more {
				w.submit(ctx, r)
				i++
			}
			continue
		}
		if err := done(answered, w.oldest(ctx)); err != nil {
			return err
		}
		answered++
	}
	return nil
}

// WriteUntil submits the writes that next makes until the reply to the last one
// carries exactly the zxid target, and answers how many there were. last is the
// zxid of the last transaction before them. It never
// submits more than may be missing, so it needs that nobody else writes
// meanwhile only for the last of them. All writes must be ok.
func (s *Session) WriteUntil(
	ctx context.Context, last, target timeline.Zxid, inFlight int, next func(i int) Request,
) (int, error) {
	w := &window{s: s, size: inFlight}
	defer w.drain(ctx)
	n := 0
	for last != target {
		if err := reachable(last, target); err != nil {
			return n, err
		}
		if missing := uint64(target - last); !w.full() && uint64(len(w.pending)) < missing {
			w.submit(ctx, next(n))
			n++
			continue
		}
		r := w.oldest(ctx)
		if err := r.Err(); err != nil {
			return n, err
		}
		last = r.Zxid
	}
	return n, nil
}

// reachable says why no further write can have the zxid target.
func reachable(last, target timeline.Zxid) error {
	if last.Epoch() != target.Epoch() {
		return fmt.Errorf("zxid %s is of epoch %d, and the last zxid is %s", target, target.Epoch(), last)
	}
	if last > target {
		return fmt.Errorf("zxid %s has passed: the last one is %s", target, last)
	}
	return nil
}
