package scenarios_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// unbootable is a scenario with a server whose settings are given.
const unbootable = `scenario "unbootable" {
  summary = "Servers with settings that they cannot run with."
  ensemble {
    servers = 3
    server "2" { %s }
  }
  session "app" { server = 1 }
  step "nothing" {
    create "/a" {}
  }
}
`

// The reason why a boot failed is one line with what the servers themselves report.
func TestFailedBootGivesTheReasonInOneLine(t *testing.T) {
	const timeIsOver = "the time of this test is over"
	for _, c := range []struct {
		name, settings, release string
		waits                   time.Duration // after which the boot is interrupted; 0 if a server ends
		want                    []string
	}{
		{"a wrong value", `config = { tickTime = -5 }`, "3.9.5", 0, []string{
			"server 2 ended at its start, with exit code 2; it logged: Invalid config", "minSessionTimeout must not be larger than maxSessionTimeout",
		}},
		{"no such class", `properties = { "zookeeper.serverCnxnFactory" = "org.example.None" }`, "3.4.14", 0, []string{
			"server 2 ended at its start, with exit code 1; it logged: Unexpected exception", "java.lang.ClassNotFoundException: org.example.None",
		}},
		{"no such class for Java itself", `properties = { "java.system.class.loader" = "org.example.None" }`, "3.9.5", 0, []string{
			"server 2 ended at its start, with exit code 1; it logged: Error occurred during initialization of", "java.lang.ClassNotFoundException: org.example.None",
		}},
		{"never joins", `config = { tickTime = -5 }`, "3.4.14", 10 * time.Second, []string{
			timeIsOver, "; server 2 logged: Unexpected exception: java.lang.IllegalArgumentException: timeout can't be negative",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			rep := harness.Run(ctx, planOf(t, fmt.Sprintf(unbootable, c.settings), c.release), harness.Options{
				Runtime: runtimeNamed(t, "local"), Root: t.ArtifactDir(),
				Observe: func(e timeline.Event) {
					if c.waits > 0 && e.Kind == timeline.KindStep && e.What == timeline.StepBoot {
						time.AfterFunc(c.waits, func() { cancel(errors.New(timeIsOver)) })
					}
				},
			})
			for _, want := range append(c.want, "boot: ") {
				assert.Assert(t, cmp.Contains(rep.Reason, want))
			}
			assert.Assert(t, !strings.Contains(rep.Reason, "\n"), rep.Reason)
		})
	}
}
