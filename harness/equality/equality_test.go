package equality

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"gotest.tools/v3/assert"
)

var (
	one, a     = cty.NumberIntVal(1), cty.StringVal("a")
	unknownOne = cty.UnknownVal(cty.Number)
)

func tuple(all ...cty.Value) cty.Value { return cty.TupleVal(all) }

func list(all ...cty.Value) cty.Value { return cty.ListVal(all) }

func set(all ...cty.Value) cty.Value { return cty.SetVal(all) }

func TestEqual(t *testing.T) {
	b, two := cty.StringVal("b"), cty.NumberIntVal(2)
	object := cty.ObjectVal(map[string]cty.Value{"x": one})
	for name, c := range map[string]struct {
		left, right, want cty.Value
	}{
		"empty list and tuple":             {cty.ListValEmpty(cty.String), cty.EmptyTupleVal, cty.True},
		"empty lists of other types":       {cty.ListValEmpty(cty.String), cty.ListValEmpty(cty.Number), cty.True},
		"list and tuple":                   {list(a, b), tuple(a, b), cty.True},
		"another order":                    {list(a, b), tuple(b, a), cty.False},
		"another length":                   {list(a), tuple(a, a), cty.False},
		"set and tuple":                    {set(b, a), tuple(a, b), cty.True},
		"set and tuple in another order":   {set(a, b), tuple(b, a), cty.True},
		"set and a tuple with duplicates":  {set(a), tuple(a, a), cty.False},
		"set and list of other elements":   {set(a), list(b), cty.False},
		"sets":                             {set(one, two), set(two, one), cty.True},
		"set of lists and tuple of tuples": {set(list(b), list(a)), tuple(tuple(a), tuple(b)), cty.True},
		"set with null":                    {set(cty.NullVal(cty.String), a), tuple(a, cty.NullVal(cty.DynamicPseudoType)), cty.True},
		"map and object":                   {cty.MapVal(map[string]cty.Value{"x": one}), object, cty.True},
		"another value":                    {cty.MapVal(map[string]cty.Value{"x": two}), object, cty.False},
		"another name":                     {cty.MapVal(map[string]cty.Value{"y": one}), object, cty.False},
		"a name more":                      {cty.MapVal(map[string]cty.Value{"x": one, "y": one}), object, cty.False},
		"lists in an object": {
			cty.ObjectVal(map[string]cty.Value{"x": list(a)}), cty.ObjectVal(map[string]cty.Value{"x": tuple(a)}), cty.True,
		},
		"nulls in an object": {
			cty.ObjectVal(map[string]cty.Value{"x": cty.NullVal(cty.String)}), cty.ObjectVal(map[string]cty.Value{"x": cty.NullVal(cty.DynamicPseudoType)}), cty.True,
		},
		"number and text":                {one, cty.StringVal("1"), cty.False},
		"number and text in lists":       {list(one), tuple(cty.StringVal("1")), cty.False},
		"list and text":                  {list(a), a, cty.False},
		"list and map":                   {cty.ListValEmpty(cty.String), cty.MapValEmpty(cty.String), cty.False},
		"null and null":                  {cty.NullVal(cty.String), cty.NullVal(cty.DynamicPseudoType), cty.True},
		"null and empty list":            {cty.NullVal(cty.List(cty.String)), cty.EmptyTupleVal, cty.False},
		"unknown list":                   {cty.UnknownVal(cty.List(cty.String)), cty.EmptyTupleVal, unknown},
		"unknown list and null":          {cty.UnknownVal(cty.List(cty.String)), cty.NullVal(cty.DynamicPseudoType), unknown},
		"unknown list that is no null":   {cty.UnknownVal(cty.List(cty.String)).RefineNotNull(), cty.NullVal(cty.DynamicPseudoType), cty.False},
		"unknown list of another type":   {cty.UnknownVal(cty.List(cty.String)), tuple(one), cty.False},
		"unknown object of other names":  {cty.UnknownVal(cty.Object(map[string]cty.Type{"y": cty.Number})), object, cty.False},
		"unknown element":                {tuple(unknownOne, a), tuple(one, a), unknown},
		"unknown and different elements": {tuple(unknownOne, a), tuple(one, b), cty.False},
		"unknown and another length":     {tuple(unknownOne), tuple(one, one), cty.False},
		"unknown element of a set":       {cty.SetVal([]cty.Value{unknownOne}), tuple(one), unknown},
		"unknown value in an object":     {cty.ObjectVal(map[string]cty.Value{"x": unknownOne}), object, unknown},
		"unknown number":                 {unknownOne, one, unknown},
		"dynamic":                        {cty.DynamicVal, list(a), unknown},
	} {
		t.Run(name, func(t *testing.T) {
			for _, got := range []cty.Value{Equal(c.left, c.right), Equal(c.right, c.left)} {
				assert.Assert(t, got.RawEquals(c.want), "%#v", got)
			}
		})
	}
}

func TestPossible(t *testing.T) {
	for name, c := range map[string]struct {
		left, right cty.Type
		want        bool
	}{
		"lists, both may be empty":     {cty.List(cty.String), cty.List(cty.Number), true},
		"maps, both may be empty":      {cty.Map(cty.String), cty.Map(cty.Number), true},
		"list and tuple":               {cty.List(cty.String), cty.Tuple([]cty.Type{cty.String}), true},
		"list and tuple of numbers":    {cty.List(cty.String), cty.Tuple([]cty.Type{cty.Number}), false},
		"tuples of different lengths":  {cty.EmptyTuple, cty.Tuple([]cty.Type{cty.Number}), false},
		"set and list of lists":        {cty.Set(cty.List(cty.String)), cty.Tuple([]cty.Type{cty.EmptyTuple}), true},
		"list and text":                {cty.List(cty.String), cty.String, false},
		"list and map":                 {cty.List(cty.String), cty.Map(cty.String), false},
		"bool and text":                {cty.Bool, cty.String, false},
		"map and object":               {cty.Map(cty.String), cty.Object(map[string]cty.Type{"x": cty.Number}), false},
		"objects of different names":   {cty.Object(map[string]cty.Type{"y": cty.Number}), cty.Object(map[string]cty.Type{"x": cty.Number}), false},
		"objects with a list, a tuple": {cty.Object(map[string]cty.Type{"x": cty.EmptyTuple}), cty.Object(map[string]cty.Type{"x": cty.List(cty.Bool)}), true},
		"dynamic":                      {cty.DynamicPseudoType, cty.Bool, true},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, Possible(c.left, c.right), c.want)
			assert.Equal(t, Possible(c.right, c.left), c.want)
		})
	}
}

// Wherever an expression compares, it follows Equal.
func TestUse(t *testing.T) {
	hclCtx := &hcl.EvalContext{
		Variables: map[string]cty.Value{"list": list(a), "none": cty.ListValEmpty(cty.String)},
		Functions: map[string]function.Function{"contains": ContainsFunc},
	}
	for _, src := range []string{
		`list == ["a"]`,
		`!(list != ["a"])`,
		`{ x = none } == { x = [] }`,
		`list == ["a"] ? true : false`,
		`[for x in [list] : "equal" if x == ["a"]] == ["equal"]`,
		`{ for x in ["a"] : x => list == [x] }["a"]`,
		`"is ${list == ["a"]}" == "is true"`,
		`"%{if list == ["a"]}yes%{endif}" == "yes"`,
		`[[list == ["a"]]][0][0]`,
		`contains([["a"], ["b"]], list)`,
		`!contains([["b"]], list)`,
		`contains([null], null) && !contains([1], "1")`,
	} {
		expr, diags := hclsyntax.ParseExpression([]byte(src), "", hcl.InitialPos)
		assert.Assert(t, !diags.HasErrors(), "%s: %s", src, diags)
		Use(expr)
		v, diags := expr.Value(hclCtx)
		assert.Assert(t, !diags.HasErrors(), "%s: %s", src, diags)
		assert.Assert(t, v.RawEquals(cty.True), "%s is %#v", src, v)
	}
}
