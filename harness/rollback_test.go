package harness_test

import (
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const rollBacks = `
scenario "roll_backs" {
  summary = "History goes back to a zxid, to its beginning, and to a snapshot."

  ensemble {
    servers = 3

    server "2" {
      release = "3.9.5"
      config  = { "admin.enableServer" = "true" }
    }
  }

  session "app" { server = 1 }

  step "roll back" {
    rolled_back { to = "0x100000009" }
    kill { servers = [1, 2, 3] }
    wipe { servers = [1, 2, 3] }
    rolled_back {}
    start { servers = [1, 2, 3] }
    await { synced = [1, 2, 3] }
    create "/new" {}
    restore { server = 2 }
  }
}
`

// Checks must know up to which zxid history is the true one, and of which servers.
func TestRollBacksAreRecorded(t *testing.T) {
	rep, events := record(t, rollBacks)
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	var faults []timeline.Event
	for _, e := range events {
		if e.Fault != nil && (e.Fault.Word == "roll_back" || e.Fault.Word == "restore") {
			faults = append(faults, e)
		}
	}
	assert.Equal(t, len(faults), 4)
	assert.DeepEqual(t, faults[0].Fault, &timeline.Fault{Word: "roll_back", Zxid: 0x100000009})
	assert.Assert(t, cmp.Contains(faults[0].Receipt, "the disks of 3 of 3 voters have nothing beyond it"))
	assert.DeepEqual(t, faults[1].Fault, &timeline.Fault{Word: "roll_back"})
	begin, end := faults[2], faults[3] // the runtime's snapshots hold nothing
	assert.Equal(t, begin.What, "restore server 2 from snapshot.0 of server 2 begins")
	assert.DeepEqual(t, begin.Fault, &timeline.Fault{Word: "restore", Servers: []int{2}})
	assert.Assert(t, end.Fault.Zxid > 0)
	assert.DeepEqual(t, end.Fault.Servers, []int{2})
	assert.Assert(t, cmp.Contains(end.Receipt, end.Fault.Zxid.String()))
}
