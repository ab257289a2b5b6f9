package runtime_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
)

func TestWhoCan(t *testing.T) {
	both := []runtime.Runtime{docker.New(docker.Options{}), local.New(local.Options{})}
	for c, want := range map[runtime.Capability]string{
		runtime.CanPause:   "It needs a runtime that can pause a server: docker can, and so can local.",
		runtime.CanCut:     "It needs a runtime that can cut the network between servers: docker can; local can as root on Linux.",
		runtime.CanSize:    "It needs a runtime that can give a server a disk of a given size: docker can; local can as root on Linux.",
		runtime.CanControl: "It needs a runtime that can start a server under ZooKeeper's fault controller: docker can, and so can local.",
		"fly":              "It needs a runtime that can fly.",
	} {
		assert.Equal(t, runtime.WhoCan(c, both), want)
	}
}
