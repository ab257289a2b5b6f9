package harness

import (
	"context"
	"iter"
	"reflect"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var repeatKind = Kind[structure]{
	Name:    "repeat",
	Summary: "Repeats what it holds: a number of times, for each value of a list or map, or until a condition is true. each.index counts from 0; each.value is the value. Without for_each it is the index, but not within another repeat, whose each it would hide.",
	Plain:   `Repeat{{with .times}} {{.}} times{{end}}{{with .for_each}} for each of {{.}}{{end}}{{with .until}} until {{.}}, at most {{or $.within "60 s"}}{{end}}`,
	Waits:   "Ends with the last round.",
	Cases: []Case{
		{Attribute: "until", Waits: `ends with the first round after which the condition is true; when there is none within {{or .within "60 s"}} the run is inconclusive.`},
	},
	Example: `repeat {
  for_each = [1, 2, 3]
  restart { server = each.value }
  await { serving = each.value }
}`,
	New: func() structure { return &repeat{} },
}

type repeat struct {
	Times       *int           `hcl:"times,optional" doc:"Number of rounds; with until the most there may be. Default: 1000000 with until."`
	TimesRange  hcl.Range      `hcl:"times,attr_value_range"`
	ForEach     cty.Value      `hcl:"for_each,optional" doc:"List or map with a value for each round."`
	EachRange   hcl.Range      `hcl:"for_each,attr_value_range"`
	Until       hcl.Expression `hcl:"until,optional" type:"bool" doc:"Condition that is evaluated after each round and sees its each; when it is true that was the last one."`
	UntilRange  hcl.Range      `hcl:"until,attr_value_range"`
	Within      string         `hcl:"within,optional" doc:"With until: how long it may take. Default: \"60s\"."`
	WithinRange hcl.Range      `hcl:"within,attr_value_range"`
	Range       hcl.Range      `hcl:",def_range"`
}

// mostRounds is far above what a scenario needs. mostUnrolled and unrolledWords bound the
// rounds that are compiled one by one.
const (
	mostRounds    = 1_000_000
	mostUnrolled  = 20
	unrolledWords = mostWords / 4
)

// Validate implements Validator.
func (a *repeat) Validate(*spec.Scenario) hcl.Diagnostics {
	var diags hcl.Diagnostics
	hasEach, hasUntil := !a.EachRange.Empty(), !a.UntilRange.Empty()
	if hasEach == (a.Times != nil || hasUntil) {
		diags = append(diags, spec.Errorf(a.Range, "How often?", "Say times = NUMBER, for_each = LIST, or until = CONDITION; times and until may stand together, and then times is the most."))
	}
	if a.Times != nil && (*a.Times < 1 || *a.Times > mostRounds) {
		diags = append(diags, spec.Errorf(a.TimesRange, "Invalid number of rounds", "There are 1 to %d rounds.", mostRounds))
	}
	if hasEach && a.ForEach != cty.NilVal && (a.ForEach.IsNull() || a.ForEach.IsKnown() && !a.ForEach.CanIterateElements()) {
		diags = append(diags, spec.Errorf(a.EachRange, "Not a list", "A list or a map is wanted, such as [1, 2, 3]."))
	}
	if a.Within != "" {
		if d, err := time.ParseDuration(a.Within); err != nil || d <= 0 {
			diags = append(diags, spec.InvalidDuration(a.Within, a.WithinRange))
		}
		if !hasUntil {
			diags = append(diags, spec.Errorf(a.WithinRange, "Within what?", "within limits the time until a condition holds; there is no until."))
		}
	}
	return diags
}

func (a *repeat) compile(c *compiler, w *Word, sc *spec.Scenario) hcl.Diagnostics {
	body := c.attributes(w.block, sc, a)
	hold := func(each round) ([]Word, hcl.Diagnostics) {
		return c.hold(body, w.Range, sc.Within(each.context(sc.Context), ""), shapeOf(reflect.TypeOf(*a)).names()...)
	}
	var diags hcl.Diagnostics
	n, rounds := a.rounds()
	one := n == 0 || n > mostUnrolled || !a.UntilRange.Empty() || c.words > unrolledWords
	c.forecast.Uncertainly(one, func() { w.Words, diags = hold(a.anyRound()) })
	if !one {
		for each := range rounds { // some mistakes show in one round only
			_, moreDiags := hold(each)
			diags = append(diags, moreDiags...)
		}
	}
	return append(diags, c.check(w, ownAttributes(w.block), sc, &repeat{})...)
}

// scope implements scoper: until sees the round that has ended.
func (a *repeat) scope(attribute string, outer *hcl.EvalContext) *hcl.EvalContext {
	if attribute != "until" {
		return outer
	}
	return a.anyRound().context(outer)
}

// round is the value of each for the words of one round. value is NilVal without for_each.
type round struct{ index, value cty.Value }

// anyRound returns a round whose values are unknown.
func (a *repeat) anyRound() round {
	if a.EachRange.Empty() {
		return round{index: cty.UnknownVal(cty.Number)}
	}
	return round{cty.UnknownVal(cty.Number), cty.DynamicVal}
}

// context returns what the words of the round refer to. Within another repeat, each.value
// without a for_each would most likely be meant as that of the other one.
func (e round) context(outer *hcl.EvalContext) *hcl.EvalContext {
	each := map[string]cty.Value{"index": e.index}
	switch {
	case e.value != cty.NilVal:
		each["value"] = e.value
	case !isRound(outer):
		each["value"] = e.index
	}
	inner := outer.NewChild()
	inner.Variables = map[string]cty.Value{"each": cty.ObjectVal(each)}
	return inner
}

// isRound reports whether a context is that of a round.
func isRound(hclCtx *hcl.EvalContext) bool {
	for ; hclCtx != nil; hclCtx = hclCtx.Parent() {
		if _, ok := hclCtx.Variables["each"]; ok {
			return true
		}
	}
	return false
}

// explainHidden rewrites diagnostics on an each.value that a repeat hides, which HCL knows as a
// missing attribute only.
func explainHidden(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		ref, ok := d.Expression.(*hclsyntax.ScopeTraversalExpr)
		if !ok || d.Summary != "Unsupported attribute" || ref.Traversal.RootName() != "each" {
			continue
		}
		if attr, ok := ref.Traversal[1].(hcl.TraverseAttr); ok && attr.Name == "value" {
			d.Expression = nil // so that each.index is not suggested
			d.Detail = "The inner repeat hides the each of the outer one, and has no for_each: its each has only an index. Give it a for_each, or use the outer each outside of it."
		}
	}
	return diags
}

// rounds returns the rounds whose number is known before the run, and that number. With
// until alone there are none.
func (a *repeat) rounds() (n int, all iter.Seq[round]) {
	switch {
	case a.Times != nil:
		n = min(*a.Times, mostRounds)
		return n, func(yield func(round) bool) {
			for i := 0; i < n && yield(round{index: index(i)}); i++ {
			}
		}
	case a.ForEach != cty.NilVal && !a.ForEach.IsNull() && a.ForEach.IsKnown() && a.ForEach.CanIterateElements():
		return a.ForEach.LengthInt(), func(yield func(round) bool) {
			i := 0
			for _, v := range a.ForEach.Elements() {
				if !yield(round{index(i), v}) {
					return
				}
				i++
			}
		}
	}
	return 0, func(func(round) bool) {}
}

func index(i int) cty.Value { return cty.NumberIntVal(int64(i)) }

func (*repeat) play(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	a := &repeat{}
	if err := w.decode(ctx, env, a); err != nil {
		return false, err
	}
	if !a.UntilRange.Empty() {
		return a.playUntil(ctx, r, env, w)
	}
	_, rounds := a.rounds()
	for each := range rounds {
		goesOn, err := a.playRound(ctx, r, env, w, each)
		if err != nil || !goesOn {
			return goesOn, err
		}
	}
	return true, nil
}

func (a *repeat) playRound(ctx context.Context, r *run, env *Env, w Word, each round) (bool, error) {
	if ctx.Err() != nil {
		return false, verdict.Inconclusive("round %s: %w", values.Text(each.index), context.Cause(ctx))
	}
	return r.runWords(ctx, env.inRound(each), w.Words)
}

// inRound returns the Env for the words of a round.
func (env *Env) inRound(each round) *Env {
	return env.within(env.Scenario.Within(each.context(env.Scenario.Context), ""))
}

// playUntil runs rounds until the condition holds.
func (a *repeat) playUntil(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	limit := cluster.StateLimit
	if a.Within != "" {
		limit, _ = time.ParseDuration(a.Within) // Validate checked it
	}
	most := mostRounds
	if a.Times != nil {
		most = *a.Times
	}
	deadline := time.Now().Add(limit)
	var in *Env // of the last round
	for i := range most {
		each := round{index: index(i)}
		goesOn, err := a.playRound(ctx, r, env, w, each)
		if err != nil || !goesOn {
			return goesOn, err
		}
		in = env.inRound(each)
		in.word = w // whose condition is evaluated
		v, err := in.Evaluate(ctx, a.Until)
		if err != nil {
			return false, err
		}
		if v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True() {
			return true, nil
		}
		if time.Now().After(deadline) {
			return false, verdict.Inconclusive("after %d rounds in %s it is still not so that %s", i+1, limit, in.Explain(ctx, a.Until))
		}
	}
	return false, verdict.Inconclusive("after %d rounds it is still not so that %s", most, in.Explain(ctx, a.Until))
}
