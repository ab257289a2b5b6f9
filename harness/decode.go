package harness

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

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
	own := hold(b, target, func(inner *hcl.Block, part any) hcl.Diagnostics {
		return decodeBlock(inner, hclCtx, part, sc)
	})
	diags := own.diags
	if diags.HasErrors() {
		return diags
	}
	return append(diags, decodeOwn(own.Block, hclCtx, target, sc)...)
}

// decodeOwn is decodeBlock for a block without others inside.
func decodeOwn(b *hcl.Block, hclCtx *hcl.EvalContext, target any, sc *spec.Scenario) hcl.Diagnostics {
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

// held is a block without those that its word holds, and what is wrong with them.
type held struct {
	*hcl.Block
	diags hcl.Diagnostics
}

// hold lets a Holder have its inner blocks, in order, each read by fill.
func hold(b *hcl.Block, target any, fill func(*hcl.Block, any) hcl.Diagnostics) held {
	own := held{Block: b}
	h, ok := target.(Holder)
	if !ok {
		return own
	}
	schema := &hcl.BodySchema{}
	kinds := map[string]Kind[any]{}
	for _, k := range h.Holds() {
		kinds[k.Name] = k
		schema.Blocks = append(schema.Blocks, k.header())
	}
	content, rest, diags := b.Body.PartialContent(schema)
	own.diags = diags
	for _, inner := range content.Blocks {
		part := kinds[inner.Type].New()
		own.diags = append(own.diags, fill(inner, part)...)
		h.Hold(part)
	}
	outer := *b
	outer.Body = rest
	own.Block = &outer
	return own
}

// field is a struct field with its hcl tag taken apart.
type field struct {
	name, kind string
	reflect.StructField
}

// shape is what a struct's tags say of the block that is decoded into it.
type shape struct {
	fields []field
	schema *hcl.BodySchema
	named  map[string]field // the attributes
}

// shapes holds the shapes by reflect.Type: tags never change, and reading them is
// what validating many files would spend its time on.
var shapes sync.Map

func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	s := &shape{fields: readFields(t), schema: &hcl.BodySchema{}, named: map[string]field{}}
	for _, f := range s.fields {
		if f.isAttribute() {
			s.schema.Attributes = append(s.schema.Attributes, hcl.AttributeSchema{Name: f.name, Required: f.kind == ""})
			s.named[f.name] = f
		}
	}
	shapes.Store(t, s)
	return s
}

func fieldsOf(t reflect.Type) []field { return shapeOf(t).fields }

// readFields lists the fields of a struct, and behind them those of the struct that
// takes what remains.
func readFields(t reflect.Type) []field {
	var fields, shared []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, kind, _ := strings.Cut(f.Tag.Get("hcl"), ",")
		if kind != "remain" || f.Type.Kind() != reflect.Struct {
			fields = append(fields, field{name: name, kind: kind, StructField: f})
			continue
		}
		shared = readFields(f.Type)
		for i := range shared {
			shared[i].Index = append(slices.Clone(f.Index), shared[i].Index...)
		}
	}
	return append(fields, shared...)
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
		}
	}
}

// findings is what checkBody learns of a word besides its mistakes.
type findings struct {
	text      string // source of all its expressions
	as        string // the result that it defines
	asRange   hcl.Range
	result    string // the result that it waits for
	resultAt  hcl.Range
	guarantee string // that it stands for
	given     []given

	unaffordable bool        // some values had better not be asked for
	unknown      []hcl.Range // values that depend on the running ensemble, or are wrong
}

// checkBody finds the mistakes of a word before it runs: unknown attributes,
// references to nothing, values of the wrong type, and whatever the word's own
// Validate finds in what is known already.
func checkBody(b *hcl.Block, hclCtx *hcl.EvalContext, target any, file *spec.File, sc *spec.Scenario) (findings, hcl.Diagnostics) {
	var found findings
	own := hold(b, target, func(inner *hcl.Block, part any) hcl.Diagnostics {
		of, diags := checkBody(inner, hclCtx, part, file, sc)
		found.take(inner, of)
		return diags
	})
	b = own.Block
	diags := own.diags
	diags = append(diags, found.check(b.Body, reflect.TypeOf(target).Elem(), hclCtx, file)...)
	switch {
	case sc.Ensemble == nil: // a procedure by itself: nobody knows yet for which servers and sessions
		return found, diags
	case diags.HasErrors() || len(found.unknown) > 0:
		return found, append(diags, found.validateKnown(b, hclCtx, target, sc)...)
	}
	return found, append(diags, decodeOwn(b, hclCtx, target, sc)...)
}

// take adds what was learnt of an inner block.
func (found *findings) take(inner *hcl.Block, of findings) {
	found.text += of.text
	found.unknown = append(found.unknown, of.unknown...)
	found.unaffordable = found.unaffordable || of.unaffordable
	for _, v := range of.given {
		v.name = strings.Join(slices.Concat([]string{inner.Type}, inner.Labels, []string{v.name}), " ")
		found.given = append(found.given, v)
	}
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
	s := shapeOf(t)
	content, diags := body.Content(s.schema)
	for _, attr := range inSourceOrder(content.Attributes) {
		diags = append(diags, found.attribute(attr, s.named[attr.Name], hclCtx, file)...)
	}
	return diags
}

// isAttribute tells whether authors write the field.
func (f field) isAttribute() bool { return f.name != "" && (f.kind == "" || f.kind == "optional") }

func affordable(attrs hcl.Attributes, hclCtx *hcl.EvalContext) bool {
	for _, a := range attrs {
		if spec.Affordable(a.Expr, hclCtx).HasErrors() {
			return false
		}
	}
	return true
}

func inSourceOrder(attrs hcl.Attributes) []*hcl.Attribute {
	return slices.SortedFunc(maps.Values(attrs), func(a, b *hcl.Attribute) int { return a.Range.Start.Byte - b.Range.Start.Byte })
}

func (found *findings) attribute(attr *hcl.Attribute, f field, hclCtx *hcl.EvalContext, file *spec.File) hcl.Diagnostics {
	source := string(file.Slice(attr.Expr.Range()))
	found.text += source + "\n"
	if diags := spec.Affordable(attr.Expr, hclCtx); diags.HasErrors() {
		found.unaffordable = true
		return diags
	}
	value, diags := attr.Expr.Value(hclCtx)
	found.given = append(found.given, given{attr.Name, source, value, !isExpression(f)})
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
	case text && attr.Name == "result":
		found.result, found.resultAt = value.AsString(), attr.Expr.Range()
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
