package harness_test

import (
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const unrecorded = `
scenario "unrecorded" {
  summary = "Programs and raw requests may write without being recorded as writers."

  ensemble { servers = 3 }

  session "app" { server = 3 }

  step "programs" {
    exec {
      server  = 1
      command = ["echo", "hello"]
    }
    exec {
      server   = 2
      command  = ["false"]
      may_fail = true
    }
  }

  step "a raw request" {
    request "create" {
      fields = [{ string = "/raw" }, { buffer = "x" }, { int = 1 }, { int = 31 }, { string = "world" }, { string = "anyone" }, { int = 0 }]
    }
  }
}
`

// Checks must know from when on a program may have written.
func TestProgramIsRecordedAtItsBeginAndEnd(t *testing.T) {
	rep, events := record(t, unrecorded)
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	var programs []timeline.Event
	for _, e := range events {
		if e.Fault != nil && e.Fault.Word == "exec" {
			programs = append(programs, e)
		}
	}
	assert.Equal(t, len(programs), 4)
	for i, what := range []string{"exec echo hello begins", "exec echo hello, exit code 0", "exec false begins", "exec false, exit code 1"} {
		assert.Equal(t, programs[i].What, what)
		assert.DeepEqual(t, programs[i].Fault.Servers, []int{1 + i/2})
	}
	assert.Equal(t, programs[1].Receipt, "hello")
}

// A raw request is recorded with its opcode, at its invocation and at its reply.
func TestRawRequestIsRecorded(t *testing.T) {
	_, events := record(t, unrecorded)
	var kinds []timeline.Kind
	for _, e := range events {
		if e.Op != nil && e.Op.Name == timeline.OpRequest {
			kinds = append(kinds, e.Kind)
			assert.Equal(t, e.Op.Opcode, timeline.OpcodeCreate)
			assert.Assert(t, cmp.Contains(e.Op.Asked, "/raw"))
			assert.Assert(t, e.Op.Invoke > 0)
			assert.Equal(t, e.Op.Zxid != 0, e.Kind == timeline.KindOp)
		}
	}
	assert.DeepEqual(t, kinds, []timeline.Kind{timeline.KindInvoke, timeline.KindOp})
}
