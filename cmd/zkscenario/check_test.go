package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
)

// The example timelines have the verdicts that docs/timeline.md states.
func TestExampleTimelinesHaveTheirVerdicts(t *testing.T) {
	for file, want := range map[string]struct {
		code    int
		verdict report.Verdict
		broken  string
	}{
		"../../docs/timeline-example.jsonl": {0, report.Held, ""},
		"../../docs/timeline-broken.jsonl":  {1, report.Violated, "single_system_image"},
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, run(t.Context(), []string{"check", file, "--format", "json"}, &stdout, &stderr), want.code, stderr.String())
		var all []checked
		assert.NilError(t, json.Unmarshal(stdout.Bytes(), &all))
		assert.Equal(t, len(all), 1)
		assert.Equal(t, all[0].Verdict, want.verdict, all[0].Reason)
		assert.Equal(t, all[0].Trouble, "")
		var broken []string
		for _, g := range all[0].Guarantees {
			if g.Outcome == report.GuaranteeBroken {
				broken = append(broken, g.Name)
			}
		}
		assert.Equal(t, strings.Join(broken, ", "), want.broken)
	}
}

// Names from files must not control the terminal.
func TestCheckEscapesControlCharacters(t *testing.T) {
	const head = `{"seq":1,"at_ns":1,"kind":"run","run":{"version":2,"id":"r","scenario":"\u001b[2J","release":"3.9.5","runtime":"r","started":"2026-01-01T00:00:00Z"}}`
	var stdout, stderr bytes.Buffer
	cmd := newRoot(&stdout, &stderr)
	cmd.SetIn(strings.NewReader(head + "\n{\x1b"))
	cmd.SetArgs([]string{"check", "-"})
	assert.ErrorIs(t, cmd.ExecuteContext(t.Context()), codeError(3))
	assert.Assert(t, strings.Contains(stdout.String(), `\u001b[2J on 3.9.5`), stdout.String())
	assert.Assert(t, !strings.ContainsRune(stdout.String()+stderr.String(), 0x1b))
}
