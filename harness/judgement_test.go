package harness_test

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
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
