package harness

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// structure is a word that holds other words, and says when they run and what
// they see.
type structure interface {
	// compile checks the block and fills in the words that it holds.
	compile(c *compiler, w *Word, sc *spec.Scenario) hcl.Diagnostics
	play(ctx context.Context, r *run, env *Env, w Word) (goesOn bool, err error)
}

// structures lists them. They are a part of the engine, since they decide what
// other words see.
var structures = NewRegistry("structure", callKind, parallelKind, repeatKind, sequenceKind)

// Structures describes the words that hold other words, for the reference.
func Structures() []Kind[any] {
	var all []Kind[any]
	for _, k := range structures.kinds {
		all = append(all, Kind[any]{
			Name: k.Name, Summary: k.Summary, Label: k.Label, Plain: k.Plain, Waits: k.Waits, Receipt: k.Receipt, Setup: k.Setup, Example: k.Example,
			New: func() any { return k.New() },
		})
	}
	return all
}

// attributesOnly is a body of which somebody else reads the blocks.
type attributesOnly struct{ hcl.Body }

func (b attributesOnly) Content(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, _, diags := b.PartialContent(schema)
	return content, diags
}

// ownAttributes is the block without the words that it holds.
func ownAttributes(b *hcl.Block) *hcl.Block {
	own := *b
	own.Body = attributesOnly{b.Body}
	return &own
}

// attributes decodes what a block says besides the words that it holds, as far as
// it is known, and returns the body of those. The caller owes a check, behind the
// words, for their results may be what the attributes look at.
func (c *compiler) attributes(b *hcl.Block, sc *spec.Scenario, target any) (words hcl.Body) {
	_ = new(findings).decode(ownAttributes(b), c.unknowns(sc), target, nil) // fills in what it can
	_, words, _ = b.Body.PartialContent(shapeOf(reflect.TypeOf(target).Elem()).schema)
	return words
}

// hold compiles the words that a structure holds.
// besides are the names of the attributes that it has.
func (c *compiler) hold(body hcl.Body, at hcl.Range, sc *spec.Scenario, besides ...string) ([]Word, hcl.Diagnostics) {
	content, diags := spec.Content(body, c.schema, besides...)
	words, moreDiags := c.block(content.Blocks, sc)
	diags = append(diags, moreDiags...)
	if len(content.Blocks) == 0 && !diags.HasErrors() {
		diags = append(diags, spec.Errorf(at, "Nothing to do", "This block holds no words."))
	}
	return words, diags
}

// decode fills in a structure's own attributes when it runs.
func (w Word) decode(ctx context.Context, env *Env, target any) error {
	if diags := decodeBlock(ownAttributes(w.block), env.evalContext(ctx), target, env.Scenario); diags.HasErrors() {
		return Inconclusive("%w", diags)
	}
	return nil
}

var sequenceKind = Kind[structure]{
	Name:    "sequence",
	Summary: "Words that run one after the other: a branch of parallel that has several.",
	Plain:   "One after the other",
	Waits:   "Ends when the last word has ended.",
	Example: `parallel {
  sequence {
    create "/first" {}
    create "/second" {}
  }
  create "/third" {}
}`,
	New: func() structure { return &sequence{} },
}

type sequence struct{}

func (*sequence) compile(c *compiler, w *Word, sc *spec.Scenario) (diags hcl.Diagnostics) {
	w.Words, diags = c.hold(w.block.Body, w.Range, sc)
	return diags
}

func (*sequence) play(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	return r.say(ctx, env, w.Words)
}

var parallelKind = Kind[structure]{
	Name:    "parallel",
	Summary: "Words that run at the same time.",
	Plain:   "At the same time",
	Waits:   "Ends when all of them have ended. When one cannot go on, the others are broken off.",
	Example: `parallel {
  kill { server = 2 }
  create "/meanwhile" {}
}`,
	New: func() structure { return &parallel{} },
}

type parallel struct{ sequence }

// What the branches do in which order is not known, so only what all of them leave
// behind is forecast.
func (a *parallel) compile(c *compiler, w *Word, sc *spec.Scenario) (diags hcl.Diagnostics) {
	c.forecast.vaguely(true, func() { diags = a.sequence.compile(c, w, sc) })
	return diags
}

func (*parallel) play(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	group, ctx := errgroup.WithContext(ctx)
	ended := make([]bool, len(w.Words)) // the story, by a branch
	for i, word := range w.Words {
		group.Go(func() error {
			goesOn, err := r.sayOne(ctx, env.within(env.Scenario), word)
			ended[i] = !goesOn
			return err
		})
	}
	err := group.Wait()
	return !slices.Contains(ended, true), err
}

var repeatKind = Kind[structure]{
	Name:    "repeat",
	Summary: "Runs its words again and again: a number of times, for each value of a list or map, or until a condition holds. each.index counts from 0; each.value is the value, or the index where there is none.",
	Plain:   "Repeat[ {times} times][ for each of {for_each}][ until {until}, at most {within|60 s}]",
	Waits:   "Ends when all rounds have ended. With until: ends with the round after which the condition holds; when it does not within {within|60 s} the run is inconclusive.",
	Example: `repeat {
  for_each = [1, 2, 3]
  restart { server = each.value }
  await { serving = each.value }
}`,
	New: func() structure { return &repeat{} },
}

type repeat struct {
	Times       *int           `hcl:"times,optional" doc:"How many rounds there are; with until the most there may be; 1000000 with until, when it is left out."`
	TimesRange  hcl.Range      `hcl:"times,attr_value_range"`
	ForEach     cty.Value      `hcl:"for_each,optional" doc:"List, or map, with a value for each round."`
	EachRange   hcl.Range      `hcl:"for_each,attr_value_range"`
	Until       hcl.Expression `hcl:"until,optional" type:"bool" doc:"Condition that is looked at after each round and sees its each; when it holds that was the last one."`
	UntilRange  hcl.Range      `hcl:"until,attr_value_range"`
	Within      string         `hcl:"within,optional" doc:"With until: how long it may take; \"60s\" when it is left out."`
	WithinRange hcl.Range      `hcl:"within,attr_value_range"`
	Range       hcl.Range      `hcl:",def_range"`
}

// mostRounds is far above what a scenario needs, and bounds those that are
// compiled one by one.
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
	c.forecast.vaguely(one, func() { w.Words, diags = hold(round{cty.UnknownVal(cty.Number), cty.DynamicVal}) })
	if !one {
		for each := range rounds { // for the mistakes that show only in one of them
			_, moreDiags := hold(each)
			diags = append(diags, moreDiags...)
		}
	}
	if !a.UntilRange.Empty() {
		sc = sc.Within(round{cty.UnknownVal(cty.Number), cty.DynamicVal}.context(sc.Context), "")
	}
	return append(diags, c.check(w, ownAttributes(w.block), sc, &repeat{})...)
}

// round is what a round's words see as each.
type round struct{ index, value cty.Value }

func (e round) context(parent *hcl.EvalContext) *hcl.EvalContext {
	inner := parent.NewChild()
	inner.Variables = map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"index": e.index, "value": e.value})}
	return inner
}

// rounds are those whose number is known, and that number. With until alone they go
// on without an end.
func (a *repeat) rounds() (n int, all iter.Seq[round]) {
	switch {
	case a.Times != nil:
		n = min(*a.Times, mostRounds)
		return n, func(yield func(round) bool) {
			for i := 0; i < n && yield(round{index(i), index(i)}); i++ {
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
		return false, Inconclusive("round %s: %w", Text(each.index), context.Cause(ctx))
	}
	return r.say(ctx, env.inRound(each), w.Words)
}

// inRound is the surroundings of what sees each.
func (env *Env) inRound(each round) *Env {
	return env.within(env.Scenario.Within(each.context(env.Scenario.Context), ""))
}

// playUntil runs rounds until the condition holds.
func (a *repeat) playUntil(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	limit := StateLimit
	if a.Within != "" {
		limit, _ = time.ParseDuration(a.Within) // Validate has seen it
	}
	most := mostRounds
	if a.Times != nil {
		most = *a.Times
	}
	deadline := time.Now().Add(limit)
	var in *Env // of the last round
	for i := range most {
		each := round{index(i), index(i)}
		goesOn, err := a.playRound(ctx, r, env, w, each)
		if err != nil || !goesOn {
			return goesOn, err
		}
		in = env.inRound(each)
		in.word = w // which says what its condition speaks of
		v, err := in.Evaluate(ctx, a.Until)
		if err != nil {
			return false, err
		}
		if v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True() {
			return true, nil
		}
		if time.Now().After(deadline) {
			return false, Inconclusive("after %d rounds in %s it is still not so that %s", i+1, limit, in.Explain(ctx, a.Until))
		}
	}
	return false, Inconclusive("after %d rounds it is still not so that %s", most, in.Explain(ctx, a.Until))
}

var callKind = Kind[structure]{
	Name:    "call",
	Summary: "Runs the words of a procedure, with values for its arguments.",
	Label:   "procedure",
	Plain:   `Do what the procedure "{procedure}" says`,
	Waits:   "Ends when the last word of the procedure has ended.",
	Setup:   `create "/config" {}`,
	Example: `call "write twice" { path = "/config" }`,
	New:     func() structure { return &call{} },
}

// call has no attributes of its own: its procedure's arguments are.
type call struct{}

func (a *call) compile(c *compiler, w *Word, sc *spec.Scenario) hcl.Diagnostics {
	p, diags := c.plan.File.Procedure(w.Label, c.plan.Scenario.Inputs.Folder, w.block.LabelRanges[0])
	if diags.HasErrors() {
		return diags
	}
	w.procedure = &p
	key := p.Range.String()
	if slices.Contains(c.calls, key) {
		return hcl.Diagnostics{spec.Errorf(w.Range, "Endless call", "The procedure %q calls itself.", p.Name)}
	}
	if len(c.calls) == mostCalls {
		return hcl.Diagnostics{spec.Errorf(w.Range, "Too many calls", "Here %d procedures are called within each other.", mostCalls)}
	}
	c.called[key] = true
	c.calls = append(c.calls, key)
	defer func() { c.calls = c.calls[:len(c.calls)-1] }()
	args, diags := a.arguments(w, c.unknowns(sc), c.plan.File.Budget())
	for _, attr := range inSourceOrder(attributesIn(w.block.Body)) {
		source := string(c.plan.File.Slice(attr.Expr.Range()))
		w.text += source + "\n"
		w.given = append(w.given, given{attr.Name, source, args[attr.Name], true})
	}
	var moreDiags hcl.Diagnostics
	w.Words, moreDiags = c.hold(p.Body, p.Range, sc.Within(inProcedure(sc, args), ""))
	for _, d := range moreDiags {
		if d.Extra == nil { // the innermost call names the arguments
			d.Extra = calledFrom{w.Range, c.plan.Scenario.Name}
		}
	}
	return append(diags, moreDiags...)
}

// calledFrom is the call that a mistake in a procedure shows in.
type calledFrom struct {
	at       hcl.Range
	scenario string
}

func (f calledFrom) String() string {
	return fmt.Sprintf(" It shows in the call at %s:%d, of the scenario %q.", f.at.Filename, f.at.Start.Line, f.scenario)
}

func attributesIn(body hcl.Body) hcl.Attributes {
	attrs, _ := body.JustAttributes()
	return attrs
}

// inProcedure is what the words of a procedure see: its arguments, the release and
// the functions. What the caller sees besides is none of theirs, so that they mean
// the same wherever they are called.
func inProcedure(sc *spec.Scenario, args map[string]cty.Value) *hcl.EvalContext {
	root := sc.Context
	for root.Parent() != nil {
		root = root.Parent()
	}
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{"release": root.Variables["release"], "arg": cty.ObjectVal(args)},
		Functions: root.Functions,
	}
}

// arguments evaluates what the call gives, and the defaults of the others.
func (*call) arguments(w *Word, hclCtx *hcl.EvalContext, budget *spec.Budget) (map[string]cty.Value, hcl.Diagnostics) {
	given, diags := w.block.Body.JustAttributes()
	args := map[string]cty.Value{}
	for _, a := range w.procedure.Arguments {
		attr, ok := given[a.Name]
		switch {
		case ok:
			args[a.Name] = cty.DynamicVal
			moreDiags := budget.Affordable(attr.Expr, hclCtx)
			if !moreDiags.HasErrors() {
				args[a.Name], moreDiags = attr.Expr.Value(hclCtx)
			}
			diags = append(diags, moreDiags...)
		case a.Default == cty.NilVal:
			args[a.Name] = cty.DynamicVal
			diags = append(diags, spec.Errorf(w.Range, "Missing argument", "The procedure %q wants the argument %q; it has no default.", w.procedure.Name, a.Name))
		default:
			args[a.Name] = a.Default
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, ok := args[name]; !ok {
			diags = append(diags, spec.Errorf(given[name].NameRange, "No such argument", "The procedure %q has no argument %q.%s", w.procedure.Name, name, spec.DidYouMean(name, w.procedure.ArgumentNames())))
		}
	}
	return args, diags
}

func (a *call) play(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	args, diags := a.arguments(&w, env.evalContext(ctx), new(spec.Budget))
	if diags.HasErrors() {
		return false, Inconclusive("%w", diags)
	}
	return r.say(ctx, env.within(env.Scenario.Within(inProcedure(env.Scenario, args), "")), w.Words)
}

// checkUncalled finds the mistakes of procedures that no scenario of the file calls:
// those that can be found without knowing for which servers and sessions they are.
func checkUncalled(file *spec.File, in spec.Inputs, called map[string]bool, lang Language) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, p := range file.Procedures() {
		if called[p.Range.String()] {
			continue
		}
		args := map[string]cty.Value{}
		for _, a := range p.Arguments {
			args[a.Name] = cty.DynamicVal
		}
		root := &hcl.EvalContext{
			Variables: map[string]cty.Value{"release": cty.UnknownVal(cty.String)},
			Functions: spec.Functions(""),
		}
		sc := &spec.Scenario{Name: p.Name, Inputs: in, Context: root}
		sc.Context = inProcedure(sc, args)
		c := newCompiler(&Plan{Scenario: sc, Language: lang, File: file})
		_, moreDiags := c.hold(p.Body, p.Range, sc)
		diags = append(diags, moreDiags...)
	}
	return unique(diags)
}
