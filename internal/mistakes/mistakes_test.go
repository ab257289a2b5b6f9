package mistakes_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/internal/mistakes"
)

const native = `scenario "a" {
  kil {} # ERROR: Unsupported block type: Did you mean "kill"?
  x = 1 # ERROR: One; Other: of it
}
`

const json = `{
  "kil": {}, "//": "ERROR: Unsupported block type: Did you mean \"kill\"?",
  "x": 1, "//": "ERROR: One; Other: of it"
}
`

func diagnostic(line int, summary, detail string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Summary: summary, Detail: detail, Subject: &hcl.Range{Start: hcl.Pos{Line: line}}}
}

func TestMatchingDiagnosticsHaveNoDifferences(t *testing.T) {
	for _, src := range []string{native, json} {
		diags := hcl.Diagnostics{diagnostic(2, "Unsupported block type", `There is none. Did you mean "kill"?`), diagnostic(3, "Other", "Some of it."), diagnostic(3, "One", "")}
		assert.Equal(t, len(mistakes.Compare([]byte(src), diags)), 0)
	}
}

func TestDifferencesAreFound(t *testing.T) {
	for name, diags := range map[string]hcl.Diagnostics{
		"no diagnostic":   {diagnostic(3, "One", ""), diagnostic(3, "Other", "of it")},
		"another summary": {diagnostic(2, "Unsupported block", `Did you mean "kill"?`), diagnostic(3, "One", ""), diagnostic(3, "Other", "of it")},
		"another detail":  {diagnostic(2, "Unsupported block type", `Did you mean "kil"?`), diagnostic(3, "One", ""), diagnostic(3, "Other", "of it")},
		"another line":    {diagnostic(1, "Unsupported block type", `Did you mean "kill"?`), diagnostic(3, "One", ""), diagnostic(3, "Other", "of it")},
		"twice the same":  {diagnostic(2, "Unsupported block type", `Did you mean "kill"?`), diagnostic(3, "One", ""), diagnostic(3, "One", ""), diagnostic(3, "Other", "of it")},
		"no place":        {{Summary: "Unsupported block type", Detail: `Did you mean "kill"?`}, diagnostic(3, "One", ""), diagnostic(3, "Other", "of it")},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Assert(t, len(mistakes.Compare([]byte(native), diags)) > 0)
		})
	}
}
