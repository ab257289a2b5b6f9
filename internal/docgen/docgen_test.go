package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const languagePage = "../../docs/language.md"

func TestReferenceIsFresh(t *testing.T) {
	want, err := render(language())
	assert.NilError(t, err)
	got, err := os.ReadFile(languagePage)
	assert.NilError(t, err)
	if !bytes.Equal(got, want) {
		t.Fatal("docs/language.md is stale; run: go generate ./internal/docgen")
	}
}

var (
	fences   = regexp.MustCompile("(?ms)^```hcl\n(.*?)^```$")
	blockTag = regexp.MustCompile(`^\w+`)
)

// Whatever the documentation shows as HCL can be loaded as it stands.
func TestExamplesInTheDocumentationAreRight(t *testing.T) {
	for _, name := range []string{languagePage, "../../docs/adding.md", "../../README.md"} {
		text, err := os.ReadFile(name)
		assert.NilError(t, err)
		found := fences.FindAllSubmatch(text, -1)
		assert.Assert(t, len(found) > 0, "no example in %s", name)
		for _, match := range found {
			fragment := string(match[1])
			file, _, diags := harness.Load("example.hcl", []byte(whole(fragment)), spec.Inputs{}, language())
			if diags.HasErrors() {
				var why strings.Builder
				assert.NilError(t, harness.WriteDiagnostics(&why, file, diags, false))
				t.Errorf("%s shows this:\n%s\n%s", filepath.Base(name), fragment, why.String())
			}
		}
	}
}

// whole puts a part of a scenario into a scenario.
func whole(fragment string) string {
	const (
		ensemble = "ensemble { servers = 3 }\n"
		session  = "session \"app\" {}\n"
		step     = "step \"a\" {\n read \"/\" {}\n}\n"
	)
	scenario := func(body string) string { return "scenario \"example\" {\n summary = \"s\"\n" + body + "}\n" }
	switch blockTag.FindString(fragment) {
	case "scenario":
		return fragment
	case "call":
		return "procedure \"write twice\" {\n argument \"path\" {}\n read \"/\" {}\n}\n" +
			scenario(ensemble+session+"step \"a\" {\n"+fragment+"}\n")
	case "variable", "locals", "procedure":
		return fragment + scenario(ensemble+session+step)
	case "ensemble":
		return scenario(fragment + session + step)
	case "session":
		return scenario(ensemble + fragment + step)
	case "step":
		return scenario(ensemble + session + fragment)
	case "expect", "control":
		return scenario(ensemble + session + step + fragment)
	default:
		return scenario(ensemble + session + "step \"a\" {\n" + fragment + "}\n")
	}
}

func TestAWordThatSaysNothingOfItselfIsFound(t *testing.T) {
	type silent struct {
		harness.Assertion
		Server int `hcl:"server"`
	}
	lang := language()
	lang.Assertions = harness.NewRegistry("assertion", harness.Kind[harness.Assertion]{
		Name: "stare", Summary: "Looks.", New: func() harness.Assertion { return &silent{} },
	})
	_, err := render(lang)
	for _, want := range []string{"what stare waits for", "the example of stare", "the meaning of server in stare"} {
		assert.ErrorContains(t, err, want)
	}
}

// Tags and sentences are constants, so nothing but this keeps them from naming
// another default than the one that holds.
func TestThePageNamesTheRealDefaults(t *testing.T) {
	text, err := render(language())
	assert.NilError(t, err)
	for _, want := range []string{
		fmt.Sprintf("How long it may take; \"%gs\" when it is left out.", (&assertions.Await{}).Within().Seconds()),
		fmt.Sprintf("How long it may take; \"%gs\" when it is left out.", (&assertions.Require{}).Within().Seconds()),
		fmt.Sprintf("Timeout that it asks for; %q when it is left out.", spec.DefaultTimeout),
		fmt.Sprintf("Waits for the reply, at most %g s.", harness.OperationLimit.Seconds()),
	} {
		assert.Assert(t, strings.Contains(string(text), want), "the page does not say: %s", want)
	}
}

func TestCommandLine(t *testing.T) {
	var stderr bytes.Buffer
	assert.Equal(t, run(nil, &stderr), 2)
	assert.Equal(t, stderr.String(), "usage: docgen FILE\n")
	stderr.Reset()
	assert.Equal(t, run([]string{filepath.Join(t.TempDir(), "none", "language.md")}, &stderr), 1)
	assert.Assert(t, strings.HasPrefix(stderr.String(), "docgen: open "), stderr.String())

	file := filepath.Join(t.TempDir(), "language.md")
	assert.Equal(t, run([]string{file}, &stderr), 0)
	_, err := os.Stat(file)
	assert.NilError(t, err)
}
