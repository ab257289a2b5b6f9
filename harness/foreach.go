package harness

import (
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// forEach is the attribute of an inner block that stands for several, one for each value.
const forEach = "for_each"

// multiple is an inner block that may have a for_each: the block without it, and the rounds
// that it stands for.
type multiple struct {
	*hcl.Block
	outer  *hcl.EvalContext
	every  bool    // there is a for_each
	rounds []round // empty if its values are not known
	known  bool
}

// multipleOf evaluates the for_each of an inner block that is decoded into part.
func (found *findings) multipleOf(b *hcl.Block, hclCtx *hcl.EvalContext, part any, file *spec.File) (multiple, hcl.Diagnostics) {
	m := multiple{Block: b, outer: hclCtx}
	f, ok := shapeOf(reflect.TypeOf(part).Elem()).named[forEach]
	if !ok {
		return m, nil
	}
	attr, without, diags := takeOut(b, forEach)
	if attr == nil {
		return m, diags
	}
	m.Block, m.every = without, true
	var list cty.Value
	diags = append(diags, found.attribute(attr, f, reflect.ValueOf(&list).Elem(), hclCtx, file)...)
	diags = append(diags, wantList(list, attr.Expr.Range())...)
	if m.known = !diags.HasErrors() && list != cty.NilVal; m.known {
		for _, v := range list.Elements() {
			m.rounds = append(m.rounds, round{index(len(m.rounds)), v})
		}
	}
	return m, diags
}

// wantList reports a known value without elements to go through.
func wantList(v cty.Value, at hcl.Range) hcl.Diagnostics {
	if v == cty.NilVal || !v.IsNull() && (!v.IsKnown() || v.CanIterateElements()) {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(at, "Not a list", "A list or a map is wanted, such as [1, 2, 3].")}
}

// in returns what the block refers to in a round.
func (m multiple) in(each round) *hcl.EvalContext { return each.context(m.outer, "") }

// decodeAll decodes the blocks that an inner block stands for.
func decodeAll(b *hcl.Block, k Kind[any], hclCtx *hcl.EvalContext, sc *spec.Scenario) ([]any, hcl.Diagnostics) {
	m, diags := new(findings).multipleOf(b, hclCtx, k.New(), nil)
	switch {
	case diags.HasErrors():
		return nil, diags
	case !m.every:
		part := k.New()
		return []any{part}, append(diags, decodeBlock(m.Block, hclCtx, part, sc)...)
	case !m.known:
		return nil, append(diags, spec.Errorf(b.DefRange, "No value", "Its %s has no value yet.", forEach))
	}
	var parts []any
	for _, each := range m.rounds {
		part := k.New()
		diags = append(diags, decodeBlock(m.Block, m.in(each), part, sc)...)
		parts = append(parts, part)
	}
	return parts, diags
}

// checkAll checks the blocks that an inner block stands for: the first ones one by one if their
// values are known, since some mistakes show in one of them only.
func (found *findings) checkAll(b *hcl.Block, k Kind[any], hclCtx *hcl.EvalContext, file *spec.File, sc *spec.Scenario) ([]any, hcl.Diagnostics) {
	var list findings
	m, diags := list.multipleOf(b, hclCtx, k.New(), file)
	part, in := k.New(), hclCtx
	if m.every {
		in = m.in(round{cty.UnknownVal(cty.Number), cty.DynamicVal})
		found.take(b, list)
	}
	of, moreDiags := checkBody(m.Block, in, part, file, sc)
	diags = append(diags, moreDiags...)
	if !m.known {
		found.take(b, of)
		return []any{part}, diags
	}
	of.unknown = nil
	parts := make([]any, len(m.rounds))
	for i, each := range m.rounds {
		if i < mostUnrolled {
			part = k.New()
			one, moreDiags := checkBody(m.Block, m.in(each), part, file, sc)
			of.unknown = append(of.unknown, one.unknown...)
			diags = append(diags, moreDiags...)
		}
		parts[i] = part
	}
	found.take(b, of)
	return parts, diags
}
