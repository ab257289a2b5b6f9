package verdict_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

func TestDoubtDoesNotCoverTrouble(t *testing.T) {
	trouble := errors.New("the disk is full")
	doubt := verdict.Inconclusive("no receipt: %w", trouble)
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"nothing", nil, false},
		{"trouble", trouble, false},
		{"doubt", doubt, true},
		{"doubt in a step", fmt.Errorf("step: %w", doubt), true},
		{"doubt twice", errors.Join(doubt, fmt.Errorf("step: %w", doubt)), true},
		{"doubt and trouble", errors.Join(doubt, trouble), false},
		{"both in a step", fmt.Errorf("step: %w", errors.Join(trouble, doubt)), false},
	} {
		assert.Equal(t, verdict.IsInconclusive(c.err), c.want, c.name)
	}
	assert.ErrorIs(t, doubt, trouble)
}

func TestNothingHoldsByDefault(t *testing.T) {
	assert.Equal(t, verdict.Verdict{}.Known(), timeline.Unknown)
}

func TestWaitLooksUntilItHolds(t *testing.T) {
	looks := 0
	v := verdict.Wait(t.Context(), time.Minute, func(context.Context) verdict.Verdict {
		if looks++; looks < 3 {
			return verdict.Broken("not yet")
		}
		return verdict.Holds("there")
	})
	assert.Equal(t, v.Outcome, timeline.OK)
	assert.Equal(t, looks, 3)
}

func TestWaitEndsWithAFinalAnswer(t *testing.T) {
	looks := 0
	err := verdict.WaitFor(t.Context(), "server 2 serves", time.Minute, func(context.Context) verdict.Verdict {
		looks++
		return verdict.Verdict{Outcome: timeline.Broken, Why: "its process ended", Final: true}
	})
	assert.Assert(t, verdict.IsInconclusive(err))
	assert.Error(t, err, "wait until server 2 serves: its process ended")
	assert.Equal(t, looks, 1)
}

func TestWaitSaysWhatWasMissingLast(t *testing.T) {
	looks := 0
	err := verdict.WaitFor(t.Context(), "the moon is full", 50*time.Millisecond, func(ctx context.Context) verdict.Verdict {
		if looks++; looks > 1 {
			<-ctx.Done() // a look that is cut short knows nothing
			return verdict.Undecided("nobody answers")
		}
		return verdict.Undecided("it is half")
	})
	assert.Assert(t, verdict.IsInconclusive(err))
	assert.ErrorContains(t, err, "wait until the moon is full: not within 0 s; it is half")
}

func TestWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("interrupted"))
	err := verdict.WaitFor(ctx, "all serve", time.Minute, func(context.Context) verdict.Verdict { return verdict.Undecided("server 2 does not") })
	assert.Assert(t, verdict.IsInconclusive(err))
	assert.ErrorContains(t, err, "wait until all serve: interrupted; server 2 does not")
}
