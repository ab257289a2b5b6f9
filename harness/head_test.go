package harness_test

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const ticking = `scenario "ticking" {
  summary = "Servers have a tick and a kind of session of their own."
  ensemble {
    servers = 3
    config  = { tickTime = 200, localSessionsEnabled = true }
  }
  session "app" {}
  step "one" {
    sync "/" {}
  }
}
`

// Checks judge the end of a session by the tick of the servers, and local sessions by other
// rules.
func TestHeadHasWhatChecksNeed(t *testing.T) {
	var head *timeline.Run
	harness.Run(t.Context(), load(t, "ticking.hcl", ticking, spec.Inputs{Release: testRelease}), harness.Options{
		Runtime: &fake.Runtime{},
		Observe: func(e timeline.Event) {
			if e.Run != nil {
				head = e.Run
			}
		},
	})
	assert.Equal(t, head.Tick, 200*time.Millisecond)
	assert.Assert(t, head.LocalSessions)
}
