package report

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestGuaranteeInWords(t *testing.T) {
	for _, c := range []struct {
		outcome, expected string
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
		g := Guarantee{Outcome: c.outcome, Expected: c.expected}
		assert.Equal(t, g.Words(), c.words)
		assert.Equal(t, g.mark(), c.mark, c.words)
		assert.Equal(t, g.wanted(), c.wanted, c.words)
		assert.Equal(t, g.explains(), c.explains, c.words)
	}
}

// Only a control that held proves the cause, whatever else is a good verdict.
func TestControlInWords(t *testing.T) {
	for _, c := range []struct {
		verdict Verdict
		words   string
		mark    timeline.Outcome
	}{
		{Held, "held", timeline.OK},
		{Reproduced, "reproduced: because", timeline.Broken},
		{Inconclusive, "inconclusive: because", timeline.Unknown},
		{NotReproduced, "not reproduced: because", timeline.Broken},
		{Violated, "violated: because", timeline.Broken},
		{Error, "error: because", timeline.Broken},
	} {
		control := Control{Verdict: c.verdict, Reason: "because"}
		assert.Equal(t, control.words(), c.words)
		assert.Equal(t, control.outcome(), c.mark, c.words)
	}
	assert.Equal(t, Control{Verdict: Error}.words(), "error")
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
		assert.Equal(t, words(c.event), c.want, name)
	}
}

func TestSilentFindings(t *testing.T) {
	event := timeline.Event{Kind: timeline.KindFinding, Outcome: timeline.OK, Finding: &timeline.Finding{By: "require"}}
	assert.Assert(t, silent(event))
	event.Outcome = timeline.Unknown
	assert.Assert(t, !silent(event), "what is not answered is told, if only by its name")
	assert.Equal(t, words(event).Text, "require")
}

func TestMarks(t *testing.T) {
	for outcome, want := range map[timeline.Outcome]struct{ symbol, class, colour string }{
		timeline.OK:      {"✓", "good", "\x1b[32m✓\x1b[0m"},
		timeline.Broken:  {"✗", "bad", "\x1b[31m✗\x1b[0m"},
		timeline.Refused: {"✗", "bad", "\x1b[31m✗\x1b[0m"},
		timeline.Unknown: {"?", "unsure", "\x1b[33m?\x1b[0m"},
		"":               {" ", "", " "},
	} {
		assert.Equal(t, symbol(outcome), want.symbol)
		assert.Equal(t, htmlTone(outcome), want.class)
		assert.Equal(t, pen(true).mark(outcome), want.colour)
		assert.Equal(t, pen(false).mark(outcome), want.symbol)
	}
}

func TestProofCount(t *testing.T) {
	fact, held, broken := Fact{Matches: true}, Control{Verdict: Held}, Control{Verdict: Reproduced}
	for want, r := range map[string]*Report{
		"":                                   {},
		"1 of 1 fact":                        {Facts: []Fact{fact}},
		"1 of 2 facts":                       {Facts: []Fact{fact, {}}},
		"0 of 1 control held":                {Controls: []Control{broken}},
		"2 of 2 facts, 1 of 2 controls held": {Facts: []Fact{fact, fact}, Controls: []Control{held, broken}},
	} {
		assert.Equal(t, r.proofCount(), want)
	}
}

func TestTitle(t *testing.T) {
	r := &Report{Scenario: "binchanges", Release: "3.5.0-alpha"}
	assert.Equal(t, r.Title(), "binchanges on 3.5.0-alpha")
	r.Control = "no sync from disk"
	assert.Equal(t, r.Title(), `binchanges on 3.5.0-alpha, control "no sync from disk"`)
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"":                "",
		"two\nlines":      "two\nlines",
		"a\ttab":          "a tab",
		"é 中 ✓":           "é 中 ✓",
		"\x1b]0;title\a":  `\u001b]0;title\u0007`,
		"over\rwritten":   `over\u000dwritten`,
		"\u202eturned":    `\u202eturned`,
		"no-break\u00a0.": `no-break\u00a0.`,
		"broken \xff":     "broken \ufffd",
	} {
		assert.Equal(t, Plain(in), want)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("\x1b[2J\x00\u2028")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Plain(s) {
			assert.Assert(t, r == '\n' || unicode.IsPrint(r), "%q", s)
		}
	})
}

func TestHang(t *testing.T) {
	assert.Equal(t, hang("short", 4), "short")
	assert.Equal(t, hang("two\nlines\n", 4), "two\n    lines")
	for _, l := range strings.Split(hang(strings.Repeat("word ", 60)+strings.Repeat("x", 150), 8), "\n") {
		assert.Check(t, utf8.RuneCountInString(l) <= width, l)
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
