package history_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func notServing(id int) timeline.Event {
	return timeline.Event{Kind: timeline.KindServer, What: "it does not answer", Server: &timeline.Server{ID: id, Change: timeline.NotServing}}
}

func found(guarantee string, outcome timeline.Outcome) timeline.Event {
	return timeline.Event{Kind: timeline.KindFinding, Outcome: outcome, Finding: &timeline.Finding{By: "await", Guarantee: guarantee}}
}

func did(word string, id int) timeline.Event {
	return timeline.Event{Kind: timeline.KindFault, Outcome: timeline.OK, Fault: &timeline.Fault{Word: word, Servers: []int{id}}}
}

func ensembleOf(ids ...int) timeline.Event {
	run := &timeline.Run{}
	for _, id := range ids {
		run.Servers = append(run.Servers, timeline.Member{ID: id})
	}
	return timeline.Event{Kind: timeline.KindRun, Run: run}
}

// Without a server that serves there is no tree. That is an answer only where the scenario
// itself has found that servers do not serve, or has ended the only one.
func TestWithoutServersThatServe(t *testing.T) {
	none := []timeline.Event{notServing(1), notServing(2)}
	for name, c := range map[string]struct {
		events []timeline.Event
		want   timeline.Outcome
		why    string
	}{
		"availability is broken":         {append([]timeline.Event{ensembleOf(1, 2), found("availability", timeline.Broken)}, none...), timeline.Untested, "no server serves any more, since availability is broken"},
		"rejoin is broken":               {append([]timeline.Event{ensembleOf(1, 2), found("rejoin", timeline.Broken)}, none...), timeline.Untested, "since rejoin is broken"},
		"another guarantee is broken":    {append([]timeline.Event{ensembleOf(1, 2), found("durability", timeline.Broken)}, none...), timeline.Unknown, "no server serves at the end: it does not answer"},
		"availability held":              {append([]timeline.Event{ensembleOf(1, 2), found("availability", timeline.OK)}, none...), timeline.Unknown, "no server serves"},
		"nothing was found":              {append([]timeline.Event{ensembleOf(1, 2)}, none...), timeline.Unknown, "no server serves"},
		"the scenario killed them":       {append([]timeline.Event{ensembleOf(1, 2), did("kill", 1), did("power_off", 2)}, none...), timeline.Unknown, "no server's tree was read"},
		"they serve, and cannot be read": {[]timeline.Event{ensembleOf(1, 2), found("availability", timeline.Broken)}, timeline.Unknown, "no server's tree was read"},
		"the only server was killed":     {[]timeline.Event{ensembleOf(1), did("kill", 1), notServing(1)}, timeline.Untested, "there is only one server"},
		"the only server ended":          {[]timeline.Event{ensembleOf(1), notServing(1)}, timeline.Unknown, "no server serves at the end"},
		"it was started again":           {[]timeline.Event{ensembleOf(1), did("kill", 1), did("start", 1), notServing(1)}, timeline.Unknown, "no server serves at the end"},
		"it got its power back":          {[]timeline.Event{ensembleOf(1), did("power_off", 1), did("power_on", 1), notServing(1)}, timeline.Unknown, "no server serves at the end"},
	} {
		t.Run(name, func(t *testing.T) {
			v := judgeBy("replica_agreement", c.events)
			assert.Equal(t, v.Outcome, c.want, v.Why)
			assert.Assert(t, strings.Contains(v.Why, c.why), "%s\nlacks: %s", v.Why, c.why)
		})
	}
}

// Disks that the scenario changed show no loss, and without a tree nothing else does.
func TestDurabilityWithoutServersThatServe(t *testing.T) {
	events := append([]timeline.Event{ensembleOf(1)}, replies(t, "app 1 create /x 5")...)
	events = append(events, did("wipe", 1), notServing(1), timeline.Event{Kind: timeline.KindDisk, Disk: &timeline.Disk{Server: 1}})
	v := judgeBy("durability", events)
	assert.Equal(t, v.Outcome, timeline.Untested, v.Why)
	assert.Assert(t, strings.Contains(v.NotOwed, "is not owed"), v.NotOwed)
}
