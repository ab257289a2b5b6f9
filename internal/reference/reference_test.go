package reference_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/fakert"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/reference"
)

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: assertions.Checks()}
}

// words are the entries of what a step holds.
func words() reference.Reference {
	all := reference.New(language())
	return slices.Concat(all.Of(reference.Action), all.Of(reference.Assertion), all.Of(reference.Structure))
}

func load(t *testing.T, src string) *harness.Plan {
	t.Helper()
	file, plans, diags := harness.Load("words.hcl", []byte(src), spec.Inputs{Release: "3.9.5"}, language())
	if len(diags) > 0 {
		var text bytes.Buffer
		assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
		t.Fatalf("\n%s", &text)
	}
	return plans[0]
}

func TestEachExampleDoesWhatItSays(t *testing.T) {
	for _, e := range words() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			rt := &fakert.Runtime{SilentAfter: 20 * time.Millisecond}
			rep := harness.Run(t.Context(), load(t, e.Scenario(e.Example)), harness.Options{Runtime: rt})
			assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
			assert.Equal(t, rep.Matching(), len(rep.Facts))
		})
	}
}

func TestEachWordIsDescribed(t *testing.T) {
	for _, e := range words() {
		t.Run(e.Name, func(t *testing.T) {
			assert.Assert(t, strings.HasSuffix(e.Summary, "."), "its summary is no sentence")
			assert.Assert(t, strings.HasSuffix(e.Waits, "."), "what it waits for is no sentence")
			assert.Assert(t, !strings.Contains(e.Waits, "eceipt"), "its receipt has a field of its own")
			assert.Assert(t, e.Receipt == "" || strings.HasSuffix(e.Receipt, "."), "its receipt does not end")
			assert.Assert(t, strings.HasSuffix(e.Runtimes, "."), "nobody knows which runtimes can do it")
			assert.Assert(t, !strings.HasSuffix(e.Plain, "."), "explain ends the sentence, and may have to add to it")
			assert.Assert(t, strings.Contains(e.Example, e.Name+" "), "its example shows another word")
			assert.Equal(t, e.Label != "", strings.Contains(e.Example, e.Name+` "`), "label and example differ")
			for _, a := range e.Arguments {
				assert.Assert(t, strings.HasSuffix(a.Doc, "."), "its attribute %s has no doc tag", a.Name)
			}
		})
	}
}

func TestWhatIsMadeIsNew(t *testing.T) {
	lang := language()
	for _, k := range lang.Actions.Kinds() {
		assert.Assert(t, k.New() != k.New(), "two blocks %s would share their attributes", k.Name)
	}
	for _, k := range lang.Assertions.Kinds() {
		assert.Assert(t, k.New() != k.New(), "two blocks %s would share their attributes", k.Name)
	}
}
