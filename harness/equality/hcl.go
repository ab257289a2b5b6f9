package equality

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// The operators == and != of all parsed expressions (Use).
var (
	OpEqual    = operator(Equal)
	OpNotEqual = operator(func(a, b cty.Value) cty.Value { return Equal(a, b).Not() })
)

func operator(compare func(a, b cty.Value) cty.Value) *hclsyntax.Operation {
	operand := function.Parameter{Type: cty.DynamicPseudoType, AllowUnknown: true, AllowDynamicType: true, AllowNull: true}
	return &hclsyntax.Operation{Type: cty.Bool, Impl: function.New(&function.Spec{
		Params: []function.Parameter{operand, operand},
		Type:   function.StaticReturnType(cty.Bool),
		Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return compare(args[0], args[1]), nil },
	})}
}

// Use replaces HCL's own operators == and != in an expression, or in all those of a body. The
// parser has no hook for operators, and HCL's variables are those of the whole program.
func Use(parsed hclsyntax.Node) {
	_ = hclsyntax.VisitAll(parsed, func(n hclsyntax.Node) hcl.Diagnostics {
		if b, ok := n.(*hclsyntax.BinaryOpExpr); ok {
			switch b.Op {
			case hclsyntax.OpEqual:
				b.Op = OpEqual
			case hclsyntax.OpNotEqual:
				b.Op = OpNotEqual
			}
		}
		return nil
	})
}

// ContainsFunc is the function contains. The other functions that compare first convert all
// elements to one type.
var ContainsFunc = function.New(&function.Spec{
	Description: "Whether a list, tuple or set has an element that equals the value.",
	Params: []function.Parameter{
		{Name: "list", Type: cty.DynamicPseudoType, AllowDynamicType: true},
		{Name: "value", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowNull: true, AllowUnknown: true},
	},
	Type: func(args []cty.Value) (cty.Type, error) {
		if t := args[0].Type(); t != cty.DynamicPseudoType && !isSequence(t) {
			return cty.NilType, function.NewArgErrorf(0, "a list, tuple or set is required")
		}
		return cty.Bool, nil
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		result := cty.False
		for it := args[0].ElementIterator(); it.Next(); {
			_, v := it.Element()
			if result = result.Or(Equal(v, args[1])); result.IsKnown() && result.True() {
				break
			}
		}
		return result, nil
	},
})
