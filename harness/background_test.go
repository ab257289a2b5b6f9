package harness

import (
	"context"
	"errors"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Another task of the same name must not hide how the first one ended.
func TestATaskThatFailedIsNotReplaced(t *testing.T) {
	env := &Env{shared: &shared{background: newBackground()}}
	failed := errors.New("the session has expired")
	ended := make(chan struct{})
	fails := func(context.Context, <-chan struct{}) (session.Summary, error) {
		<-ended
		return session.Summary{}, failed
	}
	assert.NilError(t, env.Begin("load", fails))
	err := env.Begin("load", fails)
	assert.Error(t, err, `"load" goes on already`)
	assert.Assert(t, verdict.IsInconclusive(err))
	close(ended)
	<-env.background.tasks["load"].done
	assert.ErrorIs(t, env.Begin("load", fails), failed)
	_, err = env.Finish(t.Context(), "load")
	assert.ErrorIs(t, err, failed)
	assert.NilError(t, env.Begin("load", fails))
}
