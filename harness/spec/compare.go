package spec

import (
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Comparison is a comparison of two values in an expression.
type Comparison struct {
	*hclsyntax.BinaryOpExpr
	Range hcl.Range
}

// Comparisons lists the comparisons in an expression: those by ==, !=, <, <=, > and >=.
func Comparisons(expr hcl.Expression) []Comparison {
	var all []Comparison
	_, isNative := expr.(hclsyntax.Expression)
	for _, native := range NativeExpressions(expr) {
		_ = hclsyntax.VisitAll(native, func(n hclsyntax.Node) hcl.Diagnostics {
			if b, ok := n.(*hclsyntax.BinaryOpExpr); ok && compares(b.Op) {
				at := expr.Range() // places within a text of JSON are not those in the file
				if isNative {
					at = b.SrcRange
				}
				all = append(all, Comparison{b, at})
			}
			return nil
		})
	}
	return all
}

// NativeExpressions returns the expressions of HCL's native syntax that an expression
// consists of: itself, or the templates that the texts of one in the JSON form are.
// Literal values and plain variables, which nothing is in, are left out.
func NativeExpressions(expr hcl.Expression) []hclsyntax.Expression {
	switch native := expr.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr: // most expressions are one of these
		return nil
	case hclsyntax.Expression:
		return []hclsyntax.Expression{native}
	default:
		return templatesIn(expr)
	}
}

func compares(op *hclsyntax.Operation) bool {
	switch op {
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual, hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual, hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual:
		return true
	default:
		return false
	}
}

// templatesIn returns the templates in the texts of an expression in HCL's JSON form, and in
// the names of its properties.
func templatesIn(expr hcl.Expression) []hclsyntax.Expression {
	var all []hclsyntax.Expression
	add := func(text string) {
		if template, diags := hclsyntax.ParseTemplate([]byte(text), "", hcl.InitialPos); !diags.HasErrors() {
			all = append(all, template)
		}
	}
	v, _ := expr.Value(nil) // without a context templates are not evaluated but returned as strings
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		switch t := v.Type(); {
		case t.IsObjectType():
			for _, name := range slices.Sorted(maps.Keys(t.AttributeTypes())) {
				add(name)
			}
		case t == cty.String && v.IsKnown() && !v.IsNull():
			add(v.AsString())
		}
		return true, nil
	})
	return all
}

// IsEquality reports whether the comparison is by == or !=.
func (c Comparison) IsEquality() bool {
	return c.Op == hclsyntax.OpEqual || c.Op == hclsyntax.OpNotEqual
}

// Summary returns the summary of the error that the two sides are never equal.
func (c Comparison) Summary() string {
	if c.Op == hclsyntax.OpNotEqual {
		return "Comparison that is always true"
	}
	return "Comparison that is never true"
}

// CheckComparisons reports comparisons of values of two types that are never equal in HCL, if
// both types are known before the run.
func (b *Budget) CheckComparisons(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, c := range Comparisons(expr) {
		if !c.IsEquality() {
			continue
		}
		left, known := b.valueOf(c.LHS, hclCtx)
		right, alsoKnown := b.valueOf(c.RHS, hclCtx)
		l, r := left.Type(), right.Type()
		switch {
		case !known || !alsoKnown || !l.IsPrimitiveType() || !r.IsPrimitiveType() || l.Equals(r):
		case left.IsKnown() && right.IsKnown() && differsByCall(c): // it distinguishes calls or rounds
		default:
			diags = append(diags, Errorf(c.Range, c.Summary(), "The left side is a %s and the right side a %s, which are never equal.%s", l.FriendlyName(), r.FriendlyName(), conversionHint(left, right)))
		}
	}
	return diags
}

// valueOf returns the value of one side, or false if it has errors, which are reported
// elsewhere.
func (b *Budget) valueOf(expr hcl.Expression, hclCtx *hcl.EvalContext) (cty.Value, bool) {
	if b.CheckSize(expr, hclCtx).HasErrors() {
		return cty.DynamicVal, false
	}
	v, diags := expr.Value(hclCtx)
	return v, !diags.HasErrors()
}

// differsByCall reports whether a side depends on the arguments of a call or on the round of a
// repeat, so that it may have another type the next time.
func differsByCall(c Comparison) bool {
	for _, ref := range append(c.LHS.Variables(), c.RHS.Variables()...) {
		if root := ref.RootName(); root == "arg" || root == "each" {
			return true
		}
	}
	return false
}

// conversionHint returns advice on writing the known value so that it can be compared.
func conversionHint(left, right cty.Value) string {
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
			return " Write a " + other.Type().FriendlyName() + " in place of " + strconv.Quote(truncate(v.AsString(), maxNameLength)) + "."
		}
	}
	return ""
}
