package harness

import (
	"cmp"
	"context"
	"iter"
	"reflect"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var repeatKind = Kind[structure]{
	Name:    "repeat",
	Summary: "Repeats what it holds: a number of times, for each value of a list or map, until a condition is true, or while it is. each.index counts from 0; each.value is the value. Without for_each it is the index, but not within another repeat, whose each it would hide: iterator gives it a name of its own.",
	Plain:   `Repeat{{with .times}} {{.}} times{{end}}{{with .for_each}} for each of {{.}}{{end}}{{with .until}} until {{.}}, at most {{or $.within "60 s"}}{{end}}{{with .while}} while {{.}}, at most {{or $.within "60 s"}}{{end}}`,
	Waits:   "Ends with the last round.",
	Cases: []Case{
		{Attribute: "until", Waits: `ends with the first round after which the condition is true; when there is none within {{or .within "60 s"}} the run is inconclusive.`},
		{Attribute: "while", Waits: `ends before the first round for which the condition is not true, which may be the first of all; when there is none within {{or .within "60 s"}} the run is inconclusive.`},
	},
	Example: `repeat {
  for_each = [1, 2, 3]
  restart { server = each.value }
  await { serving = each.value }
}`,
	New: func() structure { return &repeat{} },
}

type repeat struct {
	Times         *int           `hcl:"times,optional" doc:"Number of rounds, also 0; with until or while the most there may be. Default: 1000000 with until or while."`
	TimesRange    hcl.Range      `hcl:"times,attr_value_range"`
	ForEach       cty.Value      `hcl:"for_each,optional" doc:"List or map with a value for each round."`
	EachRange     hcl.Range      `hcl:"for_each,attr_value_range"`
	Until         hcl.Expression `hcl:"until,optional" type:"bool" doc:"Condition that is evaluated after each round and sees its each; when it is true that was the last one."`
	UntilRange    hcl.Range      `hcl:"until,attr_value_range"`
	While         hcl.Expression `hcl:"while,optional" type:"bool" doc:"Condition that is evaluated before each round and sees its each; when it is false there is no further one. Default: none."`
	WhileRange    hcl.Range      `hcl:"while,attr_value_range"`
	Iterator      string         `hcl:"iterator,optional" doc:"Name in place of each, a literal, so that an inner repeat does not hide it. Default: each."`
	IteratorRange hcl.Range      `hcl:"iterator,attr_value_range"`
	Within        string         `hcl:"within,optional" doc:"With until or while: how long it may take. Default: \"60s\"."`
	WithinRange   hcl.Range      `hcl:"within,attr_value_range"`
	Range         hcl.Range      `hcl:",def_range"`
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
	hasEach, hasUntil, hasWhile := !a.EachRange.Empty(), !a.UntilRange.Empty(), !a.WhileRange.Empty()
	if hasEach == (a.Times != nil || hasUntil || hasWhile) {
		diags = append(diags, spec.Errorf(a.Range, "How often?", "Say times = NUMBER, for_each = LIST, until = CONDITION or while = CONDITION; times may stand with until or while, and then it is the most."))
	}
	if hasUntil && hasWhile {
		diags = append(diags, spec.Errorf(a.WhileRange, "Two conditions", "Say until or while. One of them can be written as the other, or as part of it: !(...)."))
	}
	if a.Times != nil && (*a.Times < 0 || *a.Times > mostRounds) {
		diags = append(diags, spec.Errorf(a.TimesRange, "Invalid number of rounds", "There are 0 to %d rounds.", mostRounds))
	}
	if a.Iterator != "" {
		diags = append(diags, validIterator(a.Iterator, a.IteratorRange)...)
	}
	if hasEach {
		diags = append(diags, wantList(a.ForEach, a.EachRange)...)
	}
	if a.Within != "" {
		if d, err := time.ParseDuration(a.Within); err != nil || d <= 0 {
			diags = append(diags, spec.InvalidDuration(a.Within, a.WithinRange))
		}
		if !hasUntil && !hasWhile {
			diags = append(diags, spec.Errorf(a.WithinRange, "Within what?", "within limits the time of rounds that a condition ends; there is no until and no while."))
		}
	}
	return diags
}

// validIterator reports a name that is none, or that means something else already.
func validIterator(name string, at hcl.Range) hcl.Diagnostics {
	if diags := spec.ValidName(name, "iterator", at); diags.HasErrors() {
		return diags
	}
	if spec.HasMeaning(name) {
		return hcl.Diagnostics{spec.Errorf(at, "Taken name", "%s has a meaning of its own in expressions; give the iterator another name.", name)}
	}
	return nil
}

func (a *repeat) compile(c *compiler, w *Word, sc *spec.Scenario) hcl.Diagnostics {
	body := c.attributes(w.block, sc, a)
	hold := func(each round) ([]Word, hcl.Diagnostics) {
		return c.hold(body, w.Range, sc.Within(each.context(sc.Context, a.Iterator), ""), shapeOf(reflect.TypeOf(*a)).names()...)
	}
	var diags hcl.Diagnostics
	n, rounds := a.rounds()
	one := n == 0 || n > mostUnrolled || a.conditional() || c.words > unrolledWords
	c.forecast.Uncertainly(one, func() { w.Words, diags = hold(a.anyRound()) })
	if !one {
		for each := range rounds { // some mistakes show in one round only
			_, moreDiags := hold(each)
			diags = append(diags, moreDiags...)
		}
	}
	named := &repeat{Iterator: a.Iterator} // for the conditions, which are checked before it is decoded again
	return append(diags, c.check(w, ownAttributes(w.block), sc, named)...)
}

// conditional reports whether a condition ends the rounds.
func (a *repeat) conditional() bool { return !a.UntilRange.Empty() || !a.WhileRange.Empty() }

// scope implements scoper: until sees the round that has ended, and while the next one.
func (a *repeat) scope(attribute string, outer *hcl.EvalContext) *hcl.EvalContext {
	if attribute != "until" && attribute != "while" {
		return outer
	}
	return a.anyRound().context(outer, a.Iterator)
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

// context returns what the words of the round refer to, under the name of the iterator or
// as each. Within another repeat, each.value without a for_each would most likely be meant
// as that of the other one.
func (e round) context(outer *hcl.EvalContext, iterator string) *hcl.EvalContext {
	each := map[string]cty.Value{"index": e.index}
	switch {
	case e.value != cty.NilVal:
		each["value"] = e.value
	case iterator != "" || !isRound(outer):
		each["value"] = e.index
	}
	inner := outer.NewChild()
	inner.Variables = map[string]cty.Value{cmp.Or(iterator, "each"): cty.ObjectVal(each)}
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
			d.Detail = "The inner repeat hides the each of the outer one, and has no for_each: its each has only an index. Give it a for_each, or the outer one an iterator, a name in place of each."
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
	if a.conditional() {
		return a.playConditional(ctx, r, env, w)
	}
	_, rounds := a.rounds()
	for each := range rounds {
		goesOn, err := a.playRound(ctx, r, a.inRound(env, each), w)
		if err != nil || !goesOn {
			return goesOn, err
		}
	}
	return true, nil
}

func (*repeat) playRound(ctx context.Context, r *run, in *Env, w Word) (bool, error) {
	if ctx.Err() != nil {
		return false, verdict.Inconclusive("%w", context.Cause(ctx))
	}
	return r.runWords(ctx, in, w.Words)
}

// inRound returns the Env for the words of a round.
func (a *repeat) inRound(env *Env, each round) *Env {
	return env.within(env.Scenario.Within(each.context(env.Scenario.Context, a.Iterator), ""))
}

// playConditional runs rounds until the condition holds, or while it does.
func (a *repeat) playConditional(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	limit := cluster.StateLimit
	if a.Within != "" {
		limit, _ = time.ParseDuration(a.Within) // Validate checked it
	}
	most := mostRounds
	if a.Times != nil {
		most = *a.Times
	}
	deadline := time.Now().Add(limit)
	for i := 0; ; i++ {
		in := a.inRound(env, round{index: index(i)})
		if over, err := in.comesTo(ctx, w, a.While, false); over || err != nil {
			return err == nil, err
		}
		if i == most {
			return false, verdict.Inconclusive("after %d rounds it is still %s", i, a.unmet(ctx, env, w, i))
		}
		goesOn, err := a.playRound(ctx, r, in, w)
		if err != nil || !goesOn {
			return goesOn, err
		}
		if over, err := in.comesTo(ctx, w, a.Until, true); over || err != nil {
			return err == nil, err
		}
		if time.Now().After(deadline) {
			return false, verdict.Inconclusive("after %d rounds in %s it is still %s", i+1, limit, a.unmet(ctx, env, w, i+1))
		}
	}
}

// comesTo reports whether a condition of the word has a value. One that is left out has none.
func (env *Env) comesTo(ctx context.Context, w Word, condition hcl.Expression, value bool) (bool, error) {
	env.word, env.scope = w, nil
	v, err := env.Evaluate(ctx, condition)
	return err == nil && isKnown(v, value), err
}

// unmet explains why the rounds did not end, as the end of a sentence.
func (a *repeat) unmet(ctx context.Context, env *Env, w Word, rounds int) string {
	condition, text := a.While, "so that "
	if a.WhileRange.Empty() {
		condition, text, rounds = a.Until, "not so that ", max(rounds-1, 0)
	}
	in := a.inRound(env, round{index: index(rounds)})
	in.word = w
	return text + in.Explain(ctx, condition)
}
