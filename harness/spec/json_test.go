package spec

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"
)

// attributeX returns the expression of the attribute x of a file in the JSON form.
func attributeX(t *testing.T, src string) (*File, hcl.Expression) {
	t.Helper()
	f, parsed, diags := parseSyntax("x.hcl.json", []byte(src))
	assert.Assert(t, !diags.HasErrors(), diags)
	attributes, diags := parsed.Body.JustAttributes()
	assert.Assert(t, !diags.HasErrors(), diags)
	return f, attributes["x"].Expr
}

func TestJSONExpressionsHaveTheirValues(t *testing.T) {
	hclCtx := &hcl.EvalContext{
		Variables: map[string]cty.Value{"list": cty.ListVal([]cty.Value{cty.StringVal("a")})},
	}
	for src, want := range map[string]cty.Value{
		`{"x": null}`:                         cty.NullVal(cty.DynamicPseudoType),
		`{"x": 1.5}`:                          cty.NumberFloatVal(1.5),
		`{"x": "text, \"quoted\""}`:           cty.StringVal(`text, "quoted"`),
		`{"x": "$${list}"}`:                   cty.StringVal("${list}"),
		`{"x": "the ${list[0]}"}`:             cty.StringVal("the a"),
		`{"x": []}`:                           cty.EmptyTupleVal,
		`{"x": {}}`:                           cty.EmptyObjectVal,
		`{"x": "${list == [\"a\"]}"}`:         cty.True,
		`{"x": ["${list != [\"a\"]}", true]}`: cty.TupleVal([]cty.Value{cty.False, cty.True}),
		`{"x": {"is ${list[0]}": "${list == [\"b\"]}"}}`: cty.ObjectVal(map[string]cty.Value{"is a": cty.False}),
	} {
		f, expr := attributeX(t, src)
		v, diags := expr.Value(hclCtx)
		assert.Assert(t, !diags.HasErrors(), "%s: %s", src, diags)
		assert.Assert(t, v.RawEquals(want), "%s is %#v", src, v)
		text := string(f.Slice(expr.Range()))
		assert.Equal(t, `{"x": `+text+"}", src)
	}
}

func TestJSONExpressionsReportMistakes(t *testing.T) {
	for src, want := range map[string]string{
		`{"x": ["${", "${list"]}`:         "Missing expression",
		`{"x": {"a": 1, "b": 2, "a": 3}}`: "Duplicate object attribute",
		`{"x": "${none}"}`:                "Unknown variable",
	} {
		_, expr := attributeX(t, src)
		_, diags := expr.Value(&hcl.EvalContext{Variables: map[string]cty.Value{}})
		assert.Assert(t, diags.HasErrors(), src)
		assert.Equal(t, diags[0].Summary, want, src)
	}
}
