package history_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// versionAgreement is a check as another package may add it.
var versionAgreement = history.Check{
	Name:    "version_agreement",
	Summary: "Replies that show a znode at the same mzxid show the same version.",
	Source:  "A set changes mzxid and version together (DataTree.setData).",
	Find:    otherVersions,
	Untested: func(h *history.History) string {
		if len(h.Events) == 0 {
			return "no session read anything"
		}
		return ""
	},
	Held: func(*history.History) string { return "the versions agree" },
}

func otherVersions(h *history.History) []history.Deviation {
	type state struct {
		path  string
		mzxid timeline.Zxid
	}
	var found []history.Deviation
	first := map[state]*timeline.Event{}
	for i := range h.Events {
		e := &h.Events[i]
		if e.Op == nil || e.Op.Stat == nil {
			continue
		}
		of := state{e.Op.Path, e.Op.Stat.Mzxid}
		before := first[of]
		switch {
		case before == nil:
			first[of] = e
		case before.Op.Stat.Version != e.Op.Stat.Version:
			found = append(found, history.Deviation{Guarantee: "version_agreement", Event: e, Contradicts: before,
				Problem:  fmt.Sprintf("shows version %d at the same mzxid", e.Op.Stat.Version),
				Expected: fmt.Sprintf("version %d", before.Op.Stat.Version)})
		}
	}
	return found
}

func TestCheckOfAnotherPackage(t *testing.T) {
	checks := history.All().With(versionAgreement)
	events := replies(t, `
		app 1 create /x 2
		app 1 set    /x 3 sees 3/2
		app 1 read   /x 3 sees 3/2`)
	judge := func(version int32) history.Verdict {
		events[2].Op.Stat.Version = version
		return checks.Judge(events)["version_agreement"]
	}
	assert.DeepEqual(t, judge(1), history.Verdict{Outcome: timeline.OK, Why: "the versions agree"})
	v := judge(0)
	assert.Equal(t, v.Outcome, timeline.Broken)
	assert.DeepEqual(t, v.Events, []int{3, 2})
	assert.Assert(t, strings.Contains(v.Why, "; shows version 0 at the same mzxid: event 2:"), v.Why)
	assert.Assert(t, strings.HasSuffix(v.Why, "; expected version 1"), v.Why)
	assert.Equal(t, checks.Judge(nil)["version_agreement"].Outcome, timeline.Untested)
	assert.Equal(t, len(checks.Judge(events, "version_agreement", "durability")), 2)
	_, found := history.All().Lookup("version_agreement")
	assert.Assert(t, !found)
}

func TestListOfChecksMustBeSortedAndComplete(t *testing.T) {
	panics := func(list ...history.Check) (message any) {
		defer func() { message = recover() }()
		history.NewChecks(list...)
		return nil
	}
	assert.Assert(t, panics(versionAgreement) == nil)
	assert.Equal(t, panics(versionAgreement, versionAgreement), `check "version_agreement" does not belong after "version_agreement": the list is sorted, without duplicates`)
	incomplete := versionAgreement
	incomplete.Held = nil
	assert.Equal(t, panics(incomplete), `check 0 ("version_agreement") lacks a name, a summary, a source, Untested or Held`)
}

// A saved timeline ends with the findings of its checks; they are not judged again.
func TestFindingsOfChecksAreNotJudged(t *testing.T) {
	events := replies(t, `
		app 1 create /x 2
		app 2 read   /x 3 NoNode`)
	finding := timeline.Event{Seq: 2, Kind: timeline.KindFinding, Finding: &timeline.Finding{By: "read_your_writes"}}
	assert.Equal(t, judgeBy("read_your_writes", events).Outcome, timeline.Broken)
	assert.Equal(t, judgeBy("read_your_writes", []timeline.Event{events[0], finding, events[1]}).Outcome, timeline.Untested)
	finding.Finding.By = "await"
	assert.Equal(t, judgeBy("read_your_writes", []timeline.Event{events[0], finding, events[1]}).Outcome, timeline.Broken)
}

// The messages of checks that found no deviation.
func TestMessagesOfChecks(t *testing.T) {
	for _, c := range []struct {
		check, text string
		want        timeline.Outcome
		why         string
	}{
		{"sync_freshness", "app 1 sync / 2", timeline.OK, "1 sync; the server then had every acknowledged write"},
		{"sync_freshness", "app 1 sync / -", timeline.Untested, "no reply to a sync carries the zxid of its server; releases up to 3.4.3 do not send it"},
		{"sync_freshness", "app 1 read / 2", timeline.Untested, "no session called sync"},
		{"atomicity", "app 1 set /x 3 refused NoNode", timeline.OK, "no transactions; 1 refused write left no effect"},
		{"atomicity", "app 1 transaction - 5 with create:/x,set:/y", timeline.OK, "2 parts of transactions, never one without the others; no refused writes"},
		{"atomicity", "app 1 create /x 2", timeline.Untested, "no transaction was made, and no update was refused"},
		{"durability", "app 1 create /x 2", timeline.Unknown, "neither a tree nor a disk of any server was read"},
		{"durability", "app 1 read /x 2 NoNode", timeline.Untested, "no update was acknowledged"},
		{"single_system_image", "app 1 read /x 2 NoNode", timeline.OK, "1 read; none older than what its session had seen"},
		{"watch_delivery", "app 1 watch /x 2 sees 2 for data", timeline.OK, "1 watch registration; each received its events, and no others"},
		{"watch_order", "app 1 read /x 2 NoNode", timeline.Untested, "no watch was set"},
	} {
		v := judgeBy(c.check, replies(t, c.text))
		assert.Equal(t, v.Outcome, c.want, "%s: %s", c.check, v.Why)
		assert.Equal(t, v.Why, c.why, c.check)
	}
}
