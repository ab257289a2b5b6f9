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
		"replace of letters":   `locals { x = replace(strrepeat("a", 5000), "a", strrepeat("a", 5000)) }`,
		"a repeated text":      `locals { x = strrepeat("0123456789", 1000000) }`,
		"repeated repetitions": `locals { x = [for i in range(1000) : strrepeat("0123456789", 1000)] }`,
		"numbers as text":      `locals { x = [for n in ["1e99999999"] : "${n + 1}"] }`,
		"a slow expression":    `locals { x = regex("(x{999}){1}(y{999}){1}(z{999}){1}", strrepeat("x", 100000)) }`,
		"groups of a text":     `locals { x = regex("((((.*))))", strrepeat("x", 2000000)) }`,
		"quotients":            `locals { x = [for i in range(1, 1000) : [for j in range(1000) : "${j / i}"]] }`,
		"used twice":           "locals {\n o = [for i in range(100) : { t = strrepeat(\"x\", 10000) }]\n x = [for o in local.o : \"${o.t}${o.t}${o.t}${o.t}${o.t}${o.t}${o.t}${o.t}\"]\n}",
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
		"a padded number":     `locals { x = format("%0199d", 0) }`,
		"a line of text":      `locals { x = join("", [for i in range(1000) : "` + strings.Repeat("-", 1000) + `"]) }`,
		"formatted texts":     `locals { x = [for i in range(1000) : format("%s%s%0100d", "` + strings.Repeat("-", 500) + `", "b${i}", i)] }`,
		"formatted lists":     `locals { x = formatlist("%s-%0100d", strrepeat("x", 1000), range(1000)) }`,
		"repeated texts":      `locals { x = [for i in range(1000) : strrepeat("0123456789", i % 100)] }`,
		"a large text":        `locals { x = strrepeat("0123456789", 200000) }`,
		"replaced letters":    `locals { x = replace(strrepeat("a", 100000), "a", "bcdefghijk") }`,
		"joined texts":        `locals { x = join(strrepeat("-", 1000), [for i in range(1000) : "a"]) }`,
		"large maps":          `locals { x = merge({ a = strrepeat("a", 100000) }, { b = strrepeat("b", 100000) }) }`,
		"a table by index":    "locals {\n t = [for i in range(1000) : strrepeat(\"x\", 100)]\n x = [for i in range(1000) : local.t[i]]\n}",
		"attributes of all":   "locals {\n t = [for i in range(1000) : { name = strrepeat(\"x\", 1000) }]\n x = local.t[*].name\n}",
		"numbers of names":    `locals { x = max([for s in ["n0000000001", "n0000000012"] : substr(s, 1, 10) + 0]...) }`,
		"a match":             `locals { x = [for i in range(100) : regex("n([0-9]{10})", "n000000000${i % 10}")] }`,
	} {
		t.Run(name, func(t *testing.T) {
			file, diags := spec.Parse("x.hcl", []byte(src+"\n"+minimalScenario))
			assert.Assert(t, !diags.HasErrors(), "%s", diags)
			_, diags = file.Scenarios(spec.Inputs{})
			assert.Assert(t, !diags.HasErrors(), "%s", diags)
		})
	}
}
