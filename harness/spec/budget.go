package spec

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// A file may come from an untrusted pull request, so the values that a few lines can expand to
// are limited. HCL evaluates and parses recursively, without a limit.
const (
	maxValue  = 4 << 20  // size of the value of an expression, in bytes and elements
	maxEffort = 32 << 20 // cost of evaluating and compiling a file, in the same unit

	// Costs of work other than values, in the same unit.
	perBlock    = 500  // decoding a block
	perScenario = 2000 // a scenario, and each of its controls, which evaluates the file again
)

// Budget limits the cost of loading one file with all its scenarios, controls, repetitions and
// calls.
type Budget struct {
	spent float64
	over  hcl.Diagnostics // set when the budget is used up: the only error from then on
}

// Spend adds a cost, in bytes and elements of values. It returns an error at the given place
// when the budget is used up, and the same error from then on.
func (b *Budget) Spend(cost float64, at hcl.Range) hcl.Diagnostics {
	b.spent += cost
	if b.over == nil && (b.spent > maxEffort || math.IsNaN(b.spent)) {
		b.over = hcl.Diagnostics{Errorf(at, "Scenario file too complex", "All its values, scenarios, controls, repetitions and calls together exceed the limit for one file; nothing is checked from here on.")}
	}
	return b.over
}

// SpendBlock adds the cost of decoding or compiling a block, as Spend does.
func (b *Budget) SpendBlock(at hcl.Range) hcl.Diagnostics { return b.Spend(perBlock, at) }

// CheckSize returns an error if the value of an expression could become too large, without
// evaluating the expression. It adds the estimated cost of the value.
func (b *Budget) CheckSize(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	if b.over != nil {
		return b.over
	}
	at, work := expr.Range(), 0.0
	n := estimate{hclCtx, &work}.of(expr)
	switch {
	case work > maxValue || math.IsNaN(n):
		n = math.Inf(1)
		fallthrough
	case n > maxValue:
		size := "be too large to estimate"
		if n < 1e12 {
			size = fmt.Sprintf("have about %.0f MB", max(n/1e6, 5))
		}
		_ = b.Spend(work, at)
		return hcl.Diagnostics{Errorf(at, "Value too large", "The value of this expression may %s; at most %d MB are allowed.", size, maxValue>>20)}
	}
	return b.Spend(n+work+float64(at.End.Byte-at.Start.Byte), at)
}

// decodeBody calls gohcl.DecodeBody after checking the size of all values.
func (b *Budget) decodeBody(body hcl.Body, hclCtx *hcl.EvalContext, target any) hcl.Diagnostics {
	if diags := b.SpendBlock(body.MissingItemRange()); diags.HasErrors() {
		return diags
	}
	schema, _ := gohcl.ImpliedBodySchema(target)
	content, _, _ := body.PartialContent(schema) // DecodeBody will report the errors
	var diags hcl.Diagnostics
	for _, a := range content.Attributes {
		if moreDiags := b.CheckSize(a.Expr, hclCtx); moreDiags.HasErrors() {
			diags = append(diags, moreDiags...)
			continue
		}
		diags = append(diags, b.CheckComparisons(a.Expr, hclCtx)...)
	}
	if diags.HasErrors() {
		return diags
	}
	return gohcl.DecodeBody(body, hclCtx, target)
}

// estimate computes upper bounds of the sizes of values, in bytes and elements. A size is a
// float because it cannot overflow; above the limit it may be infinite.
type estimate struct {
	hclCtx *hcl.EvalContext
	work   *float64 // cost of the estimate itself so far
}

const baseSize = 16 // size of a number, a bool or an unknown value

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
		return e.number(x.LHS) + e.number(x.RHS)
	case *hclsyntax.UnaryOpExpr:
		return e.number(x.Val)
	case *hclsyntax.IndexExpr:
		return e.of(x.Collection) + e.of(x.Key)
	case *hclsyntax.SplatExpr:
		return e.of(x.Source) * e.of(x.Each)
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

// forExpr assumes as many iterations as a collection of that size can have elements.
func (e estimate) forExpr(x *hclsyntax.ForExpr) float64 {
	return e.of(x.CollExpr) / baseSize * e.round(x)
}

// round returns the size of the result of one iteration, for the largest element.
func (e estimate) round(x *hclsyntax.ForExpr) float64 {
	inner := e.hclCtx.NewChild()
	largest := cty.StringVal(strings.Repeat("x", int(min(e.element(x.CollExpr), maxValue))))
	inner.Variables = map[string]cty.Value{x.ValVar: largest}
	if x.KeyVar != "" {
		inner.Variables[x.KeyVar] = largest
	}
	body := estimate{inner, e.work}
	round := body.of(x.ValExpr)
	if x.KeyExpr != nil {
		round += body.of(x.KeyExpr)
	}
	if x.CondExpr != nil {
		round += body.of(x.CondExpr)
	}
	return round
}

// element returns the size of the largest element of a collection. For other values, and
// collections that are not known well enough, it is the size of the whole.
func (e estimate) element(expr hcl.Expression) float64 {
	switch x := unwrap(expr).(type) {
	case *hclsyntax.TupleConsExpr:
		largest := float64(baseSize)
		for _, inner := range x.Exprs {
			largest = max(largest, e.of(inner))
		}
		return largest
	case *hclsyntax.ForExpr:
		return e.round(x)
	case *hclsyntax.FunctionCallExpr:
		if x.Name == "range" {
			return baseSize
		}
	case *hclsyntax.ScopeTraversalExpr:
		if v, diags := x.Traversal.TraverseAbs(e.hclCtx); !diags.HasErrors() && v.IsKnown() && v.CanIterateElements() {
			largest := float64(baseSize)
			for it := v.ElementIterator(); it.Next(); {
				_, inner := it.Element()
				largest = max(largest, e.size(inner))
			}
			return largest
		}
	}
	return e.of(expr)
}

// numeric lists the functions with parameters that are numbers, for which HCL accepts strings.
var numeric = []string{"abs", "ceil", "element", "floor", "format", "formatlist", "max", "min", "range", "server", "slice", "substr"}

// call returns the size of the result of a function. Some functions multiply the sizes of
// their arguments.
func (e estimate) call(x *hclsyntax.FunctionCallExpr) float64 {
	total, product := float64(baseSize), 1.0
	for _, arg := range x.Args {
		n := e.of(arg)
		if slices.Contains(numeric, x.Name) {
			n = e.number(arg)
		}
		total += n
		product *= max(n/baseSize, 1)
	}
	switch x.Name {
	case "range": // stdlib.RangeFunc returns at most 1024 numbers
		if total < 1000 {
			if v, diags := x.Value(e.hclCtx); !diags.HasErrors() && v.IsKnown() {
				return e.size(v)
			}
		}
		return 1024 * baseSize
	case "distinct": // compares every pair of elements
		return total * max(total/baseSize/baseSize, 1)
	case "split": // may return an element for each character
		return total * baseSize
	case "format":
		return total * maxWidening
	case "formatlist":
		return max(total, product*baseSize) * maxWidening
	case "join", "replace", "merge", "setunion":
		return max(total, product*baseSize)
	default:
		return total
	}
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
	*e.work += n
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
	return bits * bits
}

// maxWidening is the highest ratio of the length of a verb's output to that of the verb in
// format.
const maxWidening = 250

// wideVerb matches a verb of format with a width or precision of four or more digits, or one
// that is given as an argument.
var wideVerb = regexp.MustCompile(`%[^A-Za-z%]*([0-9]{4}|\*)`)

// limitWidth returns a formatting function that rejects such verbs.
func limitWidth(f function.Function) function.Function {
	varParam := *f.VarParam()
	return function.New(&function.Spec{
		Description: strings.ReplaceAll(f.Description(), `\"`, `"`), // go-cty escapes the quotes
		Params:      f.Params(),
		VarParam:    &varParam,
		Type: func(args []cty.Value) (cty.Type, error) {
			if v := args[0]; v.IsKnown() && !v.IsNull() && wideVerb.MatchString(v.AsString()) {
				return cty.NilType, function.NewArgErrorf(0, "a width of more than three digits, or one given as an argument, is not allowed")
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

var (
	formatFunc     = limitWidth(stdlib.FormatFunc)
	formatListFunc = limitWidth(stdlib.FormatListFunc)
)
