package spec

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Comparison is one side of an operator beside the other one.
type Comparison struct {
	*hclsyntax.BinaryOpExpr
	Range hcl.Range
}

// Comparisons lists those in an expression: by ==, !=, <, <=, > and >=.
func Comparisons(expr hcl.Expression) []Comparison {
	var all []Comparison
	collect := func(node hclsyntax.Node, place func(hcl.Range) hcl.Range) {
		_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
			if b, ok := n.(*hclsyntax.BinaryOpExpr); ok && compares(b.Op) {
				all = append(all, Comparison{b, place(b.SrcRange)})
			}
			return nil
		})
	}
	switch node := expr.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr: // most expressions are one of these
	case hclsyntax.Node:
		collect(node, func(at hcl.Range) hcl.Range { return at })
	default:
		for _, template := range templatesOf(expr) {
			collect(template, func(hcl.Range) hcl.Range { return expr.Range() })
		}
	}
	return all
}

func compares(op *hclsyntax.Operation) bool {
	switch op {
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual, hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual, hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual:
		return true
	default:
		return false
	}
}

// templatesOf are the texts of an expression of HCL's JSON form that are more than a text.
func templatesOf(expr hcl.Expression) []hclsyntax.Expression {
	var all []hclsyntax.Expression
	v, _ := expr.Value(nil) // without a context nothing is evaluated: texts come as they are
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			if template, diags := hclsyntax.ParseTemplate([]byte(v.AsString()), "", hcl.InitialPos); !diags.HasErrors() {
				all = append(all, template)
			}
		}
		return true, nil
	})
	return all
}

// ForEquality tells whether the comparison asks if two values are the same.
func (c Comparison) ForEquality() bool {
	return c.Op == hclsyntax.OpEqual || c.Op == hclsyntax.OpNotEqual
}

// Outcome is the summary of the mistake that the two sides are never the same.
func (c Comparison) Outcome() string {
	if c.Op == hclsyntax.OpNotEqual {
		return "Comparison that is always true"
	}
	return "Comparison that is never true"
}

// Incomparable finds values of two types that HCL never takes for equal, where both
// types are known before anything runs.
func (b *Budget) Incomparable(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, c := range Comparisons(expr) {
		if !c.ForEquality() {
			continue
		}
		left, known := b.valueOf(c.LHS, hclCtx)
		right, alsoKnown := b.valueOf(c.RHS, hclCtx)
		l, r := left.Type(), right.Type()
		switch {
		case !known || !alsoKnown || !l.IsPrimitiveType() || !r.IsPrimitiveType() || l.Equals(r):
		case left.IsKnown() && right.IsKnown() && differsByCall(c): // it asks which case this is
		default:
			diags = append(diags, Errorf(c.Range, c.Outcome(), "The left side is a %s and the right side a %s, which are never the same.%s", l.FriendlyName(), r.FriendlyName(), instead(left, right)))
		}
	}
	return diags
}

// valueOf is the value of one side, unless it has mistakes that others tell of.
func (b *Budget) valueOf(expr hcl.Expression, hclCtx *hcl.EvalContext) (cty.Value, bool) {
	if b.Affordable(expr, hclCtx).HasErrors() {
		return cty.DynamicVal, false
	}
	v, diags := expr.Value(hclCtx)
	return v, !diags.HasErrors()
}

// differsByCall tells whether a side is what a call or a round gives, which may be of
// another type the next time.
func differsByCall(c Comparison) bool {
	for _, ref := range append(c.LHS.Variables(), c.RHS.Variables()...) {
		if root := ref.RootName(); root == "arg" || root == "each" {
			return true
		}
	}
	return false
}

// instead says how to write the value that is known, so that it can be compared.
func instead(left, right cty.Value) string {
	for _, side := range [][2]cty.Value{{left, right}, {right, left}} {
		v, other := side[0], side[1]
		if !v.IsKnown() || v.IsNull() {
			continue
		}
		switch {
		case v.Type() == cty.Number && other.Type() == cty.String:
			return " Write " + strconv.Quote(v.AsBigFloat().Text('f', -1)) + "."
		case v.Type() == cty.Bool && other.Type() == cty.String:
			return " Write " + strconv.Quote(strconv.FormatBool(v.True())) + "."
		case v.Type() == cty.String && other.Type() != cty.String:
			return " Write a " + other.Type().FriendlyName() + " in place of " + strconv.Quote(shortened(v.AsString(), longestName)) + "."
		}
	}
	return ""
}
