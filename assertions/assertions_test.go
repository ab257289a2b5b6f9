package assertions_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/fakert"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const words = `
scenario "words" {
  summary = "A word in use."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "before" {
    exists "/" {}
  }

  step "example" {
%s
  }
}
`

func TestEachExampleHolds(t *testing.T) {
	lang := harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: assertions.Checks()}
	for _, k := range assertions.All().Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			file, plans, diags := harness.Load("words.hcl", fmt.Appendf(nil, words, k.Example), spec.Inputs{Release: "3.9.5"}, lang)
			if len(diags) > 0 {
				var text bytes.Buffer
				assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
				t.Fatalf("\n%s", &text)
			}
			rep := harness.Run(t.Context(), plans[0], harness.Options{Runtime: &fakert.Runtime{}})
			assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
			assert.Equal(t, rep.Matching(), len(rep.Facts))
		})
	}
}

func TestEachWordIsDescribed(t *testing.T) {
	for _, k := range assertions.All().Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			assert.Assert(t, strings.HasSuffix(k.Summary, "."), "its summary is no sentence")
			assert.Assert(t, strings.HasSuffix(k.Waits, "."), "it does not say how long it looks")
			assert.Assert(t, strings.HasPrefix(k.Example, k.Name+" "), "its example shows another word")
			assert.Equal(t, k.Label != "", strings.HasPrefix(k.Example, k.Name+` "`), "label and example differ")
			for _, a := range harness.Attributes(k.New()) {
				assert.Assert(t, strings.HasSuffix(a.Doc, "."), "its attribute %s has no doc tag", a.Name)
			}
			assert.Assert(t, k.New() != k.New(), "two blocks would share their attributes")
		})
	}
}
