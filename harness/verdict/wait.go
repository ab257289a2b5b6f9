package verdict

import (
	"context"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// pollInterval is the time between two evaluations.
const pollInterval = 20 * time.Millisecond

// concurrentKey marks the context of words that run in parallel with others.
type concurrentKey struct{}

// WithConcurrent returns a context in which no verdict is final: a concurrent word, such as
// the start of a server, may still change it.
func WithConcurrent(ctx context.Context) context.Context {
	return context.WithValue(ctx, concurrentKey{}, true)
}

// Wait calls evaluate every 20 ms until its verdict is ok or final, ctx ends or the limit
// has passed, and returns the last verdict, which names what was still missing.
func Wait(ctx context.Context, limit time.Duration, evaluate func(context.Context) Verdict) Verdict {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	deadline, _ := ctx.Deadline() // connections observe it even before ctx has ended
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	var last Verdict
	for {
		v := evaluate(ctx)
		v.Final = v.Final && ctx.Value(concurrentKey{}) == nil
		if v.Outcome == timeline.OK || v.Final {
			return v
		}
		if last.Why == "" || ctx.Err() == nil && time.Now().Before(deadline) {
			last = v // an evaluation that the limit interrupted is less informative than the one before
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return last
		}
	}
}

// WaitFor calls Wait on behalf of an action. It returns an Inconclusive error unless the
// verdict is ok. condition completes "wait until".
func WaitFor(ctx context.Context, condition string, limit time.Duration, evaluate func(context.Context) Verdict) error {
	start := time.Now()
	v := Wait(ctx, limit, evaluate)
	switch {
	case v.Outcome == timeline.OK:
		return nil
	case v.Final:
		return Inconclusive("wait until %s: %s", condition, v.Why)
	}
	if err := ctx.Err(); err != nil {
		return Inconclusive("wait until %s: %w; %s", condition, context.Cause(ctx), v.Why)
	}
	return Inconclusive("wait until %s: not within %.0f s; %s", condition, time.Since(start).Seconds(), v.Why)
}
