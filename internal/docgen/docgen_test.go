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

// All HCL in the documentation can be loaded. The examples of adding.md need those next to
// them; the package adding tests them.
func TestExamplesInTheDocumentationAreValid(t *testing.T) {
	words := reference.New(language())
	for _, name := range []string{"language.md", "../README.md"} {
		for _, fragment := range examplesIn(t, name) {
			if mistakes := load(t, whole(words, fragment)); mistakes != "" {
				t.Errorf("%s has an invalid example:\n%s\n%s", name, fragment, mistakes)
			}
		}
	}
}

// One file with the examples of all blocks, and the call of the procedure among them, can be
// loaded.
func TestExamplesOfBlocksAreConsistent(t *testing.T) {
	byTag := map[string][]string{}
	for _, fragment := range examplesIn(t, "language.md") {
		tag := blockTag.FindString(fragment)
		byTag[tag] = append(byTag[tag], fragment)
	}
	all := func(tags ...string) string {
		var text strings.Builder
		for _, tag := range tags {
			assert.Assert(t, len(byTag[tag]) > 0, "the page has no example of %s", tag)
			text.WriteString(strings.Join(byTag[tag], "\n"))
		}
		return text.String()
	}
	assert.Equal(t, len(byTag["ensemble"]), 2)
	for _, ensemble := range byTag["ensemble"] {
		file := all("variable", "locals", "procedure", "scenario") + "scenario \"together\" {\n summary = \"s\"\n" + ensemble + all("expect", "session", "step", "finally", "control") +
			"step \"the call\" {\n create \"/config\" {}\n" + all("call") + "}\n}\n"
		if mistakes := load(t, file); mistakes != "" {
			t.Errorf("the examples are not consistent:\n%s\n%s", file, mistakes)
		}
	}
}

func examplesIn(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(docs, page))
	assert.NilError(t, err)
	var all []string
	for _, match := range fences.FindAllSubmatch(text, -1) {
		all = append(all, string(match[1]))
	}
	assert.Assert(t, len(all) > 0, "no example in %s", page)
	return all
}

// load returns the mistakes of a scenario file.
func load(t *testing.T, src string) string {
	t.Helper()
	file, _, diags := harness.Load("example.hcl", []byte(src), spec.Inputs{}, language())
	if !diags.HasErrors() {
		return ""
	}
	var text strings.Builder
	assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
	return text.String()
}

// whole completes a part of a scenario.
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
	case "expect", "finally", "control":
		return scenario(ensemble + session + step + fragment)
	default:
		return words.Word(tag).Scenario(fragment)
	}
}

func TestWordWithoutDescriptionIsAnError(t *testing.T) {
	type undocumented struct {
		harness.Assertion
		Server int `hcl:"server"`
	}
	lang := language()
	lang.Assertions = harness.NewRegistry("assertion", harness.Kind[harness.Assertion]{
		Name: "inspect", Summary: "Inspects.", New: func() harness.Assertion { return &undocumented{} },
	})
	_, err := render(lang)
	for _, want := range []string{"the description of inspect for explain", "what inspect waits for", "the example of inspect", "the meaning of server in inspect"} {
		assert.ErrorContains(t, err, want)
	}
}

func TestTimelineFieldWithoutDescriptionIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "event.go")
	source := "package timeline\n\nconst KindRun Kind = \"run\"\n\ntype Part struct {\n\tPath string `json:\"path\"`\n}\n"
	assert.NilError(t, os.WriteFile(file, []byte(source), 0o600))
	_, err := readSchema(file)
	for _, want := range []string{"the meaning of run in", "the meaning of part in", "the meaning of part.path in"} {
		assert.ErrorContains(t, err, want)
	}
	_, err = readSchema(file + "x")
	assert.ErrorContains(t, err, "read the types of the timeline")
}

func TestSchemaHasTypesAndRequiredFields(t *testing.T) {
	s, err := readSchema(timelineTypes)
	assert.NilError(t, err)
	assert.Equal(t, s.Parts[0].Name, "event")
	fields := map[string]schemaField{}
	for _, p := range s.Parts {
		for _, f := range p.Fields {
			fields[p.Name+"."+f.Name] = f
		}
	}
	for name, want := range map[string]schemaField{
		"event.at_ns":    {Type: "integer, ns", Required: true},
		"event.op":       {Type: "[op](#op)"},
		"op.zxid":        {Type: `text, "0x…"`},
		"op.parts":       {Type: "list of [part](#part)"},
		"run.started":    {Type: "text, RFC 3339", Required: true},
		"run.expected":   {Type: "list of text"},
		"member.release": {Type: "text"},
		"disk.logs":      {Type: "list of [logfile](#logfile)"},
	} {
		got := fields[name]
		assert.Equal(t, got.Type, want.Type, name)
		assert.Equal(t, got.Required, want.Required, name)
	}
}

// Tags and sentences are constants, so only a test can compare them with the defaults in the
// code.
func TestPageStatesTheDefaultsOfTheCode(t *testing.T) {
	all, err := render(language())
	assert.NilError(t, err)
	for _, want := range []string{
		fmt.Sprintf("How long it may take. Default: \"%gs\".", (&assertions.Await{}).Within().Seconds()),
		fmt.Sprintf("How long it may take. Default: \"%gs\".", (&assertions.Require{}).Within().Seconds()),
		fmt.Sprintf("Timeout to ask for; servers grant 2 to 20 ticks. Default: %q.", spec.DefaultTimeout),
		fmt.Sprintf("Waits for the reply, at most %g s.", harness.OperationLimit.Seconds()),
	} {
		assert.Assert(t, strings.Contains(string(all["language.md"]), want), "the page lacks: %s", want)
	}
}

func TestRunWritesThePages(t *testing.T) {
	var stderr bytes.Buffer
	assert.Equal(t, run(nil, &stderr), 2)
	assert.Equal(t, stderr.String(), "usage: docgen FOLDER\n")
	stderr.Reset()
	assert.Equal(t, run([]string{filepath.Join(t.TempDir(), "none")}, &stderr), 1)
	assert.Assert(t, strings.HasPrefix(stderr.String(), "docgen: mkdir "), stderr.String())

	folder := t.TempDir()
	assert.Equal(t, run([]string{folder}, &stderr), 0)
	for _, name := range pages {
		_, err := os.Stat(filepath.Join(folder, name))
		assert.NilError(t, err)
	}
}
