package spec

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/equality"
)

// jsonBody wraps a body in HCL's JSON form, in which texts are templates that HCL parses at
// each evaluation. It makes their expressions those of the native syntax, so that all that is
// known of expressions holds for them.
type jsonBody struct{ hcl.Body }

// Content implements hcl.Body.
func (b jsonBody) Content(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, diags := b.Body.Content(schema)
	return nativeContent(content), diags
}

// PartialContent implements hcl.Body.
func (b jsonBody) PartialContent(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Body, hcl.Diagnostics) {
	content, rest, diags := b.Body.PartialContent(schema)
	return nativeContent(content), jsonBody{rest}, diags
}

// JustAttributes implements hcl.Body.
func (b jsonBody) JustAttributes() (hcl.Attributes, hcl.Diagnostics) {
	attrs, diags := b.Body.JustAttributes()
	return nativeAttributes(attrs), diags
}

func nativeContent(content *hcl.BodyContent) *hcl.BodyContent {
	nativeAttributes(content.Attributes)
	for _, b := range content.Blocks {
		b.Body = jsonBody{b.Body}
	}
	return content
}

func nativeAttributes(attrs hcl.Attributes) hcl.Attributes {
	for _, a := range attrs {
		a.Expr = nativeExpression(a.Expr)
	}
	return attrs
}

// nativeExpression returns an expression of the JSON form in the native syntax.
func nativeExpression(expr hcl.Expression) hclsyntax.Expression {
	at := expr.Range()
	if elements, diags := hcl.ExprList(expr); !diags.HasErrors() {
		tuple := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: expr.StartRange()}
		for _, e := range elements {
			tuple.Exprs = append(tuple.Exprs, nativeExpression(e))
		}
		return tuple
	}
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		return nativeObject(pairs, expr)
	}
	v, _ := expr.Value(nil) // without a context templates are not evaluated but returned as strings
	if v.Type() == cty.String && !v.IsNull() && strings.Contains(v.AsString(), "{") {
		return nativeTemplate(v.AsString(), at)
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at}
}

func nativeObject(pairs []hcl.KeyValuePair, expr hcl.Expression) hclsyntax.Expression {
	object := &hclsyntax.ObjectConsExpr{SrcRange: expr.Range(), OpenRange: expr.StartRange()}
	seen := map[string]hcl.Range{}
	for _, p := range pairs {
		name, _ := p.Key.Value(nil)
		if first, dup := seen[name.AsString()]; dup { // the native syntax takes the last one
			return invalid(hcl.Diagnostics{duplicate("object attribute", name.AsString(), p.Key.Range(), first)}, expr.Range())
		}
		seen[name.AsString()] = p.Key.Range()
		object.Items = append(object.Items, hclsyntax.ObjectConsItem{KeyExpr: nativeExpression(p.Key), ValueExpr: nativeExpression(p.Value)})
	}
	return object
}

// nativeTemplate parses a text. Its places are those that HCL gives it, as if the text had no
// escapes; that of the whole is right.
func nativeTemplate(text string, at hcl.Range) hclsyntax.Expression {
	begin := hcl.Pos{Line: at.Start.Line, Column: at.Start.Column + 1, Byte: at.Start.Byte + 1} // after the quotation mark
	expr, diags := hclsyntax.ParseTemplate([]byte(text), at.Filename, begin)
	if diags.HasErrors() {
		return invalid(diags, at)
	}
	equality.Use(expr)
	return &hclsyntax.ParenthesesExpr{Expression: expr, SrcRange: at}
}

// invalid returns an expression without a value, which reports the mistakes when it is
// evaluated.
func invalid(diags hcl.Diagnostics, at hcl.Range) hclsyntax.Expression {
	return &hclsyntax.ExprSyntaxError{Placeholder: cty.DynamicVal, ParseDiags: diags, SrcRange: at}
}
