package spec

import (
	"math"
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// estimate computes upper bounds of the sizes of values, in bytes and elements. A size is a
// float because it cannot overflow; above the limit it may be infinite.
type estimate struct {
	hclCtx *hcl.EvalContext
	work   *float64           // cost of the estimate itself so far
	loops  map[string]float64 // sizes of the variables of for expressions whose values are not known
}

const (
	baseSize = 16 // size of a number, a bool or an unknown value

	// quotientSize is the length of a quotient such as 1 / 3 as text: HCL keeps 512 bits of it.
	quotientSize = 160
)

func (e estimate) of(expr hcl.Expression) float64 {
	if *e.work += baseSize; *e.work > maxValue {
		return math.Inf(1)
	}
	expr = unwrap(expr)
	switch x := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.size(x.Val)
	case *hclsyntax.TemplateExpr:
		return e.sum(x.Parts)
	case *hclsyntax.TupleConsExpr:
		return e.sum(x.Exprs)
	case *hclsyntax.ObjectConsExpr:
		n := float64(baseSize)
		for _, item := range x.Items {
			n += e.of(item.KeyExpr) + e.of(item.ValueExpr)
		}
		return n
	case *hclsyntax.ConditionalExpr:
		return e.of(x.Condition) + e.of(x.TrueResult) + e.of(x.FalseResult)
	case *hclsyntax.BinaryOpExpr:
		n := e.number(x.LHS) + e.number(x.RHS)
		if x.Op == hclsyntax.OpDivide {
			n += quotientSize
		}
		return n
	case *hclsyntax.UnaryOpExpr:
		return e.number(x.Val)
	case *hclsyntax.IndexExpr:
		if _, ok := x.Collection.(*hclsyntax.ScopeTraversalExpr); ok { // reading it costs nothing
			return e.element(x.Collection) + e.of(x.Key)
		}
		return e.of(x.Collection) + e.of(x.Key)
	case *hclsyntax.SplatExpr: // the results are parts of the source
		return e.of(x.Source) + e.count(x.Source)*e.of(x.Each)
	case *hclsyntax.ForExpr:
		return e.forExpr(x)
	case *hclsyntax.FunctionCallExpr:
		return e.call(x)
	case *hclsyntax.ScopeTraversalExpr:
		return e.traversal(x.Traversal)
	default: // *hclsyntax.AnonSymbolExpr and *hclsyntax.ExprSyntaxError
		return baseSize
	}
}

// unwrap returns the inner expression that determines the size of an expression.
func unwrap(expr hcl.Expression) hcl.Expression {
	switch x := expr.(type) {
	case *hclsyntax.TemplateWrapExpr:
		return unwrap(x.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return unwrap(x.Tuple)
	case *hclsyntax.ParenthesesExpr:
		return unwrap(x.Expression)
	case *hclsyntax.ObjectConsKeyExpr:
		return unwrap(x.Wrapped)
	case *hclsyntax.RelativeTraversalExpr:
		return unwrap(x.Source)
	default:
		return expr
	}
}

func (e estimate) sum(all []hclsyntax.Expression) float64 {
	n := float64(baseSize)
	for _, expr := range all {
		n += e.of(expr)
	}
	return n
}

// value returns the value of an expression, unless it is not known or too large.
func (e estimate) value(expr hcl.Expression) (cty.Value, bool) {
	n := e.of(expr)
	if *e.work += n / baseSize; n > maxValue || *e.work > maxValue {
		return cty.NilVal, false
	}
	v, diags := expr.Value(e.hclCtx)
	return v, !diags.HasErrors() && v.IsWhollyKnown() && !v.IsNull()
}

// collection returns the value of an expression that is a known collection.
func (e estimate) collection(expr hcl.Expression) (cty.Value, bool) {
	v, known := e.value(expr)
	return v, known && v.CanIterateElements()
}

// count returns how many elements a collection can have.
func (e estimate) count(expr hcl.Expression) float64 {
	if v, known := e.collection(expr); known {
		return float64(v.LengthInt())
	}
	return max(e.of(expr)/baseSize, 1)
}

// element returns the size of the largest element or key of a collection. For other values, and
// collections that are not known well enough, it is the size of the whole.
func (e estimate) element(expr hcl.Expression) float64 {
	v, known := e.collection(expr)
	if !known {
		return e.of(expr)
	}
	largest := float64(baseSize)
	for it := v.ElementIterator(); it.Next(); {
		key, inner := it.Element()
		largest = max(largest, e.size(key), e.size(inner))
	}
	return largest
}

// number returns the size of an expression that HCL converts to a number: a string of a few
// characters can be a number of a billion digits.
func (e estimate) number(expr hcl.Expression) float64 {
	n := e.of(expr)
	if n > maxValue || *e.work > maxValue {
		return math.Inf(1)
	}
	switch unwrap(expr).(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.BinaryOpExpr, *hclsyntax.UnaryOpExpr:
		return n // a number or a bool already
	}
	*e.work += n / baseSize
	v, _ := expr.Value(e.hclCtx)
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			if number, err := convert.Convert(v, cty.Number); err == nil {
				n += e.size(number)
			}
		}
		return true, nil
	})
	return n
}

func (e estimate) traversal(path hcl.Traversal) float64 {
	if n, ok := e.loops[path.RootName()]; ok {
		return n
	}
	for hclCtx := e.hclCtx; hclCtx != nil; hclCtx = hclCtx.Parent() {
		if _, ok := hclCtx.Variables[path.RootName()]; !ok {
			continue
		}
		v, diags := path.TraverseAbs(e.hclCtx)
		if diags.HasErrors() {
			return baseSize
		}
		return e.size(v)
	}
	return baseSize
}

// size returns the bytes of all strings in a value, and baseSize for each value in it.
func (e estimate) size(v cty.Value) float64 {
	n := 0.0
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		*e.work += baseSize
		n += baseSize
		if v.IsKnown() && !v.IsNull() {
			switch v.Type() {
			case cty.String:
				n += float64(len(v.AsString()))
			case cty.Number:
				n += digits(v.AsBigFloat())
			}
		}
		return *e.work <= maxValue, nil
	})
	return n
}

// digits returns the cost of formatting a number. HCL does this without an exponent, which
// takes time proportional to the square of the number of digits.
func digits(number *big.Float) float64 {
	bits := float64(number.MantExp(nil)) / 8
	n := bits * bits
	if !number.IsInt() {
		n += float64(number.MinPrec()) * math.Log10(2)
	}
	return n
}
