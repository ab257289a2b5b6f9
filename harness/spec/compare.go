package spec

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/equality"
)

// Comparison is a comparison of two values in an expression.
type Comparison struct {
	*hclsyntax.BinaryOpExpr
	Range hcl.Range
}

// Comparisons lists the comparisons in an expression: those by ==, !=, <, <=, > and >=.
func Comparisons(expr hcl.Expression) []Comparison {
	var all []Comparison
	VisitExpressions(expr, func(n hclsyntax.Node) {
		if b, ok := n.(*hclsyntax.BinaryOpExpr); ok && compares(b.Op) {
			all = append(all, Comparison{b, placeOf(b.SrcRange, expr)})
		}
	})
	return all
}

// VisitExpressions calls visit for an expression and each one in it. Literal values and plain
// variables, which most expressions are and which nothing is in, are left out.
func VisitExpressions(expr hcl.Expression, visit func(hclsyntax.Node)) {
	switch native := expr.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr:
	case hclsyntax.Expression:
		_ = hclsyntax.VisitAll(native, func(n hclsyntax.Node) hcl.Diagnostics {
			visit(n)
			return nil
		})
	}
}

// placeOf returns a place in an attribute's expression, or that of the whole in JSON, where
// places within a text are not those in the file.
func placeOf(inner hcl.Range, expr hcl.Expression) hcl.Range {
	if at := expr.Range(); IsJSON(at.Filename) {
		return at
	}
	return inner
}

func compares(op *hclsyntax.Operation) bool {
	switch op {
	case equality.OpEqual, equality.OpNotEqual, hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual, hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual:
		return true
	default:
		return false
	}
}

// IsEquality reports whether the comparison is by == or !=.
func (c Comparison) IsEquality() bool {
	return c.Op == equality.OpEqual || c.Op == equality.OpNotEqual
}

// Summary returns the summary of the error that the two sides are never equal.
func (c Comparison) Summary() string {
	if c.Op == equality.OpNotEqual {
		return "Comparison that is always true"
	}
	return "Comparison that is never true"
}

// CheckComparisons reports comparisons of values that are never equal, whatever they are, if
// their types are known before the run.
func (b *Budget) CheckComparisons(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	var diags hcl.Diagnostics
	VisitExpressions(expr, func(n hclsyntax.Node) {
		switch n := n.(type) {
		case *hclsyntax.BinaryOpExpr:
			if c := (Comparison{n, placeOf(n.SrcRange, expr)}); c.IsEquality() {
				diags = append(diags, b.checkEquality(c, hclCtx)...)
			}
		case *hclsyntax.FunctionCallExpr:
			if n.Name == "contains" && len(n.Args) == 2 {
				diags = append(diags, b.checkContains(n, placeOf(n.Range(), expr), hclCtx)...)
			}
		}
	})
	return diags
}

// checkEquality reports a comparison whose sides can never be equal.
func (b *Budget) checkEquality(c Comparison, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	left, known := b.valueOf(c.LHS, hclCtx)
	right, alsoKnown := b.valueOf(c.RHS, hclCtx)
	if !known || !alsoKnown || !NeverEqual(left, right, c.LHS, c.RHS) {
		return nil
	}
	return hcl.Diagnostics{Errorf(c.Range, c.Summary(), "The left side is %s and the right side %s, which are never equal.%s", DescribeType(left), DescribeType(right), conversionHint(left, right))}
}

// checkContains reports a call of contains for a value that no element can equal.
func (b *Budget) checkContains(call *hclsyntax.FunctionCallExpr, at hcl.Range, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	list, known := b.valueOf(call.Args[0], hclCtx)
	value, alsoKnown := b.valueOf(call.Args[1], hclCtx)
	if !known || !alsoKnown || isNull(value) || equality.PossibleElement(list.Type(), value.Type()) || typesVary(list, value, call) {
		return nil
	}
	return hcl.Diagnostics{Errorf(at, "Comparison that is never true", "The list is %s and the value %s, which no element can equal.", DescribeType(list), DescribeType(value))}
}

// NeverEqual reports whether the values of two expressions can never be equal, whatever they
// turn out to be.
func NeverEqual(left, right cty.Value, exprs ...hcl.Expression) bool {
	return !isNull(left) && !isNull(right) && !equality.Possible(left.Type(), right.Type()) && !typesVary(left, right, exprs...)
}

func isNull(v cty.Value) bool { return v.IsKnown() && v.IsNull() }

// typesVary reports whether known values may have other types the next time, because their
// expressions depend on the arguments of a call or on the round of a repeat. The length of a
// list and the attributes of an object belong to their types, and vary with variables too.
func typesVary(left, right cty.Value, exprs ...hcl.Expression) bool {
	if !left.IsKnown() || !right.IsKnown() {
		return false
	}
	inputs := []string{"arg", "each"}
	if !left.Type().IsPrimitiveType() || !right.Type().IsPrimitiveType() {
		inputs = append(inputs, "var", "local")
	}
	return slices.ContainsFunc(exprs, func(expr hcl.Expression) bool {
		return slices.ContainsFunc(expr.Variables(), func(ref hcl.Traversal) bool { return slices.Contains(inputs, ref.RootName()) })
	})
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

// DescribeType names the type of a value as authors know it, with an article.
func DescribeType(v cty.Value) string {
	switch t := v.Type(); {
	case t.IsTupleType():
		var types []string
		for _, e := range t.TupleElementTypes() {
			types = append(types, e.FriendlyName())
		}
		return fmt.Sprintf("[%s]", strings.Join(types, ", "))
	case t.IsObjectType() && len(t.AttributeTypes()) > 0:
		return "an object with " + strings.Join(slices.Sorted(maps.Keys(t.AttributeTypes())), ", ")
	default:
		return "a " + t.FriendlyName()
	}
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
