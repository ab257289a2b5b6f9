package harness_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
)

func TestDoubtDoesNotCoverTrouble(t *testing.T) {
	trouble := errors.New("the disk is full")
	doubt := harness.Inconclusive("no receipt: %w", trouble)
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
		assert.Equal(t, harness.IsInconclusive(c.err), c.want, c.name)
	}
	assert.ErrorIs(t, doubt, trouble)
}

func TestNothingHoldsByDefault(t *testing.T) {
	assert.Equal(t, harness.Verdict{}.State, harness.StateUndecided)
}

func TestWaitLooksUntilItHolds(t *testing.T) {
	looks := 0
	v := harness.Wait(t.Context(), time.Minute, func(context.Context) harness.Verdict {
		if looks++; looks < 3 {
			return harness.Broken("not yet")
		}
		return harness.Holds("there")
	})
	assert.Equal(t, v.State, harness.StateHolds)
	assert.Equal(t, looks, 3)
}

func TestWaitEndsWithAFinalAnswer(t *testing.T) {
	looks := 0
	err := harness.WaitFor(t.Context(), "server 2 serves", time.Minute, func(context.Context) harness.Verdict {
		looks++
		return harness.Verdict{State: harness.StateBroken, Why: "its process ended", Final: true}
	})
	assert.Assert(t, harness.IsInconclusive(err))
	assert.Error(t, err, "wait until server 2 serves: its process ended")
	assert.Equal(t, looks, 1)
}

func TestWaitSaysWhatWasMissingLast(t *testing.T) {
	looks := 0
	err := harness.WaitFor(t.Context(), "the moon is full", 50*time.Millisecond, func(ctx context.Context) harness.Verdict {
		if looks++; looks > 1 {
			<-ctx.Done() // a look that is cut short knows nothing
			return harness.Undecided("nobody answers")
		}
		return harness.Undecided("it is half")
	})
	assert.Assert(t, harness.IsInconclusive(err))
	assert.ErrorContains(t, err, "wait until the moon is full: not within 0 s; it is half")
}

func TestWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("interrupted"))
	err := harness.WaitFor(ctx, "all serve", time.Minute, func(context.Context) harness.Verdict { return harness.Undecided("server 2 does not") })
	assert.Assert(t, harness.IsInconclusive(err))
	assert.ErrorContains(t, err, "wait until all serve: interrupted; server 2 does not")
}
