package report_test

import (
	"testing"
	"unicode"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
)

func TestTitle(t *testing.T) {
	r := &report.Report{Scenario: "binchanges", Release: "3.5.0-alpha"}
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
		assert.Equal(t, report.Plain(in), want)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("\x1b[2J\x00\u2028")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range report.Plain(s) {
			assert.Assert(t, r == '\n' || unicode.IsPrint(r), "%q", s)
		}
	})
}
