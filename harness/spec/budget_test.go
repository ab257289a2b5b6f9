package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// doubled returns a chain of local values, each ten times as long as the one before.
func doubled(levels int) string {
	text := "locals {\n l0 = \"0123456789\"\n"
	for i := range levels {
		text += fmt.Sprintf(" l%d = \"%s\"\n", i+1, strings.Repeat(fmt.Sprintf("${local.l%d}", i), 10))
	}
	return text + "}\n"
}

const minimalScenario = `scenario "x" {
  summary = "x"
  ensemble { servers = 1 }
  step "x" {}
}
`

func TestHostileFilesAreRejected(t *testing.T) {
	for name, src := range map[string]string{
		"a huge file":          strings.Repeat("# comment\n", 200_000),
		"deep brackets":        "locals { x = " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + " }",
		"deep templates":       "locals { x = " + strings.Repeat(`"${`, 100_000) + "1" + strings.Repeat(`}"`, 100_000) + " }",
		"many signs":           "locals { x = " + strings.Repeat("-", 500_000) + "1 }",
		"many signs in parts":  "locals { x = " + strings.Repeat("! ", 400_000) + "true }",
		"many choices":         "locals { x = " + strings.Repeat("true ? 1 : ", 50_000) + "1 }",
		"doubling":             doubled(12),
		"nested for":           "locals { x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : d]]]] }",
		"a wide number":        `locals { x = format("%999999999d", 1) }`,
		"a width in arguments": `locals { x = format("%*d", 999999999, 1) }`,
		"wide numbers":         `locals { x = formatlist("%999999999d", [1, 2]) }`,
		"replace":              "locals {\n a = \"" + strings.Repeat("a", 5000) + "\"\n b = replace(local.a, \"a\", local.a)\n c = replace(local.b, \"a\", local.b)\n}",
		"join":                 "locals {\n a = [for i in range(1000) : i]\n b = join(join(\"\", [for i in range(1000) : \"0123456789\"]), [for i in range(1000) : i])\n c = join(local.b, [for i in range(1000) : i])\n}",
	} {
		t.Run(name, func(t *testing.T) {
			file, diags := spec.Parse("x.hcl", []byte(src+"\n"+minimalScenario))
			if !diags.HasErrors() {
				_, diags = file.Scenarios(spec.Inputs{})
			}
			assert.Assert(t, diags.HasErrors(), "it was accepted")
			assert.Assert(t, diags[0].Summary == "Scenario file too complex" || diags[0].Summary == "Value too large" ||
				strings.Contains(diags[0].Detail, "a width of more than three digits"), "%s", diags)
		})
	}
}

func TestLargeButHarmlessFilesAreAccepted(t *testing.T) {
	for name, src := range map[string]string{
		"dashes in a comment": "# " + strings.Repeat("- ", 40) + "\n",
		"a table":             "locals { t = { for i in range(100) : \"n${i}\" => [for j in range(10) : i * j] } }\n",
		"texts":               doubled(4),
		"format":              `locals { x = format("%-30s %08.3f", "a", 1.5) }`,
	} {
		t.Run(name, func(t *testing.T) {
			file, diags := spec.Parse("x.hcl", []byte(src+"\n"+minimalScenario))
			assert.Assert(t, !diags.HasErrors(), "%s", diags)
			_, diags = file.Scenarios(spec.Inputs{})
			assert.Assert(t, !diags.HasErrors(), "%s", diags)
		})
	}
}
