package harness

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"
)

type namedPart struct {
	ForEach cty.Value `hcl:"for_each,optional"`
	Name    string    `hcl:"name"`
}

// decodeParts decodes the parts that a block stands for; list is what its for_each refers to.
func decodeParts(t *testing.T, body string, list cty.Value) ([]string, hcl.Diagnostics) {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte("part {\n"+body+"\n}"), "", hcl.InitialPos)
	assert.Assert(t, !diags.HasErrors(), "%s", diags)
	content, diags := f.Body.Content(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "part"}}})
	assert.Assert(t, !diags.HasErrors(), "%s", diags)
	hclCtx := &hcl.EvalContext{Variables: map[string]cty.Value{"list": list}}
	parts, diags := decodeAll(content.Blocks[0], Kind[any]{New: func() any { return &namedPart{} }}, hclCtx, nil)
	var names []string
	for _, p := range parts {
		names = append(names, p.(*namedPart).Name)
	}
	return names, diags
}

func TestForEachStandsForSeveralParts(t *testing.T) {
	ab := cty.TupleVal([]cty.Value{cty.StringVal("a"), cty.StringVal("b")})
	for body, want := range map[string][]string{
		"name = \"x\"": {"x"},
		"for_each = list\nname = \"${each.index}${each.value}\"":                     {"0a", "1b"},
		"for_each = { y = \"c\", x = \"d\" }\nname = \"${each.index}${each.value}\"": {"0d", "1c"},
		"for_each = []\nname = each.value":                                           nil,
	} {
		names, diags := decodeParts(t, body, ab)
		assert.Assert(t, !diags.HasErrors(), "%s", diags)
		assert.DeepEqual(t, names, want)
	}
}

// A list without a value must not become a transaction without its operations.
func TestForEachDemandsAValue(t *testing.T) {
	for want, list := range map[string]cty.Value{"has no value yet": cty.DynamicVal, "A list or a map is wanted": cty.NullVal(cty.List(cty.String))} {
		_, diags := decodeParts(t, "for_each = list\nname = \"x\"", list)
		assert.ErrorContains(t, diags, want)
	}
}
