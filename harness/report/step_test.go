package report_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func states(events []timeline.Event) string {
	var all []string
	for _, s := range report.Of(events).Steps {
		all = append(all, fmt.Sprintf("%s: %s", s.Name, s.State))
	}
	return strings.Join(all, ", ")
}

// steps returns a timeline in which steps begin one after the other.
func steps(head timeline.Run, names ...string) []timeline.Event {
	events := []timeline.Event{{Kind: timeline.KindRun, Run: &head}}
	for i, name := range names {
		e := sample.Step(sample.Seconds(float64(i)), name)
		e.Step = name
		events = append(events, e)
	}
	return events
}

func end(outcome timeline.Outcome, step string) timeline.Event {
	return timeline.Event{At: sample.Seconds(60), Kind: timeline.KindEnd, Outcome: outcome, Step: step}
}

func TestStatesOfSteps(t *testing.T) {
	announced, old := timeline.Run{Steps: []string{"a", "b"}}, timeline.Run{}
	violated := func(by string, o timeline.Outcome) timeline.Event {
		e := sample.Finding(0, by, "durability", "lost", o)
		e.Step = "a"
		return e
	}
	for name, c := range map[string]struct {
		events []timeline.Event
		want   string
	}{
		"complete":                 {append(steps(announced, "boot", "a", "b", "judge"), end(timeline.OK, "")), "boot: done, a: done, b: done, judge: done"},
		"refused before the boot":  {append(steps(announced), end(timeline.Unknown, "boot")), "boot: stopped here, a: not run, b: not run, judge: not run"},
		"stopped in the boot":      {append(steps(announced, "boot"), end(timeline.Failed, "boot")), "boot: stopped here, a: not run, b: not run, judge: not run"},
		"stopped in a step":        {append(steps(announced, "boot", "a", "judge"), end(timeline.Unknown, "a")), "boot: done, a: stopped here, b: not run, judge: done"},
		"stopped in the judgement": {append(steps(announced, "boot", "a", "b", "judge"), end(timeline.Unknown, "judge")), "boot: done, a: done, b: done, judge: stopped here"},
		"broken":                   {append(steps(announced, "boot", "a", "judge"), violated("assert", timeline.Broken), end(timeline.OK, "")), "boot: done, a: broken, b: not run, judge: done"},
		"broken, then stopped":     {append(steps(announced, "boot", "a", "judge"), violated("assert", timeline.Broken), end(timeline.Unknown, "a")), "boot: done, a: stopped here, b: not run, judge: done"},
		"unknown":                  {append(steps(announced, "boot", "a", "b", "judge"), violated("assert", timeline.Unknown), end(timeline.OK, "")), "boot: done, a: done, b: done, judge: done"},
		"a check's finding":        {append(steps(announced, "boot", "a", "b", "judge"), violated("durability", timeline.Broken), end(timeline.OK, "")), "boot: done, a: done, b: done, judge: done"},
		"no end":                   {steps(announced, "boot", "a"), "boot: done, a: stopped here, b: not run, judge: not run"},
		"old and complete":         {append(steps(old, "boot", "a", "judge"), end(timeline.OK, "")), "boot: done, a: done, judge: done"},
		"old and stopped":          {append(steps(old, "boot", "a"), end(timeline.Unknown, "")), "boot: done, a: stopped here"},
		"of another client":        {append(steps(old), end(timeline.OK, "")), ""},
		"empty":                    {nil, ""},
	} {
		assert.Check(t, states(c.events) == c.want, "%s: %s", name, states(c.events))
	}
}

// A step takes the time from its begin to its last event, without the end of the run.
func TestTimesOfSteps(t *testing.T) {
	events := steps(timeline.Run{Steps: []string{"a"}}, "boot", "a")
	kill := sample.Fault(sample.Seconds(3), "server 1", "kill server 1", "gone")
	kill.Step = "a"
	rep := report.Of(append(events, kill, end(timeline.Unknown, "a")))
	a := rep.Steps[1]
	assert.DeepEqual(t, []any{a.At, a.Took, len(a.Events)}, []any{sample.Seconds(1), sample.Seconds(2), 1})
	assert.Equal(t, rep.Took, sample.Seconds(60))
}

func TestReportHasTheFieldsOfTheHead(t *testing.T) {
	head := timeline.Run{
		Scenario: "s", Summary: "summary", References: []string{"ZOOKEEPER-1"}, Control: "c", Digest: "d", Release: "3.9.5", Runtime: "local",
		Build: "/build", Servers: make([]timeline.Member, 3), Started: sample.Started,
	}
	fact := sample.Finding(0, "fact", "", "value", timeline.OK)
	fact.Finding.Reported, fact.Finding.Observed, fact.Finding.Matches = "1", "2", true
	assert.DeepEqual(t, report.Of(append(steps(head), fact)), &report.Report{
		Scenario: "s", Summary: "summary", References: []string{"ZOOKEEPER-1"}, Control: "c", Digest: "d", Release: "3.9.5", Runtime: "local",
		Build: "/build", Servers: 3, Started: sample.Started, Guarantees: []report.Guarantee{}, Steps: []report.Step{},
		Facts: []report.Fact{{Name: "value", Reported: "1", Observed: "2", Matches: true}},
	})
}
