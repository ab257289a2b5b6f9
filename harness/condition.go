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
	When      hcl.Expression `hcl:"when,optional" type:"bool" doc:"Condition for the word to run; if it is false the word is left out. Default: true."`
	WhenRange hcl.Range      `hcl:"when,attr_value_range"`
}

// divide divides a block of a word into what is common to all words, and what is its own.
func divide(b *hcl.Block) (common commonAttrs, own *hcl.Block) {
	schema := &hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: spec.When}}}
	content, rest, _ := b.Body.PartialContent(schema) // a block that cannot be read is reported with its own attributes
	if attr := content.Attributes[spec.When]; attr != nil {
		common = commonAttrs{attr.Expr, attr.Expr.Range()}
	}
	inner := *b
	inner.Body = rest
	return common, &inner
}

// word compiles a word. Unless it certainly runs the forecast does not count on it.
func (c *compiler) word(b *hcl.Block, sc *spec.Scenario) (Word, hcl.Diagnostics) {
	common, own := divide(b)
	w := Word{Name: b.Type, Range: b.DefRange, block: own}
	if len(b.Labels) > 0 {
		w.Label = b.Labels[0]
	}
	if common.When == nil {
		return w, c.own(&w, sc)
	}
	w.when = common.When
	diags := c.check(&w, ownAttributes(b), sc, &commonAttrs{})
	c.forecast.Uncertainly(!c.isTrue(w.when, sc), func() { diags = append(diags, c.own(&w, sc)...) })
	return w, diags
}

// isTrue reports whether a condition is true whatever the run does.
func (c *compiler) isTrue(condition hcl.Expression, sc *spec.Scenario) bool {
	v, diags := condition.Value(c.unknowns(sc))
	return !diags.HasErrors() && v.Type() == cty.Bool && v.IsKnown() && !v.IsNull() && v.True()
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
