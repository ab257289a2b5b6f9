package gotest_test

import (
	"testing"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
)

func TestLockOutlivesTheLeader(t *testing.T) {
	harness.Test(t, "lock.hcl", harness.Setup{
		Language: harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()},
		// The first one that can work on this machine is taken.
		Runtimes: []runtime.Runtime{local.New(local.Options{}), docker.New(docker.Options{})},
		Releases: []string{"3.4.14", "3.9.5"},
	})
}
