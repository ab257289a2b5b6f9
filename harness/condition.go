package harness

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// commonAttrs holds the attribute that each word may have besides its own.
type commonAttrs struct {
	When hcl.Expression `hcl:"when,optional" type:"bool" doc:"Condition for the word to run; if it is false the word is left out. Default: true."`
}

// takeOut returns an attribute of a block, or nil, and the block without it.
func takeOut(b *hcl.Block, name string) (attr *hcl.Attribute, rest *hcl.Block, diags hcl.Diagnostics) {
	content, body, diags := b.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: name}}})
	without := *b
	without.Body = body
	return content.Attributes[name], &without, diags
}

// word compiles a word. Unless it certainly runs the forecast does not count on it.
func (c *compiler) word(b *hcl.Block, sc *spec.Scenario) (Word, hcl.Diagnostics) {
	when, own, _ := takeOut(b, spec.When) // a block that cannot be read is reported with its own attributes
	w := Word{Name: b.Type, Range: b.DefRange, block: own}
	if len(b.Labels) > 0 {
		w.Label = b.Labels[0]
	}
	if when == nil {
		return w, c.own(&w, sc)
	}
	w.when = when.Expr
	diags := c.check(&w, ownAttributes(b), sc, &commonAttrs{})
	v, moreDiags := w.when.Value(c.unknowns(sc))
	certain := !moreDiags.HasErrors() && isKnown(v, true)
	c.forecast.Uncertainly(!certain, func() { diags = append(diags, c.own(&w, sc)...) })
	return w, diags
}

// isKnown reports whether a value is known to be true, or to be false.
func isKnown(v cty.Value, truth bool) bool {
	return v.Type() == cty.Bool && v.IsKnown() && !v.IsNull() && v.True() == truth
}

// leavesOut reports whether the condition of a word is false, and records that.
func (r *run) leavesOut(ctx context.Context, env *Env, w Word) (bool, error) {
	if w.when == nil {
		return false, nil
	}
	holds, err := env.Holds(ctx, w.when)
	if err != nil {
		return false, fmt.Errorf("%s: when = %s: %w", describeWord(w), env.source(w.when), err)
	}
	if !holds {
		r.log.Append(timeline.Event{Kind: timeline.KindNote, Actor: "harness", Source: sourceOf(&w.Range),
			What: fmt.Sprintf("%s is left out: %s", describeWord(w), env.Explain(ctx, w.when))})
	}
	return !holds, nil
}

// Holds evaluates a condition of the present word. It fails if the condition has no value.
func (env *Env) Holds(ctx context.Context, condition hcl.Expression) (bool, error) {
	v, err := env.Evaluate(ctx, condition)
	if err != nil {
		return false, err
	}
	if v, err = convert.Convert(v, cty.Bool); err != nil || v.IsNull() || !v.IsKnown() {
		return false, verdict.Inconclusive("the condition is neither true nor false")
	}
	return v.True(), nil
}
