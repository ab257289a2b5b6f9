package harness_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// concludedGroup returns the conclusion from a run that expects one of durability, rejoin and
// watch_order to break.
func concludedGroup(checks *history.Checks, found []timeline.Event, names ...string) *report.Report {
	head := &timeline.Run{Scenario: "s", Servers: []timeline.Member{{ID: 1}}, ExpectedAnyOf: [][]string{{"durability", "rejoin", "watch_order"}}}
	events := append([]timeline.Event{{Kind: timeline.KindRun, Run: head}}, found...)
	events = append(events, timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.OK})
	for i := range events {
		events[i].Seq = i + 1
	}
	return harness.Conclude(checks, events, names...)
}

// One violation of a group is enough, whichever it is. If none broke, the run is inconclusive
// unless it tested some of them and can tell of all that it tested.
func TestVerdictOfAGroup(t *testing.T) {
	broken, held := found("assert", "s.hcl:1", "rejoin", timeline.Broken), found("assert", "s.hcl:2", "rejoin", timeline.OK)
	other := found("assert", "s.hcl:3", "durability", timeline.OK)
	lost := found("assert", "s.hcl:4", "atomicity", timeline.Broken)
	const untested = "cannot tell: durability, rejoin, watch_order"
	const none = "expected to break on this release, but held: one of durability, rejoin, watch_order"
	for _, c := range []struct {
		found   []timeline.Event
		names   []string
		verdict report.Verdict
		reason  string
	}{
		{nil, nil, report.Inconclusive, untested},
		{[]timeline.Event{broken}, nil, report.Reproduced, "broken, as expected on this release: rejoin"},
		{[]timeline.Event{broken, other}, nil, report.Reproduced, "broken, as expected on this release: rejoin"},
		{[]timeline.Event{held}, nil, report.NotReproduced, none},
		{[]timeline.Event{held, other}, nil, report.NotReproduced, none},
		{[]timeline.Event{broken, lost}, nil, report.Violated, "broken, though not expected to break on this release: atomicity"},
		// The others of its group count for a guarantee that is selected, but it must be tested.
		{[]timeline.Event{broken, other, lost}, []string{"durability"}, report.Reproduced, "broken, as expected on this release: rejoin"},
		{[]timeline.Event{broken}, []string{"durability"}, report.Inconclusive, "cannot tell: durability"},
		{[]timeline.Event{broken, lost}, []string{"atomicity"}, report.Violated, "broken, though not expected to break on this release: atomicity"},
	} {
		rep := concludedGroup(language().Checks, c.found, c.names...)
		assert.Equal(t, rep.Verdict, c.verdict, rep.Reason)
		assert.Equal(t, rep.Reason, c.reason)
	}
	rep := concludedGroup(language().Checks, []timeline.Event{broken, other})
	assert.Equal(t, rep.Guarantees[0].Words(), "held; rejoin broke, as expected on this release: one of durability, rejoin, watch_order")
}

// A guarantee of a group of which the run cannot tell leaves the verdict open only if no other
// one broke.
func TestUnknownGuaranteeOfAGroup(t *testing.T) {
	nothing := func(*history.History) string { return "" }
	open := history.Check{
		Name: "rejoin", Summary: "A server starts.", Source: "The test.", Untested: nothing, Held: nothing,
		Unknown: func(*history.History) string { return "the disk was lost" },
	}
	checks := language().Checks.With(open)
	for broke, want := range map[timeline.Outcome]report.Verdict{timeline.Broken: report.Reproduced, timeline.OK: report.Inconclusive} {
		rep := concludedGroup(checks, []timeline.Event{found("assert", "s.hcl:1", "durability", broke)})
		assert.Equal(t, rep.Verdict, want, rep.Reason)
	}
}
