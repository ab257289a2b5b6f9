package spec

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// A file may come from a stranger's pull request, so what a few lines can grow to is
// bounded: HCL itself evaluates and parses recursively, without a limit.
const (
	mostBytes   = 1 << 20 // of a file
	mostDepth   = 200     // of brackets
	mostSigns   = 100     // in a row
	mostChoices = 2000    // condition ? this : that
	mostValue   = 4 << 20 // of an expression, in bytes and elements
)

// tooMuch finds what the parser had better not see.
func tooMuch(name string, src []byte) hcl.Diagnostics {
	at := hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}
	refuse := func(detail string, args ...any) hcl.Diagnostics {
		return hcl.Diagnostics{Errorf(at, "Too much for a scenario file", detail, args...)}
	}
	if len(src) > mostBytes {
		return refuse("It has %d bytes; at most %d are read.", len(src), mostBytes)
	}
	line, depth, signs, choices := 1, 0, 0, 0
	for i, c := range src {
		at.Start = hcl.Pos{Line: line, Column: 1, Byte: i}
		at.End = at.Start
		switch c {
		case '\n':
			line++
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth = max(depth-1, 0)
		case '?':
			choices++
		}
		switch c {
		case '!', '-':
			signs++
		case ' ', '\t':
		default:
			signs = 0
		}
		switch {
		case depth > mostDepth:
			return refuse("Blocks and brackets are nested more than %d deep.", mostDepth)
		case choices > mostChoices:
			return refuse("There are more than %d question marks.", mostChoices)
		case signs > mostSigns:
			return refuse("There are more than %d signs in a row.", mostSigns)
		}
	}
	return nil
}

// Affordable complains of an expression whose value could grow out of all bounds,
// before it is evaluated.
func Affordable(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	n := estimate{hclCtx}.of(expr)
	if n <= mostValue {
		return nil
	}
	return hcl.Diagnostics{Errorf(expr.Range(), "Value too large", "The value of this expression may grow to some %.0f MB; at most %d MB are evaluated.", max(n/1e6, 5), mostValue>>20)}
}

// decodeBody is gohcl.DecodeBody for what can be afforded.
func decodeBody(body hcl.Body, hclCtx *hcl.EvalContext, target any) hcl.Diagnostics {
	attrs, _ := body.JustAttributes() // of blocks DecodeBody complains
	var diags hcl.Diagnostics
	for _, a := range attrs {
		diags = append(diags, Affordable(a.Expr, hclCtx)...)
	}
	if diags.HasErrors() {
		return diags
	}
	return gohcl.DecodeBody(body, hclCtx, target)
}

// estimate bounds the size of values from above, in bytes and elements. It is a
// float, which never overflows.
type estimate struct{ hclCtx *hcl.EvalContext }

const small = 16 // of a number, a bool, an unknown value

func (e estimate) of(expr hcl.Expression) float64 {
	expr = within(expr)
	switch x := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return sizeOf(x.Val)
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
		return e.of(x.LHS) + e.of(x.RHS)
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
	case *hclsyntax.UnaryOpExpr:
		return within(x.Val)
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
	body := estimate{inner}
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
				largest = max(largest, sizeOf(inner))
			}
			return largest
		}
	}
	return e.of(expr)
}

// call knows which functions multiply.
func (e estimate) call(x *hclsyntax.FunctionCallExpr) float64 {
	total, product := float64(small), 1.0
	for _, arg := range x.Args {
		n := e.of(arg)
		total += n
		product *= max(n/small, 1)
	}
	switch x.Name {
	case "range": // stdlib.RangeFunc makes at most 1024 numbers
		if total < 1000 {
			if v, diags := x.Value(e.hclCtx); !diags.HasErrors() && v.IsKnown() {
				return sizeOf(v)
			}
		}
		return 1024 * small
	case "join", "replace", "formatlist", "merge", "setunion":
		return max(total, product*small)
	default:
		return total
	}
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
		return sizeOf(v)
	}
	return small
}

// json estimates an expression of HCL's JSON form, in which every text is a template.
func (e estimate) json(expr hcl.Expression) float64 {
	v, diags := expr.Value(nil) // without a context nothing is evaluated: texts come as they are
	if diags.HasErrors() {
		return small
	}
	n := float64(small)
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		n += small
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			template, diags := hclsyntax.ParseTemplate([]byte(v.AsString()), "", hcl.InitialPos)
			if !diags.HasErrors() {
				n += e.of(template)
			}
		}
		return true, nil
	})
	return n
}

// sizeOf is the bytes of all texts in a value, and something for everything else.
func sizeOf(v cty.Value) float64 {
	n := 0.0
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		n += small
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			n += float64(len(v.AsString()))
		}
		return true, nil
	})
	return n
}

// wideVerb is a verb of format with a width or precision that nobody needs, or one
// that comes as an argument.
var wideVerb = regexp.MustCompile(`%[^A-Za-z%]*([0-9]{4}|\*)`)

// narrow is a formatting function without such verbs.
func narrow(f function.Function) function.Function {
	varParam := *f.VarParam()
	return function.New(&function.Spec{
		Description: f.Description(),
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
