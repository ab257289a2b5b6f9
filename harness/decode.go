package harness

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// decodeBlock fills target from a block whose attributes can all be evaluated,
// and validates it.
func decodeBlock(b *hcl.Block, hclCtx *hcl.EvalContext, target any, sc *spec.Scenario) hcl.Diagnostics {
	diags := gohcl.DecodeBody(b.Body, hclCtx, target)
	if diags.HasErrors() {
		return diags
	}
	setLabels(b, reflect.ValueOf(target).Elem())
	if v, ok := target.(Validator); ok {
		diags = append(diags, v.Validate(sc)...)
	}
	return diags
}

// field is a struct field with its hcl tag taken apart.
type field struct {
	name, kind string
	reflect.StructField
}

func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, kind, _ := strings.Cut(f.Tag.Get("hcl"), ",")
		fields = append(fields, field{name: name, kind: kind, StructField: f})
	}
	return fields
}

// setLabels does what gohcl does for blocks that it found itself: the field
// tagged label takes the label, those tagged label_range and def_range where
// label and block stand.
func setLabels(b *hcl.Block, target reflect.Value) {
	for _, f := range fieldsOf(target.Type()) {
		value := target.FieldByIndex(f.Index)
		switch f.kind {
		case "label":
			value.SetString(b.Labels[0])
		case "label_range":
			value.Set(reflect.ValueOf(b.LabelRanges[0]))
		case "def_range":
			value.Set(reflect.ValueOf(b.DefRange))
		case "remain":
			setLabels(b, value)
		}
	}
}

// findings is what checkBody learns of a word besides its mistakes.
type findings struct {
	text      string // source of all its expressions
	as        string // the result that it defines
	asRange   hcl.Range
	guarantee string // that it stands for
	values    []ResolvedValue

	unaffordable bool        // some values had better not be asked for
	unknown      []hcl.Range // values that depend on the running ensemble, or are wrong
}

// checkBody finds the mistakes of a word before it runs: unknown attributes,
// references to nothing, values of the wrong type, and whatever the word's own
// Validate finds in what is known already.
func checkBody(b *hcl.Block, hclCtx *hcl.EvalContext, target any, file *spec.File, sc *spec.Scenario) (findings, hcl.Diagnostics) {
	var found findings
	diags := found.check(b.Body, reflect.TypeOf(target).Elem(), hclCtx, file)
	switch {
	case sc.Ensemble == nil: // a procedure by itself: nobody knows yet for which servers and sessions
		return found, diags
	case diags.HasErrors() || len(found.unknown) > 0:
		return found, append(diags, found.validateKnown(b, hclCtx, target, sc)...)
	}
	return found, append(diags, decodeBlock(b, hclCtx, target, sc)...)
}

// validateKnown finds mistakes in the labels and in the attributes whose values
// are known. What Validate says of the block as a whole, or of an attribute that
// has no value yet or is not there at all, must wait.
func (found *findings) validateKnown(b *hcl.Block, hclCtx *hcl.EvalContext, target any, sc *spec.Scenario) hcl.Diagnostics {
	v, ok := target.(Validator)
	if !ok || found.unaffordable {
		return nil
	}
	_ = gohcl.DecodeBody(b.Body, hclCtx, target) // fills in what it can; check has told of all else
	setLabels(b, reflect.ValueOf(target).Elem())
	early := append([]hcl.Range{b.DefRange}, found.unknown...)
	return slices.DeleteFunc(v.Validate(sc), func(d *hcl.Diagnostic) bool {
		return d.Subject == nil || d.Subject.Empty() || slices.Contains(early, *d.Subject)
	})
}

func (found *findings) check(body hcl.Body, t reflect.Type, hclCtx *hcl.EvalContext, file *spec.File) hcl.Diagnostics {
	schema, _ := gohcl.ImpliedBodySchema(reflect.New(t).Interface())
	shared := remainOf(t)
	if shared != nil {
		more, _ := gohcl.ImpliedBodySchema(reflect.New(shared).Interface())
		schema.Attributes = append(schema.Attributes, more.Attributes...)
	}
	for i, a := range schema.Attributes {
		// gohcl takes every attribute that is kept as an expression for optional.
		if f, ok := fieldNamed(t, a.Name); ok {
			schema.Attributes[i].Required = f.kind != "optional"
		}
	}
	content, diags := body.Content(schema)
	for _, attr := range inSourceOrder(content.Attributes) {
		f, ok := fieldNamed(t, attr.Name)
		if !ok {
			f, _ = fieldNamed(shared, attr.Name)
		}
		diags = append(diags, found.attribute(attr, f, hclCtx, file)...)
	}
	return diags
}

func affordable(budget *spec.Budget, attrs hcl.Attributes, hclCtx *hcl.EvalContext) bool {
	for _, a := range attrs {
		if budget.Affordable(a.Expr, hclCtx).HasErrors() {
			return false
		}
	}
	return true
}

func inSourceOrder(attrs hcl.Attributes) []*hcl.Attribute {
	return slices.SortedFunc(maps.Values(attrs), func(a, b *hcl.Attribute) int { return a.Range.Start.Byte - b.Range.Start.Byte })
}

// remainOf finds the struct of attributes that several words share.
func remainOf(t reflect.Type) reflect.Type {
	for _, f := range fieldsOf(t) {
		if f.kind == "remain" && f.Type.Kind() == reflect.Struct {
			return f.Type
		}
	}
	return nil
}

func fieldNamed(t reflect.Type, name string) (field, bool) {
	if t == nil {
		return field{}, false
	}
	for _, f := range fieldsOf(t) {
		if f.name == name && !strings.HasSuffix(f.kind, "range") {
			return f, true
		}
	}
	return field{}, false
}

func (found *findings) attribute(attr *hcl.Attribute, f field, hclCtx *hcl.EvalContext, file *spec.File) hcl.Diagnostics {
	source := string(file.Slice(attr.Expr.Range()))
	found.text += source + "\n"
	if diags := file.Budget().Affordable(attr.Expr, hclCtx); diags.HasErrors() {
		found.unaffordable = true
		return diags
	}
	value, diags := attr.Expr.Value(hclCtx)
	if isExpression(f) {
		found.values = append(found.values, ResolvedValue{Name: attr.Name, Source: source})
	} else {
		found.values = append(found.values, resolved(attr.Name, source, value))
	}
	if diags.HasErrors() {
		found.unknown = append(found.unknown, attr.Expr.Range())
		return diags
	}
	if _, err := convert.Convert(value, typeOf(f)); err != nil {
		found.unknown = append(found.unknown, attr.Expr.Range())
		return append(diags, spec.Errorf(attr.Expr.Range(), "Wrong type", "The attribute %q is of another type: %s.", attr.Name, err))
	}
	text := value.IsWhollyKnown() && !value.IsNull() && value.Type() == cty.String
	switch {
	case !value.IsWhollyKnown() && !isExpression(f):
		found.unknown = append(found.unknown, attr.Expr.Range())
	case text && attr.Name == "as":
		found.as, found.asRange = value.AsString(), attr.Expr.Range()
	case text && attr.Name == "guarantee":
		found.guarantee = value.AsString()
	}
	return diags
}

// isExpression tells whether the word keeps the expression and evaluates it when
// it runs, so that nobody asks for a value before.
func isExpression(f field) bool { return f.Type == reflect.TypeFor[hcl.Expression]() }

// typeOf is the type that an attribute wants. Expressions that are evaluated
// again and again say theirs in the tag "type".
func typeOf(f field) cty.Type {
	if f.Tag.Get("type") == "bool" {
		return cty.Bool
	}
	if f.Type.Kind() == reflect.Interface {
		return cty.DynamicPseudoType
	}
	t, err := gocty.ImpliedType(reflect.New(f.Type).Elem().Interface())
	if err != nil {
		return cty.DynamicPseudoType
	}
	return t
}
