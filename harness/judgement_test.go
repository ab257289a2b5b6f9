package harness_test

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// found returns the finding of a word of the scenario.
func found(word, source, guarantee string, o timeline.Outcome) timeline.Event {
	return timeline.Event{Kind: timeline.KindFinding, What: "why " + source, Source: source, Outcome: o,
		Finding: &timeline.Finding{By: word, Guarantee: guarantee}}
}

// concluded returns the conclusion on a guarantee from a run that ended well.
func concluded(t *testing.T, guarantee string, between ...timeline.Event) report.Guarantee {
	t.Helper()
	events := append([]timeline.Event{{Kind: timeline.KindRun, Run: &timeline.Run{Scenario: "s", Servers: []timeline.Member{{ID: 1}}}}}, between...)
	events = append(events, timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.OK})
	for i := range events {
		events[i].Seq = i + 1
	}
	for _, g := range harness.Conclude(language().Checks, events).Guarantees {
		if g.Name == guarantee {
			return g
		}
	}
	t.Fatalf("there is no %s", guarantee)
	return report.Guarantee{}
}

// read returns the read of a state by session app.
func read(server int, at time.Duration, mzxid, zxid timeline.Zxid) timeline.Event {
	return timeline.Event{Kind: timeline.KindOp, Outcome: timeline.OK, Op: &timeline.Op{Name: "read", Path: "/x", Client: "app", Session: 3,
		Server: server, Invoke: at, Return: at + 1, Arrival: int(at), Zxid: zxid, Stat: &timeline.Stat{Czxid: 2, Mzxid: mzxid, Pzxid: 2}}}
}

// A guarantee that a word found broken is there once, with what its check found.
func TestGuaranteeNamesTheWordsThatFoundItBroken(t *testing.T) {
	const name = "single_system_image"
	newer, older := read(1, 1, 5, 5), read(2, 3, 2, 3)
	first, second := found("assert", "dir/flag.hcl:39", name, timeline.Broken), found("await", "dir/flag.hcl:45", name, timeline.Broken)

	g := concluded(t, name, newer, first)
	assert.Equal(t, g.Origin(), "broken by your assert (flag.hcl:39); the built-in check found nothing")
	assert.Equal(t, g.Why, "why dir/flag.hcl:39")
	assert.Equal(t, len(g.Evidence), 0)

	g = concluded(t, name, newer, older, first, second)
	assert.Equal(t, g.Origin(), "broken by your assert (flag.hcl:39), await (flag.hcl:45); the built-in check found it broken too")
	assert.Equal(t, g.Why, "why dir/flag.hcl:39")
	assert.Equal(t, g.Evidence[len(g.Evidence)-1], "await (flag.hcl:45): why dir/flag.hcl:45")
	assert.Assert(t, len(g.Evidence) > 1, "the check's evidence is lost")

	assert.Equal(t, concluded(t, name, first).Origin(), "broken by your assert (flag.hcl:39); the built-in check had nothing to judge")
	assert.Equal(t, concluded(t, "rejoin", found("assert", "flag.hcl:39", "rejoin", timeline.Broken)).Origin(), "broken by your assert (flag.hcl:39)")
	assert.Equal(t, concluded(t, name, newer, older).Origin(), "", "no word found it")
	assert.Equal(t, concluded(t, "rejoin", found("await", "", "rejoin", timeline.OK)).Outcome, report.GuaranteeHeld)
}

const compared = `
scenario "compared" {
  summary = "An assertion compares a result, and the roles of two servers."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "write" {
    create "/x" { data = "1" }
    read "/x" { as = "first" }
    read "/x" { as = "second" }
    move "app" {
      server = 2
      as     = "moved"
    }
    assert {
      condition = result.second.data == "2" || result.moved.server == 3 || server(2).role == server(3).role
      guarantee = "durability"
    }
    await {
      serving   = [1, 2, 3]
      guarantee = "availability"
    }
  }
}
`

// A finding names the servers and the operations that its condition compares.
func TestFindingNamesWhatItCompares(t *testing.T) {
	var events []timeline.Event
	plan := load(t, "c.hcl", compared, spec.Inputs{Release: testRelease})
	rep := harness.Run(t.Context(), plan, harness.Options{Runtime: &fake.Runtime{}, Observe: func(e timeline.Event) { events = append(events, e) }})
	var asserted, awaited timeline.Event
	for _, e := range events {
		switch {
		case e.Finding != nil && e.Finding.By == "assert":
			asserted = e
		case e.Finding != nil && e.Finding.By == "await":
			awaited = e
		}
	}
	assert.DeepEqual(t, asserted.Finding.Servers, []int{2, 3})
	assert.Equal(t, len(asserted.Finding.Ops), 2)
	op, handshake := events[asserted.Finding.Ops[0]-1], events[asserted.Finding.Ops[1]-1]
	assert.DeepEqual(t, []any{op.Op.Name, op.Outcome, op.Kind}, []any{"read", timeline.OK, timeline.KindOp})
	assert.DeepEqual(t, []any{handshake.Handshake.Client, handshake.Handshake.Server}, []any{"app", 2})
	assert.Equal(t, len(awaited.Finding.Servers), 0, "it holds")
	for _, g := range rep.Guarantees {
		if g.Name == "durability" {
			assert.Equal(t, g.Account[len(g.Account)-1].Text, "your assert (c.hcl:17) finds the guarantee broken")
			assert.Equal(t, g.Account[0].Text, `session app: create /x on server 1, "1", acknowledged at `+events[op.Seq-1].Op.Stat.Mzxid.String())
		}
	}
}
