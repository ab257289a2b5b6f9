package view_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// live returns what a Live prints for some events.
func live(color bool, events ...timeline.Event) string {
	var out bytes.Buffer
	l := view.NewLive(&out, color)
	for _, e := range events {
		l.Event(e)
	}
	return out.String()
}

func head() timeline.Event {
	return timeline.Event{Kind: timeline.KindRun, Run: &timeline.Run{Scenario: "binchanges", Release: "3.9.5", Runtime: "docker"}}
}

func wholeRun() []timeline.Event {
	events := []timeline.Event{
		head(),
		sample.Step(0, "boot"),
		{Kind: timeline.KindNote, Actor: "harness", What: "removed what a dead run left: container zk-1"},
		sample.Fault(sample.Seconds(0.2), "server 1", "start server 1", "its process runs (life 1)"),
		sample.Step(sample.Seconds(9), "server 4 is elected"),
	}
	events = append(events, sample.ElectionEvents()...)
	events = append(events, sample.Step(sample.Seconds(14), "the session moves to server 2"))
	events = append(events, sample.MoveEvents()...)
	return append(events,
		sample.Step(sample.Seconds(15), "judge"),
		timeline.Event{Kind: timeline.KindInvoke, Actor: "session app", Op: &timeline.Op{Name: "read"}},
		timeline.Event{Kind: timeline.KindOp, Op: &timeline.Op{Name: "read"}},
		sample.Change(sample.Seconds(15), "server 4 serves as leader, at 0x400000001", timeline.Server{ID: 4, Change: "serving", Role: "leader", Epoch: 4}),
		timeline.Event{Kind: timeline.KindDisk, Disk: &timeline.Disk{Server: 1}},
		sample.Finding(sample.Seconds(16), "durability", "durability", "all 7,103 acknowledged writes are there", timeline.OK),
		sample.Finding(sample.Seconds(16), "watch_order", "watch_order", "", timeline.Unknown),
		sample.Finding(sample.Seconds(16), "acl_integrity", "acl_integrity", "no znode was given an ACL", timeline.Untested),
		timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.Unknown, What: "watch_order is unknown"},
	)
}

func TestLivePrintsTheRun(t *testing.T) {
	golden.Assert(t, live(false, wholeRun()...), "live.txt")
}

func TestLiveInColour(t *testing.T) {
	coloured := live(true, wholeRun()...)
	assert.Assert(t, coloured != text.StripEscape(coloured))
	assert.Equal(t, text.StripEscape(coloured), live(false, wholeRun()...))
}

func TestLivePrintsExitsThatNoFaultCaused(t *testing.T) {
	crash := sample.Change(0, "server 2 is gone: with exit code 1", timeline.Server{ID: 2, Change: "exited", Exit: "with exit code 1"})
	killed := sample.Change(0, "server 3 is gone: by signal killed", timeline.Server{ID: 3, Change: "exited", Exit: "by signal killed"})
	kill3 := sample.Fault(0, "server 3", "kill server 3", "its process is gone: by signal killed")
	start2 := sample.Fault(0, "server 2", "start server 2", "its process runs (life 2)")

	for _, after := range []timeline.Event{sample.Step(0, "next"), sample.Finding(0, "await", "", "server 2 is gone", timeline.OK), start2} {
		got := live(false, crash, killed, kill3, after)
		assert.Equal(t, strings.Count(got, "? server 2 is gone: with exit code 1"), 1, got)
		assert.Assert(t, !strings.Contains(got, "server 3 is gone"), got)
	}
}

func TestLiveMergesEqualLines(t *testing.T) {
	got := live(false, sample.Synced(0, 3), sample.Synced(0, 1), sample.UpToDate(0, 1), sample.UpToDate(0, 3), sample.Synced(0, 2), sample.Step(0, "next"), sample.UpToDate(0, 2), sample.Step(0, "last"))
	for _, want := range []string{
		"servers 1, 3 are synced by DIFF to 0x300001c4c, up to date\n",
		"server 2 is synced by DIFF to 0x300001c4c\n",
		"server 2 is up to date\n",
	} {
		assert.Equal(t, strings.Count(got, want), 1, got)
	}
}

func TestLiveCountsTheAttemptsOfALearner(t *testing.T) {
	again := sample.Synced(0, 2)
	again.Server.Zxid = 0x400000008
	got := live(false, sample.Synced(0, 2), sample.Synced(0, 2), again, sample.Step(0, "next"))
	assert.Assert(t, strings.Contains(got, "server 2 is synced by DIFF to 0x400000008 (3 attempts)\n"), got)

	got = live(false, sample.Synced(0, 2), sample.UpToDate(0, 2), again, sample.Step(0, "next"))
	assert.Assert(t, strings.Contains(got, ", up to date\n"), got)
	assert.Assert(t, strings.Contains(got, "server 2 is synced by DIFF to 0x400000008\n"), got)
}

// A release before 3.4.6 logs neither the epoch nor the zxid of a snapshot.
func TestLiveOfOldReleases(t *testing.T) {
	got := live(false,
		sample.Change(0, "", timeline.Server{ID: 3, Change: "epoch established"}),
		sample.Change(0, "", timeline.Server{ID: 1, Change: "sync", Sync: "SNAP"}),
		sample.Change(0, "server 3 expires session 0x1", timeline.Server{ID: 3, Change: "session expired", SessionID: 1}))
	assert.Equal(t, got, strings.ReplaceAll("M server 3 leads\nM server 1 is synced by SNAP\nM server 3 expires session 0x1\n", "M", strings.Repeat(" ", 10)))
}

func TestLiveForgetsTheRunBefore(t *testing.T) {
	stale := sample.Change(0, "server 1 is gone: by signal killed", timeline.Server{ID: 1, Change: "exited", Exit: "by signal killed"})
	got := live(false, stale, head(), sample.Step(0, "boot"))
	assert.Equal(t, got, "binchanges on 3.9.5, docker runtime\n   0.0s  boot\n")
}

func TestLiveWrapsAndStaysPlain(t *testing.T) {
	got := live(false, sample.Fault(0, "server 1", strings.Repeat("long words ", 20), "\x1b[2J"+strings.Repeat("proof ", 30)))
	for _, line := range strings.Split(got, "\n") {
		assert.Check(t, len(line) <= 100, line)
	}
	assert.Assert(t, strings.Contains(got, `(\u001b[2Jproof`), got)
}
