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
	"github.com/zkscenario/zkscenario/internal/reference"
)

const docs = "../../docs"

func TestReferenceIsFresh(t *testing.T) {
	all, err := render(language())
	assert.NilError(t, err)
	for name, want := range all {
		got, err := os.ReadFile(filepath.Join(docs, name))
		assert.NilError(t, err)
		assert.Assert(t, bytes.Equal(got, want), "docs/%s is stale; run: go generate ./internal/docgen", name)
	}
}

var (
	fences   = regexp.MustCompile("(?ms)^```hcl\n(.*?)^```$")
	blockTag = regexp.MustCompile(`^\w+`)
)

// Whatever the documentation shows as HCL can be loaded as it stands.
func TestExamplesInTheDocumentationAreRight(t *testing.T) {
	words := reference.New(language())
	for _, name := range []string{"language.md", "adding.md", "../README.md"} {
		text, err := os.ReadFile(filepath.Join(docs, name))
		assert.NilError(t, err)
		found := fences.FindAllSubmatch(text, -1)
		assert.Assert(t, len(found) > 0, "no example in %s", name)
		for _, match := range found {
			fragment := string(match[1])
			file, _, diags := harness.Load("example.hcl", []byte(whole(words, fragment)), spec.Inputs{}, language())
			if diags.HasErrors() {
				var why strings.Builder
				assert.NilError(t, harness.WriteDiagnostics(&why, file, diags, false))
				t.Errorf("%s shows this:\n%s\n%s", name, fragment, why.String())
			}
		}
	}
}

// whole puts a part of a scenario into a scenario.
func whole(words reference.Reference, fragment string) string {
	const (
		ensemble = "ensemble { servers = 3 }\n"
		session  = "session \"app\" {}\n"
		step     = "step \"a\" {\n read \"/\" {}\n}\n"
	)
	scenario := func(body string) string { return "scenario \"example\" {\n summary = \"s\"\n" + body + "}\n" }
	switch tag := blockTag.FindString(fragment); tag {
	case "scenario":
		return fragment
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
		return words.Word(tag).Scenario(fragment)
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
	for _, want := range []string{"how stare is said in plain words", "what stare waits for", "the example of stare", "the meaning of server in stare"} {
		assert.ErrorContains(t, err, want)
	}
}

// Tags and sentences are constants, so nothing but this keeps them from naming
// another default than the one that holds.
func TestThePageNamesTheRealDefaults(t *testing.T) {
	all, err := render(language())
	assert.NilError(t, err)
	for _, want := range []string{
		fmt.Sprintf("How long it may take; \"%gs\" when it is left out.", (&assertions.Await{}).Within().Seconds()),
		fmt.Sprintf("How long it may take; \"%gs\" when it is left out.", (&assertions.Require{}).Within().Seconds()),
		fmt.Sprintf("Timeout that it asks for; %q when it is left out.", spec.DefaultTimeout),
		fmt.Sprintf("Waits for the reply, at most %g s or what within says", harness.OperationLimit.Seconds()),
	} {
		assert.Assert(t, strings.Contains(string(all["language.md"]), want), "the page does not say: %s", want)
	}
}

func TestCommandLine(t *testing.T) {
	var stderr bytes.Buffer
	assert.Equal(t, run(nil, &stderr), 2)
	assert.Equal(t, stderr.String(), "usage: docgen FOLDER\n")
	stderr.Reset()
	assert.Equal(t, run([]string{filepath.Join(t.TempDir(), "none")}, &stderr), 1)
	assert.Assert(t, strings.HasPrefix(stderr.String(), "docgen: open "), stderr.String())

	folder := t.TempDir()
	assert.Equal(t, run([]string{folder}, &stderr), 0)
	for _, name := range pages {
		_, err := os.Stat(filepath.Join(folder, name))
		assert.NilError(t, err)
	}
}
