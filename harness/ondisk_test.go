package harness_test

import (
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const unknownEnd = `
scenario "unknown_end" {
  summary = "A write takes effect after its time limit, without a reply."

  ensemble { servers = 3 }

  session "app" { server = 3 }
  session "other" { server = 1 }

  step "write" {
    watch "/slow" {
      mode    = "exists"
      session = "other"
    }
    create "/slow" {
      session  = "app"
      within   = "50ms"
      may_fail = true
    }
    create "/go" { session = "other" }
    await {
      event   = "NodeCreated"
      session = "other"
      path    = "/slow"
    }
    await { synced = [1, 2, 3] }
    kill { server = 2 }
  }
}
`

// record runs the scenario and returns its report and its timeline.
func record(t *testing.T, src string, wrong ...fake.Deviation) (*report.Report, []timeline.Event) {
	t.Helper()
	var events []timeline.Event
	plan := load(t, "test.hcl", src, spec.Inputs{Release: testRelease})
	rep := harness.Run(t.Context(), plan, harness.Options{
		Runtime: &fake.Runtime{Deviations: wrong},
		Observe: func(e timeline.Event) { events = append(events, e) },
	})
	return rep, events
}

// The logs of all servers, also of one that has exited, prove that a request with an
// unknown outcome was carried out.
func TestDisksResolveUnknownOutcomes(t *testing.T) {
	_, events := record(t, unknownEnd, fake.Deviation{Server: 3, Hangs: "/slow", HangsUntil: "/go"})
	var unknown *timeline.Op
	var disks []*timeline.Disk
	for _, e := range events {
		if e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown {
			unknown = e.Op
		}
		if e.Kind == timeline.KindDisk {
			disks = append(disks, e.Disk)
		}
	}
	assert.Assert(t, unknown != nil)
	assert.Equal(t, len(disks), 3)
	for _, d := range disks {
		assert.Equal(t, len(d.Txns), 1, "%+v", d)
		assert.Equal(t, d.Txns[0].Session, unknown.Session)
		assert.Equal(t, d.Txns[0].Xid, unknown.Xid)
		assert.Equal(t, d.Txns[0].Type, "create")
	}
}

// A disk that cannot be read is noted, and does not change the verdict.
func TestUnreadableDiskIsNoted(t *testing.T) {
	rep, events := record(t, unknownEnd, fake.Deviation{Server: 3, Hangs: "/slow", HangsUntil: "/go"}, fake.Deviation{Server: 1, BadDisk: true})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	disks, note := 0, ""
	for _, e := range events {
		if e.Kind == timeline.KindDisk {
			disks++
		}
		if e.Kind == timeline.KindNote {
			note += e.What
		}
	}
	assert.Equal(t, disks, 2)
	assert.Assert(t, cmp.Contains(note, "not all disks could be read: machine of server 1"))
}
