package actions_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/values"
)

// play runs steps on an ensemble in memory and returns the report.
func play(t *testing.T, rt *fake.Runtime, ensemble, steps string) *report.Report {
	t.Helper()
	src := fmt.Sprintf(`
scenario "words" {
  summary = "Some words in use."

  ensemble { %s }

  session "app" { server = 1 }

%s
}
`, ensemble, steps)
	lang := harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
	file, plans, diags := harness.Load("words.hcl", []byte(src), spec.Inputs{Release: "3.9.5"}, lang)
	if len(diags) > 0 {
		var text bytes.Buffer
		assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
		t.Fatalf("\n%s", &text)
	}
	return harness.Run(t.Context(), plans[0], harness.Options{Runtime: rt})
}

func requireHeld(t *testing.T, rep *report.Report) {
	t.Helper()
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
}

// A word that keeps a result states what is certain of it, so that conditions on it which
// are always true are found.
func TestWordsWithResultsStateWhatIsCertain(t *testing.T) {
	for _, k := range actions.All().Kinds() {
		keeps := slices.ContainsFunc(harness.Attributes(k.New()), func(a values.Attribute) bool { return a.Name == "as" })
		_, states := k.New().(harness.Resulter)
		assert.Equal(t, states, keeps, k.Name)
	}
}
