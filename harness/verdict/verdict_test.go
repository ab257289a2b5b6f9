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

func TestIsInconclusive(t *testing.T) {
	failure := errors.New("the disk is full")
	inconclusive := verdict.Inconclusive("no receipt: %w", failure)
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"nothing", nil, false},
		{"another failure", failure, false},
		{"inconclusive", inconclusive, true},
		{"inconclusive in a step", fmt.Errorf("step: %w", inconclusive), true},
		{"inconclusive twice", errors.Join(inconclusive, fmt.Errorf("step: %w", inconclusive)), true},
		{"inconclusive and another failure", errors.Join(inconclusive, failure), false},
		{"both in a step", fmt.Errorf("step: %w", errors.Join(failure, inconclusive)), false},
	} {
		assert.Equal(t, verdict.IsInconclusive(c.err), c.want, c.name)
	}
	assert.ErrorIs(t, inconclusive, failure)
}

func TestNothingHoldsByDefault(t *testing.T) {
	assert.Equal(t, verdict.Verdict{}.OutcomeOrUnknown(), timeline.Unknown)
}

func TestWaitEndsWhenTheConditionHolds(t *testing.T) {
	evaluations := 0
	v := verdict.Wait(t.Context(), time.Minute, func(context.Context) verdict.Verdict {
		if evaluations++; evaluations < 3 {
			return verdict.Broken("not yet")
		}
		return verdict.Holds("there")
	})
	assert.Equal(t, v.Outcome, timeline.OK)
	assert.Equal(t, evaluations, 3)
}

func TestWaitEndsWithAFinalAnswer(t *testing.T) {
	evaluations := 0
	err := verdict.WaitFor(t.Context(), "server 2 serves", time.Minute, func(context.Context) verdict.Verdict {
		evaluations++
		return verdict.Verdict{Outcome: timeline.Broken, Why: "its process ended", Final: true}
	})
	assert.Assert(t, verdict.IsInconclusive(err))
	assert.Error(t, err, "wait until server 2 serves: its process ended")
	assert.Equal(t, evaluations, 1)
}

func TestNoVerdictIsFinalDuringConcurrentWords(t *testing.T) {
	evaluations := 0
	err := verdict.WaitFor(verdict.WithConcurrent(t.Context()), "server 2 serves", time.Minute, func(context.Context) verdict.Verdict {
		if evaluations++; evaluations > 1 {
			return verdict.Holds("a concurrent word has started it")
		}
		return verdict.Verdict{Outcome: timeline.Broken, Why: "its process ended", Final: true}
	})
	assert.NilError(t, err)
	assert.Equal(t, evaluations, 2)
}

func TestWaitReportsWhatWasMissingLast(t *testing.T) {
	evaluations := 0
	err := verdict.WaitFor(t.Context(), "server 1 leads", 50*time.Millisecond, func(ctx context.Context) verdict.Verdict {
		if evaluations++; evaluations > 1 {
			<-ctx.Done() // an interrupted evaluation has no information
			return verdict.Undecided("no answer")
		}
		return verdict.Undecided("it follows")
	})
	assert.Assert(t, verdict.IsInconclusive(err))
	assert.ErrorContains(t, err, "wait until server 1 leads: not within 0 s; it follows")
}

func TestWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("interrupted"))
	err := verdict.WaitFor(ctx, "all serve", time.Minute, func(context.Context) verdict.Verdict { return verdict.Undecided("server 2 does not") })
	assert.Assert(t, verdict.IsInconclusive(err))
	assert.ErrorContains(t, err, "wait until all serve: interrupted; server 2 does not")
}
