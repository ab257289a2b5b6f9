// Package sample holds reports and events for the tests of package report and its views.
package sample

import (
	"fmt"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Started is the start of the runs of all samples.
var Started = time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)

// Seconds returns a duration.
func Seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Reports returns the reports that every view is tested with, by name.
func Reports() map[string]*report.Report {
	return map[string]*report.Report{
		"reproduced":   Reproduced(),
		"control":      Control(),
		"violated":     Violated(),
		"untested":     Untested(),
		"again":        Again(),
		"inconclusive": Inconclusive(),
		"hostile":      Hostile(),
	}
}

// Reproduced returns the report of a run with an expected violation, facts and controls.
func Reproduced() *report.Report {
	return &report.Report{
		Scenario:   "binchanges",
		Summary:    "A session that has read 3 reads 2 after it moves to a server that the new leader has just synced.",
		References: []string{"ZOOKEEPER-1934", "ZOOKEEPER-2846"},
		Release:    "3.9.5", Runtime: "docker", Servers: 5, Started: Started, Took: Seconds(17.26),
		Verdict: report.Reproduced, Reason: "broken, as expected on this release: single_system_image, replica_agreement",
		Guarantees: []report.Guarantee{
			{
				Name: "single_system_image", Promise: "A session never sees an older state than it has seen before, whichever server it is on.",
				Source: "ZooKeeper programmer's guide, Consistency Guarantees", Expected: report.GuaranteeBroken, Outcome: report.GuaranteeBroken,
				Why: `session app read "3" of /binchanges on server 1 and then "2" on server 2`,
				Evidence: []string{
					`read /binchanges on server 1 returned "3", mzxid 0x3000000ce, reply zxid 0x400000001`,
					`read /binchanges on server 2 returned "2", mzxid 0x300000066, reply zxid 0x400000001`,
				},
				Account: []report.Moment{
					{Clock: Started.Add(Seconds(6)), Seq: 11, Text: `session app: set /binchanges on server 1, "3", acknowledged at 0x3000000ce`},
					{Clock: Started.Add(Seconds(14)), Seq: 19, Text: "server 2 is synced by DIFF to 0x300001c4c", Line: "INFO Learner - Getting a diff from the leader 0x300001c4c"},
				},
			},
			{
				Name: "replica_agreement", Promise: "Servers at the same zxid serve the same tree.", Source: "Zab, total order",
				Expected: report.GuaranteeBroken, Outcome: report.GuaranteeBroken, Why: "server 2 differs from servers 1, 3, 4 by 101 znodes",
			},
			{Name: "durability", Promise: "No acknowledged write is lost.", Source: "Zab, agreement", Expected: report.GuaranteeHeld, Outcome: report.GuaranteeHeld},
		},
		Untested: []string{"acl_integrity", "watch_order"},
		Steps: []report.Step{
			{Name: "boot", State: report.StepDone, Took: Seconds(2)},
			{Name: "server 4 is elected", State: report.StepDone, At: Seconds(9), Took: Seconds(3.5), Events: ElectionEvents()},
			{Name: "the session moves to server 2", State: report.StepBroken, At: Seconds(14), Took: Seconds(1), Events: MoveEvents()},
			{Name: "judge", State: report.StepDone, At: Seconds(15), Took: Seconds(2)},
		},
		Facts:    facts(),
		Controls: Controls(),
		Dir:      "runs/20260301-123000.000-binchanges-3.9.5",
	}
}

func facts() []report.Fact {
	same := func(name, value string) report.Fact {
		return report.Fact{Name: name, Reported: value, Observed: value, Matches: true}
	}
	return []report.Fact{
		same("servers in the ensemble", "5"),
		same("the session reads on its first server", "3"),
		same("the session id after the move", "the same"),
		{Name: "reconnected before the session's timeout", Reported: "less than 20 s", Observed: "0.1 s", Matches: true},
		same("elected server and its zxid", "4, 0x300001c4c"),
		same("first zxid of the new epoch", "0x400000001"),
		same("sync sent to each server that joined", "1: DIFF, 2: DIFF, 3: DIFF, 5: DIFF"),
		same("the session reads on server 2", "2"),
		{
			Name: "servers whose trees differ", Reported: "server 2 differs massively from the other four",
			Observed: "server 2 lacks 100 znodes that servers 1, 3, 4 and 5 have, and 1 znode differs in its data", Matches: true,
		},
	}
}

// Controls returns two controls that held.
func Controls() []report.Control {
	return []report.Control{
		{
			Name: "server 4 missed nothing", Because: "only server 2 is killed, so the new leader's log has no hole", Release: "3.9.5",
			Verdict: report.Held, Reason: "every guarantee held, and none was expected to break on this release",
		},
		{
			Name: "no sync from disk", Because: "zookeeper.snapshotSizeFactor = -1, the workaround of pull request 314", Release: "3.9.5",
			Verdict: report.Held, Reason: "every guarantee held, and none was expected to break on this release",
		},
	}
}

// Control returns the report of a control: nothing is expected to break, and facts about
// the violation do not match.
func Control() *report.Report {
	r := Reproduced()
	r.Control, r.Controls = "no sync from disk", nil
	r.Verdict, r.Reason = report.Held, "every guarantee held, and none was expected to break on this release"
	for i := range r.Guarantees {
		g := &r.Guarantees[i]
		*g = report.Guarantee{Name: g.Name, Promise: g.Promise, Source: g.Source, Expected: report.GuaranteeHeld, Outcome: report.GuaranteeHeld}
	}
	r.Facts[7].Observed, r.Facts[7].Matches, r.Facts[7].Neutral = "3", false, true
	return r
}

// Violated returns the report of a run with an unexpected violation.
func Violated() *report.Report {
	r := Reproduced()
	r.Release, r.Runtime, r.Verdict = "3.4.14", "local", report.Violated
	r.Control = "no sync from disk"
	r.Reason = "broken, though not expected to break on this release: durability"
	r.Guarantees = []report.Guarantee{
		{
			Name: "durability", Promise: "No acknowledged write is lost.", Source: "Zab, agreement", Expected: report.GuaranteeHeld,
			Outcome: report.GuaranteeBroken, Why: "the acknowledged create of /kept is nowhere",
			BrokenBy: []report.Breach{{Word: "assert", Source: "binchanges.hcl:39", Why: "the acknowledged create of /kept is nowhere"}},
			Checked:  report.GuaranteeHeld,
			Evidence: []string{"create /kept, acknowledged with zxid 0x100000005"},
		},
		{Name: "rejoin", Promise: "A server can start and join again.", Source: "ZooKeeper administrator's guide", Expected: report.GuaranteeBroken, Outcome: report.GuaranteeHeld},
	}
	r.Untested = nil
	r.Facts[7].Observed, r.Facts[7].Matches = "3", false
	r.Controls[1].Verdict, r.Controls[1].Reason = report.Inconclusive, "await: server 2 did not serve within 15 s"
	return r
}

// Untested returns the report of a run that put nothing to the test.
func Untested() *report.Report {
	return &report.Report{
		Scenario: "idle", Summary: "A server runs, and nobody uses it.",
		Release: "3.9.5", Runtime: "local", Servers: 1, Started: Started, Took: Seconds(1.5),
		Verdict: report.Untested, Reason: "held, but nothing was tested: no check and no assertion had anything to judge",
		Guarantees: []report.Guarantee{}, Untested: []string{"durability", "replica_agreement"},
		NotOwed: []string{`what was written before event 14 is not owed: the story did "wipe servers 1, 2, 3"`},
		Steps: []report.Step{
			{Name: "boot", State: report.StepDone, Took: Seconds(1)},
			{Name: "nothing happens", State: report.StepDone, At: Seconds(1)},
			{Name: "judge", State: report.StepDone, At: Seconds(1), Took: Seconds(0.5)},
		},
	}
}

// Again returns the report of a run that was inconclusive before, and broke one of a group of
// guarantees.
func Again() *report.Report {
	group := []string{"durability", "replica_agreement"}
	return &report.Report{
		Scenario: "raced", Summary: "A write is lost, and a race decides where.",
		Release: "3.9.5", Runtime: "local", Servers: 3, Started: Started.Add(Seconds(120)), Took: Seconds(8.5),
		Verdict: report.Reproduced, Reason: "broken, as expected on this release: durability",
		Guarantees: []report.Guarantee{
			{
				Name: "durability", Promise: "No acknowledged write is lost.", Source: "Zab, agreement", Expected: report.GuaranteeBroken, AnyOf: group,
				Outcome: report.GuaranteeBroken, Why: "the acknowledged create of /kept is nowhere",
			},
			{
				Name: "replica_agreement", Promise: "Servers at the same zxid serve the same tree.", Source: "Zab, total order", Expected: report.GuaranteeBroken, AnyOf: group,
				Outcome: report.GuaranteeHeld, Instead: []string{"durability"},
			},
		},
		Steps: []report.Step{{Name: "boot", State: report.StepDone, Took: Seconds(2)}},
		Dir:   "runs/20260301-123200.000-raced-3.9.5",
		InconclusiveBefore: []report.Attempt{
			{Reason: `step "server 2 is back": await: server 2 serves: not within 15 s`, Started: Started, Took: Seconds(31), Dir: "runs/20260301-123000.000-raced-3.9.5"},
			{Reason: "boot: no leader within 60 s", Started: Started.Add(Seconds(40)), Took: Seconds(62)},
		},
	}
}

// Inconclusive returns the report of a run that stopped in a step.
func Inconclusive() *report.Report {
	return &report.Report{
		Scenario: "kill_the_leader", Summary: "The ensemble goes on when its leader is killed.",
		Release: "3.8.4", Runtime: "local", Servers: 3, Started: Started, Took: Seconds(62.1),
		Verdict:    report.Inconclusive,
		Reason:     `step "another leads": await: server 2 leads: not within 60 s; no server leads`,
		Guarantees: []report.Guarantee{{Name: "availability", Promise: "A majority serves.", Source: "overview", Expected: report.GuaranteeHeld, Outcome: report.GuaranteeUnknown}},
		Steps: []report.Step{
			{Name: "boot", State: report.StepDone, Took: Seconds(2)},
			{Name: "another leads", State: report.StepStopped, At: Seconds(2), Took: Seconds(60), Events: []timeline.Event{
				Finding(Seconds(62), "await", "", "no server leads", timeline.Unknown),
			}},
			{Name: "writes go on", State: report.StepNotRun},
		},
	}
}

// Hostile returns a report with names and data that try to break out of every view.
func Hostile() *report.Report {
	const evil = "<script>alert(1)</script>\x1b[31m\x00 ]]> & \"quoted\" \u202e"
	return &report.Report{
		Scenario: evil, Summary: evil, References: []string{evil}, Release: "3.9.5", Runtime: "local", Build: evil, Servers: 1, Started: Started,
		Verdict: report.Error, Reason: evil + "\nsecond line",
		Guarantees: []report.Guarantee{{Name: "<b>\x1b[1m", Promise: evil, Source: evil, Expected: report.GuaranteeHeld, Outcome: report.GuaranteeBroken, Why: evil, Evidence: []string{evil}, Account: []report.Moment{{Text: evil, Line: evil}}}},
		Steps:      []report.Step{{Name: evil, State: evil, Events: []timeline.Event{Fault(0, evil, evil, evil)}}},
		Facts:      []report.Fact{{Name: evil, Reported: evil, Observed: evil}},
		Controls:   []report.Control{{Name: evil, Because: evil, Verdict: report.Error, Reason: evil}},

		InconclusiveBefore: []report.Attempt{{Reason: evil, Dir: evil}},
		Dir:                evil,
	}
}

// Fault returns a fault with its receipt. The actor of a fault of a server is "server N",
// and its first word that of the scenario.
func Fault(at time.Duration, actor, what, receipt string) timeline.Event {
	e := timeline.Event{At: at, Kind: timeline.KindFault, Actor: actor, What: what, Receipt: receipt, Outcome: timeline.OK}
	var id int
	if n, _ := fmt.Sscanf(actor, "server %d", &id); n == 1 {
		word, _, _ := strings.Cut(what, " ")
		e.Fault = &timeline.Fault{Word: word, Servers: []int{id}}
	}
	return e
}

// Finding returns a finding of an assertion or a check.
func Finding(at time.Duration, by, guarantee, what string, o timeline.Outcome) timeline.Event {
	return timeline.Event{At: at, Kind: timeline.KindFinding, Actor: "harness", What: what, Outcome: o,
		Finding: &timeline.Finding{By: by, Guarantee: guarantee}}
}

// Step returns the begin of a step.
func Step(at time.Duration, name string) timeline.Event {
	return timeline.Event{At: at, Kind: timeline.KindStep, What: name}
}

// Change returns a change of a server.
func Change(at time.Duration, what string, s timeline.Server) timeline.Event {
	return timeline.Event{At: at, Kind: timeline.KindServer, Actor: Actor(s.ID), What: what, Server: &s}
}

// Actor returns the actor of a server's events.
func Actor(id int) string { return fmt.Sprintf("server %d", id) }

// ElectionEvents returns the events of an election after a kill.
func ElectionEvents() []timeline.Event {
	return []timeline.Event{
		Change(Seconds(9.1), "server 5 is gone: by signal killed", timeline.Server{ID: 5, Change: "exited", Exit: "by signal killed"}),
		Fault(Seconds(9.1), "server 5", "kill server 5", "its process is gone: by signal killed"),
		Change(Seconds(9.2), "server 4: looking for a leader, 0x300001c4c", timeline.Server{ID: 4, Change: "looking for a leader", Zxid: 0x300001c4c,
			Line: "New election. My id = 4, proposed zxid=0x300001c4c"}),
		Change(Seconds(9.4), "server 4: leading", timeline.Server{ID: 4, Change: "leading"}),
		Change(Seconds(9.5), "server 1: following", timeline.Server{ID: 1, Change: "following"}),
		Synced(Seconds(9.6), 1),
		Synced(Seconds(9.6), 3),
		Change(Seconds(9.7), "server 4: epoch established, 0x400000000", timeline.Server{ID: 4, Change: "epoch established", Zxid: 0x400000000, Epoch: 4}),
		UpToDate(Seconds(9.8), 3),
		UpToDate(Seconds(9.8), 1),
		Finding(Seconds(10), "await", "", "server 4 leads epoch 4", timeline.OK),
		Finding(Seconds(10), "require", "", "server(4).elected_with == zxid(\"0x300001c4c\")", timeline.OK),
		Fault(Seconds(10.1), "server 5", "start server 5", "its process runs (life 3)"),
		Synced(Seconds(12), 5),
		UpToDate(Seconds(12), 5),
	}
}

// Synced returns the sync of a server by its leader.
func Synced(at time.Duration, id int) timeline.Event {
	return Change(at, Actor(id)+" is synced by DIFF to 0x300001c4c", timeline.Server{ID: id, Change: "sync", Sync: "DIFF", Zxid: 0x300001c4c,
		Line: "Getting a diff from the leader 0x300001c4c"})
}

// UpToDate returns the end of the sync of a server.
func UpToDate(at time.Duration, id int) timeline.Event {
	return Change(at, Actor(id)+": up to date", timeline.Server{ID: id, Change: "up to date", Line: "Learner received UPTODATE message"})
}

// MoveEvents returns the events of a session that moves and reads an older value.
func MoveEvents() []timeline.Event {
	read := Finding(Seconds(14.3), "fact", "", "the session reads on server 2", timeline.OK)
	read.Finding.Reported, read.Finding.Observed, read.Finding.Matches = "2", "2", true
	return []timeline.Event{
		Fault(Seconds(14.1), "session app", `move session "app" from server 1 to server 2`, "server 2 granted session 0x1000a5b6c7d0000 as it was, 0.1 s after the cut"),
		Finding(Seconds(14.2), "assert", "single_system_image", `result.after.data is "2", result.before.data is "3"`, timeline.Broken),
		read,
		Finding(Seconds(14.4), "fact", "", "", timeline.OK),
	}
}

// Verdicts lists the verdicts from the best to the worst.
var Verdicts = []struct {
	Verdict report.Verdict
	Name    string
	Code    int // exit code
	Good    bool
}{
	{report.Held, "held", 0, true},
	{report.Reproduced, "reproduced", 0, true},
	{report.Untested, "untested", 0, false},
	{report.Inconclusive, "inconclusive", 3, false},
	{report.NotReproduced, "not reproduced", 1, false},
	{report.Violated, "violated", 1, false},
	{report.Error, "error", 4, false},
}
