package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// evaluate evaluates an expression that may call the functions of every file; unknown is a bool
// that is not known.
func evaluate(t *testing.T, text string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	expr, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	assert.Assert(t, !diags.HasErrors(), "%s", diags)
	return expr.Value(&hcl.EvalContext{Functions: spec.Functions(""), Variables: map[string]cty.Value{"unknown": cty.UnknownVal(cty.Bool)}})
}

func TestFunctions(t *testing.T) {
	for text, want := range map[string]cty.Value{
		`strrepeat("ab", 3)`:                        cty.StringVal("ababab"),
		`strrepeat("ab", 0)`:                        cty.StringVal(""),
		`strrepeat("", 1000000000000)`:              cty.StringVal(""),
		`alltrue([])`:                               cty.True,
		`alltrue([true, "true"])`:                   cty.True,
		`alltrue([true, null])`:                     cty.False,
		`alltrue([true, unknown])`:                  cty.UnknownVal(cty.Bool),
		`alltrue([unknown, false])`:                 cty.False,
		`anytrue([])`:                               cty.False,
		`anytrue([null, false])`:                    cty.False,
		`anytrue([unknown, false])`:                 cty.UnknownVal(cty.Bool),
		`anytrue([unknown, true])`:                  cty.True,
		`startswith("hello", "he")`:                 cty.True,
		`startswith("hello", "lo")`:                 cty.False,
		`endswith("hello", "lo")`:                   cty.True,
		`endswith("hello", "he")`:                   cty.False,
		`strcontains("hello", "ell")`:               cty.True,
		`strcontains("hello", "elo")`:               cty.False,
		`regex("[a-z]+", "53 abc")`:                 cty.StringVal("abc"),
		`regex("(\\d)-(\\d)", "1-2")`:               cty.TupleVal([]cty.Value{cty.StringVal("1"), cty.StringVal("2")}),
		`regex("(?P<epoch>\\d)", "1").epoch`:        cty.StringVal("1"),
		`round(2.5)`:                                cty.NumberIntVal(3),
		`round(-2.5)`:                               cty.NumberIntVal(-3),
		`round(-0.4)`:                               cty.Zero,
		`"${round(2.675, 2)} ${round(1 / 3, 3)}"`:   cty.StringVal("2.68 0.333"),
		`round(1234567890123456789012345, 2)`:       cty.MustParseNumberVal("1234567890123456789012345"),
		`"${round("1.005", 2)} ${round(1e-30, 5)}"`: cty.StringVal("1.01 0"),
	} {
		t.Run(text, func(t *testing.T) {
			got, diags := evaluate(t, text)
			assert.Assert(t, !diags.HasErrors(), "%s", diags)
			assert.Assert(t, got.RawEquals(want), "%#v", got)
		})
	}
}

func TestFunctionsRejectWrongArguments(t *testing.T) {
	for text, want := range map[string]string{
		`strrepeat("a", -1)`:       "a whole number of 0 or more is required",
		`strrepeat("a", 1.5)`:      "a whole number of 0 or more is required",
		`strrepeat("ab", 4000000)`: "the result would have more than 4 MB",
		`alltrue("true")`:          "list of bool required",
		`anytrue([1])`:             "bool required, but have number",
		`startswith(null, "a")`:    "argument must not be null",
		`regex("(", "a")`:          "invalid regexp pattern",
		`regex("b", "a")`:          "pattern did not match",
		`round(1.5, 21)`:           "a whole number from 0 to 20 is required",
		`round(1.5, 0.5)`:          "a whole number from 0 to 20 is required",
		`round(1.5, 1, 1)`:         "at most one number of digits is expected",
		`format("%01000d", 1)`:     "a width of more than three digits",
		`format("%.1000f", 1)`:     "a width of more than three digits",
		`format("%%%d%-1000s", 1)`: "a width of more than three digits",
		`format("%.*f", 1, 1)`:     "a width of more than three digits",
	} {
		t.Run(text, func(t *testing.T) {
			_, diags := evaluate(t, text)
			assert.ErrorContains(t, diags, want)
		})
	}
}

func TestFormatTakesWidthsOfThreeDigits(t *testing.T) {
	for text, length := range map[string]int{`format("%0199d", 0)`: 199, `format("%-0999s", "a")`: 999, `format("%.0999f", 0)`: 1001, `format("%%1000d")`: 6} {
		got, diags := evaluate(t, text)
		assert.Assert(t, !diags.HasErrors(), "%s: %s", text, diags)
		assert.Equal(t, len(got.AsString()), length, text)
	}
}

// The estimate of a size is an upper bound, and for usual texts not more than twice the size.
func TestEstimatesAreNearTheSize(t *testing.T) {
	const limit = 4 << 20
	line := strings.Repeat("-", 100)
	for name, c := range map[string]struct {
		text string // with a number of repetitions
		each int    // bytes that each of them adds
	}{
		"join":           {`join("", [for i in range(1000) : strrepeat("` + line + `", %d)])`, 100_000},
		"join of others": {`join("` + line + `", [for i in range(1000) : strrepeat("x", %d)])`, 1000},
		"format":         {`[for i in range(1000) : format("%%s%%s", "` + line + `", strrepeat("x", 100 * %d))]`, 100_000},
		"replace":        {`replace(strrepeat("a", 100000), "a", strrepeat("b", %d))`, 100_000},
		"template":       {`[for i in range(1000) : "${i}-${strrepeat("` + line + `", %d)}"]`, 100_000},
		"splat":          {`[for i in range(1000) : { a = strrepeat("x", 100 * %d) }][*].a`, 100_000},
	} {
		t.Run(name, func(t *testing.T) {
			accepted := func(n int) bool {
				file, diags := spec.Parse("x.hcl", fmt.Appendf(nil, "locals { x = "+c.text+" }\n"+minimalScenario, n))
				assert.Assert(t, !diags.HasErrors(), "%s", diags)
				_, diags = file.Scenarios(spec.Inputs{})
				return !diags.HasErrors()
			}
			assert.Assert(t, accepted(limit/c.each/2-1), "half of the limit is refused")
			assert.Assert(t, !accepted(limit/c.each+1), "more than the limit is accepted")
		})
	}
}
