package harness

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// structure is implemented by words that hold other words, and decide when these run and
// what they refer to.
type structure interface {
	// compile checks the block and compiles the words that it holds.
	compile(c *compiler, w *Word, sc *spec.Scenario) hcl.Diagnostics
	play(ctx context.Context, r *run, env *Env, w Word) (goesOn bool, err error)
}

// structures lists the structures. They belong to the engine, since they decide what other
// words refer to.
var structures = NewRegistry("structure", callKind, parallelKind, repeatKind, sequenceKind)

// Structures returns the kinds of words that hold other words, for the reference.
func Structures() []Kind[any] {
	var all []Kind[any]
	for _, k := range structures.kinds {
		all = append(all, Kind[any]{
			Name: k.Name, Summary: k.Summary, Label: k.Label, Plain: k.Plain, Waits: k.Waits, Receipt: k.Receipt, Cases: k.Cases, Setup: k.Setup, Example: k.Example,
			New: func() any { return k.New() },
		})
	}
	return all
}

// attributesOnly wraps a body whose blocks are read elsewhere.
type attributesOnly struct{ hcl.Body }

func (b attributesOnly) Content(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, _, diags := b.PartialContent(schema)
	return content, diags
}

// ownAttributes returns the block without the words that it holds.
func ownAttributes(b *hcl.Block) *hcl.Block {
	own := *b
	own.Body = attributesOnly{b.Body}
	return &own
}

// attributes decodes a block's own attributes, as far as their values are known, and
// returns the body of the words that it holds. The caller must check the attributes after
// the words, since they may refer to results of these.
func (c *compiler) attributes(b *hcl.Block, sc *spec.Scenario, target any) (words hcl.Body) {
	_ = new(findings).decode(ownAttributes(b), c.unknowns(sc), target, nil) // fills in what it can
	_, words, _ = b.Body.PartialContent(shapeOf(reflect.TypeOf(target).Elem()).schema)
	return words
}

// hold compiles the words that a structure holds. besides names its own attributes.
func (c *compiler) hold(body hcl.Body, at hcl.Range, sc *spec.Scenario, besides ...string) ([]Word, hcl.Diagnostics) {
	content, diags := spec.Content(body, c.schema, besides...)
	words, moreDiags := c.block(content.Blocks, sc)
	diags = append(diags, moreDiags...)
	if len(content.Blocks) == 0 && !diags.HasErrors() {
		diags = append(diags, spec.Errorf(at, "Nothing to do", "This block holds no words."))
	}
	return words, diags
}

// decode decodes a structure's own attributes when it runs.
func (w Word) decode(ctx context.Context, env *Env, target any) error {
	if diags := decodeBlock(ownAttributes(w.block), env.evalContext(ctx), target, env.Scenario); diags.HasErrors() {
		return verdict.Inconclusive("%w", diags)
	}
	return nil
}

var sequenceKind = Kind[structure]{
	Name:    "sequence",
	Summary: "Runs what it holds one after the other: a branch of parallel that has several parts.",
	Plain:   "One after the other",
	Waits:   "Ends with the last of them.",
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
	return r.runWords(ctx, env, w.Words)
}

var parallelKind = Kind[structure]{
	Name:    "parallel",
	Summary: "Runs what it holds at the same time.",
	Plain:   "At the same time",
	Waits:   "Ends when all of them have ended. When one cannot go on, the others are interrupted.",
	Example: `parallel {
  kill { server = 2 }
  create "/meanwhile" {}
}`,
	New: func() structure { return &parallel{} },
}

type parallel struct{ sequence }

// The order of what the branches do is unknown, so that only their common effect is
// forecast.
func (a *parallel) compile(c *compiler, w *Word, sc *spec.Scenario) (diags hcl.Diagnostics) {
	c.forecast.Uncertainly(true, func() { diags = a.sequence.compile(c, w, sc) })
	return diags
}

func (*parallel) play(ctx context.Context, r *run, env *Env, w Word) (bool, error) {
	group, ctx := errgroup.WithContext(verdict.WithConcurrent(ctx))
	ended := make([]bool, len(w.Words)) // by a broken guarantee, for each branch
	for i, word := range w.Words {
		branch := env.within(env.Scenario)
		group.Go(func() error {
			goesOn, err := r.runWord(ctx, branch, word)
			ended[i] = !goesOn
			return err
		})
	}
	err := group.Wait()
	return !slices.Contains(ended, true), err
}

var callKind = Kind[structure]{
	Name:    "call",
	Summary: "Runs a procedure, with values for its arguments.",
	Label:   "procedure",
	Plain:   `Run the procedure "{{.procedure}}"`,
	Waits:   "Ends with the procedure.",
	Setup:   `create "/config" {}`,
	Example: `call "write twice" { data = "2" }`,
	New:     func() structure { return &call{} },
}

// call has the arguments of its procedure as attributes.
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
	hclCtx := c.unknowns(sc)
	args, diags := a.arguments(w, hclCtx, c.plan.File.Budget())
	for _, attr := range inSourceOrder(attributesIn(w.block.Body)) {
		source := string(c.plan.File.Slice(attr.Expr.Range()))
		w.used = append(w.used, namesIn(attr.Expr)...)
		w.given = append(w.given, given{attr.Name, source, args[attr.Name], true})
		diags = append(diags, c.plan.File.Budget().CheckComparisons(attr.Expr, hclCtx)...)
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

// calledFrom names the call in which a mistake of a procedure shows.
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

// inProcedure returns what the words of a procedure refer to: its arguments, the release
// and the functions. The variables of the caller are left out, so that a procedure means
// the same wherever it is called.
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

// arguments evaluates the arguments of the call and the defaults of the others.
func (*call) arguments(w *Word, hclCtx *hcl.EvalContext, budget *spec.Budget) (map[string]cty.Value, hcl.Diagnostics) {
	given, diags := w.block.Body.JustAttributes()
	args := map[string]cty.Value{}
	for _, a := range w.procedure.Arguments {
		attr, ok := given[a.Name]
		switch {
		case ok:
			args[a.Name] = cty.DynamicVal
			moreDiags := budget.CheckSize(attr.Expr, hclCtx)
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
		return false, verdict.Inconclusive("%w", diags)
	}
	return r.runWords(ctx, env.within(env.Scenario.Within(inProcedure(env.Scenario, args), "")), w.Words)
}

// checkUncalled reports mistakes of procedures that no scenario of the file calls, as far
// as they can be found without knowing the servers and sessions.
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
