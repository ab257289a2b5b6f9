package harness

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/values"
)

// decodeBlock fills target from a block whose attributes can all be evaluated,
// and validates it.
func decodeBlock(b *hcl.Block, hclCtx *hcl.EvalContext, target any, sc *spec.Scenario) hcl.Diagnostics {
	own := hold(b, target, func(inner *hcl.Block, k Kind[any]) ([]any, hcl.Diagnostics) {
		return decodeAll(inner, k, hclCtx, sc)
	})
	diags := own.diags
	if diags.HasErrors() {
		return diags
	}
	return append(diags, decodeOwn(own.Block, hclCtx, target, sc)...)
}

// decodeOwn fills target like decodeBlock, from a block without inner blocks.
func decodeOwn(b *hcl.Block, hclCtx *hcl.EvalContext, target any, sc *spec.Scenario) hcl.Diagnostics {
	var found findings
	diags := found.decode(b, hclCtx, target, nil)
	for _, at := range found.unknown {
		if !diags.HasErrors() {
			diags = append(diags, spec.Errorf(at, "No value", "This has no value yet."))
		}
	}
	if v, ok := target.(Validator); ok && !diags.HasErrors() {
		diags = append(diags, v.Validate(sc)...)
	}
	return diags
}

// outer is the rest of a block after its inner blocks were decoded.
type outer struct {
	*hcl.Block
	holds []string        // names of the inner blocks that it may have
	diags hcl.Diagnostics // mistakes in the inner blocks
}

// hold decodes the inner blocks of a Holder with fill, which returns all that one of them stands
// for. It passes them to the Holder in order, and returns the rest of the block.
func hold(b *hcl.Block, target any, fill func(*hcl.Block, Kind[any]) ([]any, hcl.Diagnostics)) outer {
	own := outer{Block: b}
	h, ok := target.(Holder)
	if !ok {
		return own
	}
	schema := &hcl.BodySchema{}
	kinds := map[string]Kind[any]{}
	for _, k := range h.Holds() {
		kinds[k.Name] = k
		own.holds = append(own.holds, k.Name)
		schema.Blocks = append(schema.Blocks, k.header())
	}
	content, rest, diags := b.Body.PartialContent(schema)
	own.diags = diags
	for _, inner := range content.Blocks {
		parts, moreDiags := fill(inner, kinds[inner.Type])
		own.diags = append(own.diags, moreDiags...)
		for _, part := range parts {
			h.Hold(part)
		}
	}
	withoutInner := *b
	withoutInner.Body = rest
	own.Block = &withoutInner
	return own
}

// field holds a struct field and the parts of its hcl tag.
type field struct {
	name, kind string
	wants      cty.Type // the type that an attribute requires
	reflect.StructField
}

// shape describes the block that is decoded into a struct, as its tags define it.
type shape struct {
	fields []field
	schema *hcl.BodySchema
	named  map[string]field // the attributes
}

// shapes caches the shapes by reflect.Type. Without it, reading tags would dominate the
// validation of many files.
var shapes sync.Map

// shapeOf returns the shape of a struct type.
func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	s := &shape{fields: readFields(t), schema: &hcl.BodySchema{}, named: map[string]field{}}
	for i := range s.fields {
		f := &s.fields[i]
		if f.isAttribute() {
			f.wants = typeOf(*f)
			s.schema.Attributes = append(s.schema.Attributes, hcl.AttributeSchema{Name: f.name, Required: f.kind == ""})
			s.named[f.name] = *f
		}
	}
	shapes.Store(t, s)
	return s
}

// names lists the names of the attributes.
func (s *shape) names() []string { return slices.Sorted(maps.Keys(s.named)) }

func fieldsOf(t reflect.Type) []field { return shapeOf(t).fields }

// readFields lists the fields of a struct, and after them those of the structs tagged
// remain.
func readFields(t reflect.Type) []field {
	var fields, shared []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, kind, _ := strings.Cut(f.Tag.Get("hcl"), ",")
		if kind != "remain" || f.Type.Kind() != reflect.Struct {
			fields = append(fields, field{name: name, kind: kind, StructField: f})
			continue
		}
		for _, inner := range readFields(f.Type) {
			inner.Index = append(slices.Clone(f.Index), inner.Index...)
			shared = append(shared, inner)
		}
	}
	return append(fields, shared...)
}

// place fills in the fields tagged label, label_range and def_range, as gohcl does.
func (s *shape) place(b *hcl.Block, target reflect.Value) {
	for _, f := range s.fields {
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

// checkBody finds the mistakes of a word before it runs: unknown attributes, undefined
// references, values of the wrong type, and mistakes that the word's Validate finds in the
// values that are known.
func checkBody(b *hcl.Block, hclCtx *hcl.EvalContext, target any, file *spec.File, sc *spec.Scenario) (findings, hcl.Diagnostics) {
	var found findings
	own := hold(b, target, func(inner *hcl.Block, k Kind[any]) ([]any, hcl.Diagnostics) {
		return found.checkAll(inner, k, hclCtx, file, sc)
	})
	b = own.Block
	found.holds = own.holds
	diags := own.diags
	diags = append(diags, found.decode(b, hclCtx, target, file)...)
	if c, ok := target.(Comparer); ok {
		diags = append(diags, found.compare(c.Compares())...)
	}
	v, ok := target.(Validator)
	switch {
	case !ok, sc.Ensemble == nil: // a procedure without a caller has no servers and sessions to validate against
		return found, diags
	case diags.HasErrors() || len(found.unknown) > 0:
		return found, append(diags, found.validateKnown(b, v, sc)...)
	}
	return found, append(diags, v.Validate(sc)...)
}

// validateKnown returns the mistakes that Validate finds in labels and in attributes with
// known values. Mistakes of the whole block, and of attributes that are missing or have no
// value yet, may follow from the unknown values and are dropped.
func (found *findings) validateKnown(b *hcl.Block, v Validator, sc *spec.Scenario) hcl.Diagnostics {
	early := append([]hcl.Range{b.DefRange}, found.unknown...)
	return slices.DeleteFunc(v.Validate(sc), func(d *hcl.Diagnostic) bool {
		return d.Subject == nil || d.Subject.Empty() || slices.Contains(early, *d.Subject)
	})
}

// decode fills in all fields of target that have a value, as gohcl does by the same tags,
// and records its findings. It evaluates each expression once. file contains the sources
// of the expressions; with nil they are not recorded.
func (found *findings) decode(b *hcl.Block, hclCtx *hcl.EvalContext, target any, file *spec.File) hcl.Diagnostics {
	value := reflect.ValueOf(target).Elem()
	s := shapeOf(value.Type())
	s.place(b, value)
	content, diags := spec.Content(b.Body, s.schema, found.holds...)
	for _, f := range s.fields {
		attr := content.Attributes[f.name]
		switch into := value.FieldByIndex(f.Index); {
		case attr != nil && f.kind == "attr_value_range":
			into.Set(reflect.ValueOf(attr.Expr.Range()))
		case attr == nil && f.isAttribute() && isExpression(f):
			into.Set(reflect.ValueOf(hcl.StaticExpr(cty.NullVal(cty.DynamicPseudoType), b.Body.MissingItemRange())))
		}
	}
	for _, attr := range inSourceOrder(content.Attributes) {
		f, in := s.named[attr.Name], hclCtx
		if scoped, ok := target.(scoper); ok {
			in = scoped.scope(attr.Name, hclCtx)
		}
		diags = append(diags, found.attribute(attr, f, value.FieldByIndex(f.Index), in, file)...)
	}
	return diags
}

// scoper is implemented by blocks with attributes that see more than the block does.
type scoper interface {
	scope(attribute string, outer *hcl.EvalContext) *hcl.EvalContext
}

// isAttribute reports whether the field is an attribute that authors write.
func (f field) isAttribute() bool { return f.name != "" && (f.kind == "" || f.kind == "optional") }

// inSourceOrder sorts attributes by their position in the file.
func inSourceOrder(attrs hcl.Attributes) []*hcl.Attribute {
	return slices.SortedFunc(maps.Values(attrs), func(a, b *hcl.Attribute) int { return a.Range.Start.Byte - b.Range.Start.Byte })
}

func (found *findings) attribute(attr *hcl.Attribute, f field, into reflect.Value, hclCtx *hcl.EvalContext, file *spec.File) hcl.Diagnostics {
	at := attr.Expr.Range()
	if file == nil && isExpression(f) { // the word evaluates it when it runs
		into.Set(reflect.ValueOf(attr.Expr))
		return nil
	}
	if diags := budget(file).CheckSize(attr.Expr, hclCtx); diags.HasErrors() {
		found.unknown = append(found.unknown, at)
		return diags
	}
	value, diags := attr.Expr.Value(hclCtx)
	if file != nil {
		source := string(file.Slice(at))
		found.used = append(found.used, namesIn(attr.Expr)...)
		found.given = append(found.given, given{attr.Name, source, value, !isExpression(f)})
	}
	if diags.HasErrors() {
		found.unknown = append(found.unknown, at)
		return diags
	}
	if file != nil {
		diags = append(diags, file.Budget().CheckComparisons(attr.Expr, hclCtx)...)
		diags = append(diags, values.Impossible(attr.Expr, hclCtx)...)
		if f.isCondition() && !diags.HasErrors() {
			diags = append(diags, file.Budget().CheckCondition(attr.Expr, hclCtx)...)
		}
		found.evaluated = append(found.evaluated, evaluated{attr, value})
	}
	converted, err := convert.Convert(value, f.wants)
	if err != nil {
		found.unknown = append(found.unknown, at)
		return append(diags, spec.Errorf(at, "Wrong type", "The attribute %q is of another type: %s.", attr.Name, err))
	}
	found.recordNames(attr, value)
	return append(diags, found.set(attr, f, into, converted)...)
}

// budget returns the budget of the file. Without a file, which means during a run, each
// evaluation has a budget of its own.
func budget(file *spec.File) *spec.Budget {
	if file == nil {
		return new(spec.Budget)
	}
	return file.Budget()
}

// set assigns the value to the field, if it is known.
func (found *findings) set(attr *hcl.Attribute, f field, into reflect.Value, value cty.Value) hcl.Diagnostics {
	switch {
	case isExpression(f):
		into.Set(reflect.ValueOf(attr.Expr))
	case !value.IsWhollyKnown():
		found.unknown = append(found.unknown, attr.Expr.Range())
	case f.Type == reflect.TypeFor[cty.Value]():
		into.Set(reflect.ValueOf(value))
	default:
		if err := gocty.FromCtyValue(value, into.Addr().Interface()); err != nil {
			found.unknown = append(found.unknown, attr.Expr.Range())
			return hcl.Diagnostics{spec.Errorf(attr.Expr.Range(), "Unsuitable value type", "The attribute %q cannot have this value: %s.", attr.Name, err)}
		}
	}
	return nil
}

// isExpression reports whether the word keeps the expression and evaluates it when it
// runs, so that it needs no value before.
func isExpression(f field) bool { return f.Type == reflect.TypeFor[hcl.Expression]() }

// isCondition reports whether the attribute is a condition on the run.
func (f field) isCondition() bool { return f.Tag.Get("type") == "bool" }

// typeOf returns the type that an attribute requires. Fields that keep expressions have it
// in the tag "type".
func typeOf(f field) cty.Type {
	if f.isCondition() {
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
