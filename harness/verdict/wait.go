package verdict

import (
	"context"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// pollPause is how long to wait between two looks.
const pollPause = 20 * time.Millisecond

// Wait looks until the verdict is Holds or final, ctx ends or the limit has passed, and
// returns the last verdict: it says what was still missing.
func Wait(ctx context.Context, limit time.Duration, look func(context.Context) Verdict) Verdict {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	deadline, _ := ctx.Deadline() // a connection heeds it even before ctx has ended
	tick := time.NewTicker(pollPause)
	defer tick.Stop()
	var last Verdict
	for {
		v := look(ctx)
		if v.Outcome == timeline.OK || v.Final {
			return v
		}
		if last.Why == "" || ctx.Err() == nil && time.Now().Before(deadline) {
			last = v // a look that the limit cut short knows less than the one before
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return last
		}
	}
}

// WaitFor is Wait for an action: what does not come is Inconclusive.
func WaitFor(ctx context.Context, what string, limit time.Duration, look func(context.Context) Verdict) error {
	start := time.Now()
	v := Wait(ctx, limit, look)
	switch {
	case v.Outcome == timeline.OK:
		return nil
	case v.Final:
		return Inconclusive("wait until %s: %s", what, v.Why)
	}
	if err := ctx.Err(); err != nil {
		return Inconclusive("wait until %s: %w; %s", what, context.Cause(ctx), v.Why)
	}
	return Inconclusive("wait until %s: not within %.0f s; %s", what, time.Since(start).Seconds(), v.Why)
}
