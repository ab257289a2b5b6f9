package runtime_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

func TestExitOf(t *testing.T) {
	for code, signal := range map[int]string{
		0: "", 1: "", 10: "", 128: "", 255: "",
		129: "hangup", 130: "interrupt", 134: "aborted", 137: runtime.Killed, 139: "segmentation fault", 144: "16", 143: runtime.Terminated,
	} {
		assert.DeepEqual(t, runtime.ExitOf(code), runtime.Exit{Code: code, Signal: signal})
	}
}
