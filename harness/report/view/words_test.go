package view

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestGuaranteeInWords(t *testing.T) {
	for _, c := range []struct {
		outcome, expected report.GuaranteeState
		words             string
		mark, wanted      timeline.Outcome
		explains          bool
	}{
		{"held", "held", "held", timeline.OK, timeline.OK, false},
		{"broken", "broken", "broken, as expected on this release", timeline.Broken, timeline.OK, true},
		{"broken", "held", "broken, and not expected to break on this release", timeline.Broken, timeline.Broken, true},
		{"held", "broken", "held, but expected to break on this release", timeline.OK, timeline.Broken, true},
		{"unknown", "held", "cannot tell; expected: held", timeline.Unknown, timeline.Unknown, true},
		{"unknown", "broken", "cannot tell; expected: broken", timeline.Unknown, timeline.Unknown, true},
	} {
		g := report.Guarantee{Outcome: c.outcome, Expected: c.expected}
		assert.Equal(t, g.Words(), c.words)
		assert.Equal(t, g.Outcome.Outcome(), c.mark, c.words)
		assert.Equal(t, expectation(g), c.wanted, c.words)
		assert.Equal(t, needsExplanation(g), c.explains, c.words)
	}
}

// Of a group one violation is enough, and then nothing else is expected of the others.
func TestGuaranteeOfAGroupInWords(t *testing.T) {
	for _, c := range []struct {
		outcome report.GuaranteeState
		instead []string
		words   string
		wanted  timeline.Outcome
	}{
		{"broken", nil, "broken, as expected on this release: one of durability, rejoin", timeline.OK},
		{"held", []string{"rejoin"}, "held; rejoin broke, as expected on this release: one of durability, rejoin", timeline.OK},
		{"unknown", []string{"rejoin"}, "cannot tell; rejoin broke, as expected on this release: one of durability, rejoin", timeline.OK},
		{"held", nil, "held, but expected to break on this release: one of durability, rejoin", timeline.Broken},
		{"unknown", nil, "cannot tell; expected to break: one of durability, rejoin", timeline.Unknown},
	} {
		g := report.Guarantee{Outcome: c.outcome, Expected: "broken", AnyOf: []string{"durability", "rejoin"}, Instead: c.instead}
		assert.Equal(t, g.Words(), c.words)
		assert.Equal(t, expectation(g), c.wanted, c.words)
		assert.Assert(t, needsExplanation(g), c.words)
	}
}

// Only a control that held confirms the cause; other good verdicts do not.
func TestControlInWords(t *testing.T) {
	for _, c := range []struct {
		verdict report.Verdict
		words   string
		mark    timeline.Outcome
	}{
		{report.Held, "held", timeline.OK},
		{report.Reproduced, "reproduced: because", timeline.Broken},
		{report.Untested, "untested: because", timeline.Unknown},
		{report.Inconclusive, "inconclusive: because", timeline.Unknown},
		{report.NotReproduced, "not reproduced: because", timeline.Broken},
		{report.Violated, "violated: because", timeline.Broken},
		{report.Error, "error: because", timeline.Broken},
	} {
		control := report.Control{Verdict: c.verdict, Reason: "because"}
		assert.Equal(t, controlWords(control), c.words)
		assert.Equal(t, controlOutcome(control), c.mark, c.words)
	}
	assert.Equal(t, controlWords(report.Control{Verdict: report.Error}), "error")
}

func TestEventInWords(t *testing.T) {
	for name, c := range map[string]struct {
		event timeline.Event
		want  line
	}{
		"fault": {
			timeline.Event{Kind: timeline.KindFault, What: "kill server 1", Receipt: "it is gone", Outcome: timeline.OK},
			line{Text: "kill server 1", Proof: "it is gone"},
		},
		"fault that may not have happened": {
			timeline.Event{Kind: timeline.KindFault, What: "kill server 1", Outcome: timeline.Unknown},
			line{Outcome: timeline.Unknown, Text: "kill server 1"},
		},
		"server": {
			timeline.Event{Kind: timeline.KindServer, What: "server 1: leading", Server: &timeline.Server{ID: 1, Line: "LEADING"}},
			line{Text: "server 1: leading", Proof: "LEADING"},
		},
		"note": {
			timeline.Event{Kind: timeline.KindNote, What: "a note"},
			line{Text: "a note"},
		},
		"await": {
			timeline.Event{Kind: timeline.KindFinding, What: "server 1 leads", Outcome: timeline.OK, Finding: &timeline.Finding{By: "await"}},
			line{Outcome: timeline.OK, Text: "await: server 1 leads"},
		},
		"await with a promise": {
			timeline.Event{Kind: timeline.KindFinding, What: "no leader", Outcome: timeline.Broken, Finding: &timeline.Finding{By: "await", Guarantee: "availability"}},
			line{Outcome: timeline.Broken, Text: "await availability: no leader"},
		},
		"check": {
			timeline.Event{Kind: timeline.KindFinding, What: "all is there", Outcome: timeline.OK, Finding: &timeline.Finding{By: "durability", Guarantee: "durability"}},
			line{Outcome: timeline.OK, Text: "durability: all is there"},
		},
		"fact that differs": {
			timeline.Event{Kind: timeline.KindFinding, What: "servers", Outcome: timeline.OK, Finding: &timeline.Finding{By: "fact", Reported: "5", Observed: "3"}},
			line{Outcome: timeline.Broken, Text: "servers: reported 5, observed 3"},
		},
	} {
		assert.Equal(t, surroundings{}.lineOf(c.event), c.want, name)
	}
}

// Where nothing is expected to break, a fact that differs is not wrong.
func TestFactsAreNeutralWhereNothingIsExpectedToBreak(t *testing.T) {
	fact := timeline.Event{Kind: timeline.KindFinding, What: "servers", Outcome: timeline.OK, Finding: &timeline.Finding{By: "fact", Reported: "5", Observed: "3"}}
	for _, c := range []struct {
		expected []string
		matches  bool
		want     timeline.Outcome
	}{
		{nil, false, timeline.Untested},
		{nil, true, timeline.OK},
		{[]string{"durability"}, false, timeline.Broken},
		{[]string{"durability"}, true, timeline.OK},
	} {
		fact.Finding.Matches = c.matches
		events := []timeline.Event{{Kind: timeline.KindRun, Run: &timeline.Run{Expected: c.expected}}, fact}
		filter := newEventFilter()
		filter.add(events[0])
		assert.Equal(t, filter.add(events[1])[0].Outcome, c.want)
		ended := report.Of(events)
		assert.Equal(t, ended.Facts[0].Outcome(), c.want)
		assert.Equal(t, htmlRows(ended, events[1:])[0].Outcome, c.want)
	}
}

// A check that found nothing gets no sign that its guarantee held if an assertion found it
// broken.
func TestOneGuaranteeIsNotHeldAndBroken(t *testing.T) {
	judged := func(by string, o timeline.Outcome) timeline.Event {
		return timeline.Event{Kind: timeline.KindFinding, Source: "flag.hcl:39", What: "why", Outcome: o, Finding: &timeline.Finding{By: by, Guarantee: "durability"}}
	}
	const found = "durability: why (broken by your assert (flag.hcl:39); the built-in check found nothing)"
	check, other := judged("durability", timeline.OK), judged("durability", timeline.Broken)
	filter := newEventFilter()
	filter.add(judged("assert", timeline.Broken))
	assert.DeepEqual(t, filter.add(check), []line{{Outcome: timeline.Untested, Text: found}})
	assert.DeepEqual(t, filter.add(other), []line{{Outcome: timeline.Broken, Text: "durability: why"}})
	ended := &report.Report{Guarantees: []report.Guarantee{{Name: "durability", BrokenBy: []report.Breach{{Word: "assert", Source: "flag.hcl:39"}}}}}
	assert.Equal(t, htmlRows(ended, []timeline.Event{check})[0].line, line{Outcome: timeline.Untested, Text: found})
}

func TestSilentFindings(t *testing.T) {
	event := timeline.Event{Kind: timeline.KindFinding, Outcome: timeline.OK, Finding: &timeline.Finding{By: "require"}}
	assert.Assert(t, isSilent(event))
	event.Outcome = timeline.Unknown
	assert.Assert(t, !isSilent(event), "an unknown finding is shown, if only by its name")
	assert.Equal(t, surroundings{}.lineOf(event).Text, "require")
}

func TestMarks(t *testing.T) {
	for outcome, want := range map[timeline.Outcome]struct{ symbol, class, colour string }{
		timeline.OK:       {"✓", "good", "\x1b[32m✓\x1b[0m"},
		timeline.Broken:   {"✗", "bad", "\x1b[31m✗\x1b[0m"},
		timeline.Refused:  {"✗", "bad", "\x1b[31m✗\x1b[0m"},
		timeline.Unknown:  {"?", "unsure", "\x1b[33m?\x1b[0m"},
		timeline.Untested: {"–", "soft", "\x1b[2m–\x1b[0m"},
		"":                {" ", "", " "},
	} {
		assert.Equal(t, symbol(outcome), want.symbol)
		assert.Equal(t, htmlTone(outcome), want.class)
		assert.Equal(t, pen(true).mark(outcome), want.colour)
		assert.Equal(t, pen(false).mark(outcome), want.symbol)
	}
}

func TestProofCount(t *testing.T) {
	fact, held, broken := report.Fact{Matches: true}, report.Control{Verdict: report.Held}, report.Control{Verdict: report.Reproduced}
	for want, r := range map[string]*report.Report{
		"":             {},
		"1 of 1 fact":  {Facts: []report.Fact{fact}},
		"1 of 2 facts": {Facts: []report.Fact{fact, {}}},
		"0 of 1 fact (none need match: nothing is expected to break)": {Facts: []report.Fact{{Neutral: true}}},
		"0 of 1 control held":                {Controls: []report.Control{broken}},
		"2 of 2 facts, 1 of 2 controls held": {Facts: []report.Fact{fact, fact}, Controls: []report.Control{held, broken}},
	} {
		assert.Equal(t, proofCount(r), want)
	}
}

func TestHang(t *testing.T) {
	assert.Equal(t, hang("short", 4), "short")
	assert.Equal(t, hang("two\nlines\n", 4), "two\n    lines")
	for _, l := range strings.Split(hang(strings.Repeat("word ", 60)+strings.Repeat("x", 150), 8), "\n") {
		assert.Check(t, utf8.RuneCountInString(l) <= Width, l)
		assert.Equal(t, strings.TrimRight(l, " "), l)
	}
}

func TestShortened(t *testing.T) {
	assert.Equal(t, shortened("a  reason\nin two lines"), "a reason in two lines")
	got := shortened(strings.Repeat("word ", 60))
	assert.Assert(t, strings.HasSuffix(got, "word …"), got)
	assert.Assert(t, utf8.RuneCountInString(got) <= reasonLength+2, got)
	assert.Equal(t, shortened(strings.Repeat("x", 150)), strings.Repeat("x", reasonLength)+" …")
}

func TestSeconds(t *testing.T) {
	assert.Equal(t, seconds(0), "0.0 s")
	assert.Equal(t, seconds(1260*time.Millisecond), "1.3 s")
	assert.Equal(t, seconds(2*time.Minute), "120.0 s")
}
