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

// A file may come from a stranger's pull request, so what a few lines can grow to is
// bounded: HCL itself evaluates and parses recursively, without a limit.
const (
	mostValue  = 4 << 20  // of an expression, in bytes and elements
	mostEffort = 32 << 20 // of all that a file is evaluated and compiled for, in the same unit

	// What takes time without being a value, in the same unit.
	perBlock    = 500  // that is decoded
	perScenario = 2000 // and each of its controls, whose file is evaluated anew
)

// Budget bounds what it takes to load one file, however many scenarios, controls,
// repetitions and calls it has.
type Budget struct {
	spent float64
	over  hcl.Diagnostics // once there is nothing left: the only complaint
}

// Spend takes a cost off. at is the place to name when nothing is left.
func (b *Budget) Spend(cost float64, at hcl.Range) hcl.Diagnostics {
	b.spent += cost
	if b.over == nil && (b.spent > mostEffort || math.IsNaN(b.spent)) {
		b.over = hcl.Diagnostics{Errorf(at, "Too much for a scenario file", "All its values, scenarios, controls, repetitions and calls together take more than is done for one file; from here on nothing is looked at.")}
	}
	return b.over
}

// SpendBlock is Spend for a block that is decoded or compiled.
func (b *Budget) SpendBlock(at hcl.Range) hcl.Diagnostics { return b.Spend(perBlock, at) }

// Affordable complains of an expression whose value could grow out of all bounds,
// before it is evaluated.
func (b *Budget) Affordable(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	if b.over != nil {
		return b.over
	}
	at, work := expr.Range(), 0.0
	n := estimate{hclCtx, &work}.of(expr)
	switch {
	case work > mostValue || math.IsNaN(n):
		n = math.Inf(1)
		fallthrough
	case n > mostValue:
		size := "be too large to tell"
		if n < 1e12 {
			size = fmt.Sprintf("grow to some %.0f MB", max(n/1e6, 5))
		}
		_ = b.Spend(work, at)
		return hcl.Diagnostics{Errorf(at, "Value too large", "The value of this expression may %s; at most %d MB are evaluated.", size, mostValue>>20)}
	}
	return b.Spend(n+work+float64(at.End.Byte-at.Start.Byte), at)
}

// Affordable is Budget.Affordable for a single expression, of a run.
func Affordable(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	return new(Budget).Affordable(expr, hclCtx)
}

// decodeBody is gohcl.DecodeBody for what can be afforded.
func (b *Budget) decodeBody(body hcl.Body, hclCtx *hcl.EvalContext, target any) hcl.Diagnostics {
	if diags := b.SpendBlock(body.MissingItemRange()); diags.HasErrors() {
		return diags
	}
	schema, _ := gohcl.ImpliedBodySchema(target)
	content, _, _ := body.PartialContent(schema) // DecodeBody will complain
	var diags hcl.Diagnostics
	for _, a := range content.Attributes {
		if moreDiags := b.Affordable(a.Expr, hclCtx); moreDiags.HasErrors() {
			diags = append(diags, moreDiags...)
			continue
		}
		diags = append(diags, b.Incomparable(a.Expr, hclCtx)...)
	}
	if diags.HasErrors() {
		return diags
	}
	return gohcl.DecodeBody(body, hclCtx, target)
}

// estimate bounds the size of values from above, in bytes and elements. It is a
// float, which never overflows; beyond all bounds it is infinite.
type estimate struct {
	hclCtx *hcl.EvalContext
	work   *float64 // that the estimate itself has cost
}

const small = 16 // of a number, a bool, an unknown value

func (e estimate) of(expr hcl.Expression) float64 {
	if *e.work += small; *e.work > mostValue {
		return math.Inf(1)
	}
	expr = within(expr)
	switch x := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.size(x.Val)
	case *hclsyntax.TemplateExpr:
		return e.sum(x.Parts)
	case *hclsyntax.TupleConsExpr:
		return e.sum(x.Exprs)
	case *hclsyntax.ObjectConsExpr:
		n := float64(small)
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
	case *hclsyntax.AnonSymbolExpr:
		return small
	default:
		return e.json(expr)
	}
}

// within is what an expression has all of its size from.
func within(expr hcl.Expression) hcl.Expression {
	switch x := expr.(type) {
	case *hclsyntax.TemplateWrapExpr:
		return within(x.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return within(x.Tuple)
	case *hclsyntax.ParenthesesExpr:
		return within(x.Expression)
	case *hclsyntax.ObjectConsKeyExpr:
		return within(x.Wrapped)
	case *hclsyntax.RelativeTraversalExpr:
		return within(x.Source)
	default:
		return expr
	}
}

func (e estimate) sum(all []hclsyntax.Expression) float64 {
	n := float64(small)
	for _, expr := range all {
		n += e.of(expr)
	}
	return n
}

// forExpr counts as many rounds as a collection of that size can have elements.
func (e estimate) forExpr(x *hclsyntax.ForExpr) float64 {
	return e.of(x.CollExpr) / small * e.round(x)
}

// round is what one round of a for expression makes, from the largest element.
func (e estimate) round(x *hclsyntax.ForExpr) float64 {
	inner := e.hclCtx.NewChild()
	largest := cty.StringVal(strings.Repeat("x", int(min(e.element(x.CollExpr), mostValue))))
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

// element is the largest element of a collection; of what is none, or not known
// well enough, the whole.
func (e estimate) element(expr hcl.Expression) float64 {
	switch x := within(expr).(type) {
	case *hclsyntax.TupleConsExpr:
		largest := float64(small)
		for _, inner := range x.Exprs {
			largest = max(largest, e.of(inner))
		}
		return largest
	case *hclsyntax.ForExpr:
		return e.round(x)
	case *hclsyntax.FunctionCallExpr:
		if x.Name == "range" {
			return small
		}
	case *hclsyntax.ScopeTraversalExpr:
		if v, diags := x.Traversal.TraverseAbs(e.hclCtx); !diags.HasErrors() && v.IsKnown() && v.CanIterateElements() {
			largest := float64(small)
			for it := v.ElementIterator(); it.Next(); {
				_, inner := it.Element()
				largest = max(largest, e.size(inner))
			}
			return largest
		}
	}
	return e.of(expr)
}

// numeric are the functions that take numbers, for which HCL takes texts too.
var numeric = []string{"abs", "ceil", "element", "floor", "format", "formatlist", "max", "min", "range", "server", "slice", "substr"}

// call knows which functions multiply.
func (e estimate) call(x *hclsyntax.FunctionCallExpr) float64 {
	total, product := float64(small), 1.0
	for _, arg := range x.Args {
		n := e.of(arg)
		if slices.Contains(numeric, x.Name) {
			n = e.number(arg)
		}
		total += n
		product *= max(n/small, 1)
	}
	switch x.Name {
	case "range": // stdlib.RangeFunc makes at most 1024 numbers
		if total < 1000 {
			if v, diags := x.Value(e.hclCtx); !diags.HasErrors() && v.IsKnown() {
				return e.size(v)
			}
		}
		return 1024 * small
	case "distinct": // compares each with each
		return total * max(total/small/small, 1)
	case "split": // may make an element of each character
		return total * small
	case "format":
		return total * widest
	case "formatlist":
		return max(total, product*small) * widest
	case "join", "replace", "merge", "setunion":
		return max(total, product*small)
	default:
		return total
	}
}

// number is like of, for what is taken as a number: a text of a few characters can
// be one of a billion digits.
func (e estimate) number(expr hcl.Expression) float64 {
	n := e.of(expr)
	if n > mostValue || *e.work > mostValue {
		return math.Inf(1)
	}
	switch within(expr).(type) {
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
			return small
		}
		return e.size(v)
	}
	return small
}

// json estimates an expression of HCL's JSON form, in which every text is a template.
func (e estimate) json(expr hcl.Expression) float64 {
	v, diags := expr.Value(nil) // without a context nothing is evaluated: texts come as they are
	if diags.HasErrors() {
		return small
	}
	n := e.size(v)
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			n += e.template(v.AsString())
		}
		if v.Type().IsObjectType() {
			for name := range v.Type().AttributeTypes() {
				n += e.template(name)
			}
		}
		return *e.work <= mostValue, nil
	})
	return n
}

func (e estimate) template(text string) float64 {
	if !strings.Contains(text, "{") {
		return float64(len(text))
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return small
	}
	return e.of(expr)
}

// size is the bytes of all texts in a value, and something for everything else.
func (e estimate) size(v cty.Value) float64 {
	n := 0.0
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		*e.work += small
		n += small
		if v.IsKnown() && !v.IsNull() {
			switch v.Type() {
			case cty.String:
				n += float64(len(v.AsString()))
			case cty.Number:
				n += digits(v.AsBigFloat())
			}
		}
		return *e.work <= mostValue, nil
	})
	return n
}

// digits is what it costs to write a number, which HCL does without an exponent:
// that takes time by the square of their number.
func digits(number *big.Float) float64 {
	bits := float64(number.MantExp(nil)) / 8
	return bits * bits
}

// widest is how many times its own length a verb of format can make a text.
const widest = 250

// wideVerb is a verb of format with a width or precision that nobody needs, or one
// that comes as an argument.
var wideVerb = regexp.MustCompile(`%[^A-Za-z%]*([0-9]{4}|\*)`)

// narrow is a formatting function without such verbs.
func narrow(f function.Function) function.Function {
	varParam := *f.VarParam()
	return function.New(&function.Spec{
		Description: strings.ReplaceAll(f.Description(), `\"`, `"`), // as it is in go-cty
		Params:      f.Params(),
		VarParam:    &varParam,
		Type: func(args []cty.Value) (cty.Type, error) {
			if v := args[0]; v.IsKnown() && !v.IsNull() && wideVerb.MatchString(v.AsString()) {
				return cty.NilType, function.NewArgErrorf(0, "a width of more than three digits, or one that comes as an argument, is not taken")
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

var (
	formatFunc     = narrow(stdlib.FormatFunc)
	formatListFunc = narrow(stdlib.FormatListFunc)
)
