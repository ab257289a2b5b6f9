package harness

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
)

// compileWithControls checks every word of a scenario and of its controls, and returns the
// plan and the procedures that are called. file holds the scenario.
func compileWithControls(file *spec.File, sc *spec.Scenario, lang Language) (*Plan, map[string]bool, hcl.Diagnostics) {
	plan, called, diags := compile(file, sc, lang)
	own := diags.HasErrors()
	for _, control := range sc.Controls {
		changed, moreDiags := file.Scenario(sc.Name, sc.Inputs.With(control.Change))
		for _, d := range moreDiags {
			if d.Subject == nil { // a variable that does not exist has no other place
				d.Subject = &control.Range
			}
		}
		diags = append(diags, moreDiags...)
		if changed == nil {
			continue
		}
		controlPlan, _, moreDiags := compile(file, changed, lang)
		controlPlan.control = control.Name
		plan.Controls = append(plan.Controls, ControlPlan{Control: control, Plan: controlPlan})
		if !own { // a mistake of the scenario itself was reported already
			diags = append(diags, moreDiags...)
		}
	}
	return plan, called, diags
}

func compile(file *spec.File, sc *spec.Scenario, lang Language) (*Plan, map[string]bool, hcl.Diagnostics) {
	c := newCompiler(&Plan{Scenario: sc, Language: lang, File: file})
	var diags hcl.Diagnostics
	seen := map[string]bool{timeline.StepBoot: true, timeline.StepJudge: true}
	for _, s := range sc.Steps {
		if seen[s.Name] {
			diags = append(diags, spec.Errorf(s.Range, "Duplicate step", "The name %q is taken already; each step needs a name of its own.", s.Name))
		}
		seen[s.Name] = true
		diags = append(diags, c.step(s)...)
	}
	c.explainResults(diags)
	if sc.Ensemble != nil {
		sc.Ensemble.Changes = c.changes
	}
	delete(c.judged, "")
	c.plan.Judged = slices.Sorted(maps.Keys(c.judged))
	return c.plan, c.called, unique(append(diags, c.unjudged()...))
}

// unique drops repeated diagnostics: those of a procedure that is called twice.
func unique(diags hcl.Diagnostics) hcl.Diagnostics {
	seen := map[string]bool{}
	var kept hcl.Diagnostics
	for _, d := range diags {
		key := d.Summary + "\n" + d.Detail
		if d.Subject != nil {
			key += "\n" + d.Subject.String()
		}
		if !seen[key] {
			kept = append(kept, d)
		}
		seen[key] = true
	}
	return kept
}

// unjudged reports expectations that no check and no word can ever meet.
func (c *compiler) unjudged() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, e := range c.plan.Scenario.Expects {
		for _, name := range e.Guarantees {
			if _, checked := c.plan.Language.Checks.Lookup(name); !checked && !c.judged[name] {
				diags = append(diags, spec.Errorf(e.Range, "Nothing judges this guarantee", "The scenario expects %q to break, but no assert or await names it, and no check watches over it.", name))
			}
		}
	}
	return diags
}

func wordSchema(lang Language) *hcl.BodySchema {
	schema := &hcl.BodySchema{}
	for _, k := range lang.Actions.kinds {
		schema.Blocks = append(schema.Blocks, k.header())
	}
	for _, k := range lang.Assertions.kinds {
		schema.Blocks = append(schema.Blocks, k.header())
	}
	for _, k := range structures.kinds {
		schema.Blocks = append(schema.Blocks, k.header())
	}
	return schema
}

// compiler walks through a scenario in the order in which it will run, so that it knows
// where each result is defined.
type compiler struct {
	plan      *Plan
	schema    *hcl.BodySchema
	results   map[string]hcl.Range            // where each is defined
	certain   map[string]map[string]cty.Value // of each result, by attribute
	changes   []string                        // releases that servers are changed to
	pending   map[string]bool                 // results that no word has waited for yet
	unknown   cty.Value                       // the object of all results; NilVal when there are new ones
	judged    map[string]bool                 // guarantees that words judge
	called    map[string]bool                 // procedures of the file
	calls     []string                        // procedures that are being compiled, the innermost last
	words     int                             // compiled so far
	sessions  cty.Value                       // unknown values by name
	functions map[string]function.Function
	forecast  *forecast.Forecast
}

func newCompiler(plan *Plan) *compiler {
	c := &compiler{
		plan:      plan,
		schema:    wordSchema(plan.Language),
		results:   map[string]hcl.Range{},
		certain:   map[string]map[string]cty.Value{},
		pending:   map[string]bool{},
		judged:    map[string]bool{},
		called:    map[string]bool{},
		sessions:  cty.DynamicVal,
		functions: values.Functions(),
		forecast:  forecast.New(plan.Scenario),
	}
	maps.Copy(c.functions, values.UnknownClock())
	c.functions["server"] = values.ServerFunc(plan.Scenario.Ensemble, func(int) (map[string]cty.Value, error) {
		return values.UnknownServer, nil
	})
	c.functions["log_line"] = values.LogLineFunc(plan.Scenario.Ensemble, func(int, *regexp.Regexp) (cty.Value, error) {
		return cty.UnknownVal(cty.String), nil
	})
	c.functions["log_lines"] = values.LogLinesFunc(plan.Scenario.Ensemble, func(int, *regexp.Regexp) (cty.Value, error) {
		return cty.UnknownVal(cty.List(cty.String)).RefineNotNull(), nil
	})
	if plan.Scenario.Ensemble != nil {
		sessions := map[string]cty.Value{}
		for _, s := range plan.Scenario.Sessions {
			sessions[s.Name] = values.UnknownSession
		}
		c.sessions = cty.ObjectVal(sessions)
	}
	return c
}

// stepAttrs holds the attributes of a step.
type stepAttrs struct {
	Session      string    `hcl:"session,optional" doc:"Session of the operations that name none. Default: the scenario's only one."`
	SessionRange hcl.Range `hcl:"session,attr_value_range"`
}

func (c *compiler) step(s spec.Step) hcl.Diagnostics {
	step := Step{Name: s.Name, Finally: s.Finally, Range: s.Range}
	if s.Finally {
		c.forecast.AfterAnything()
		clear(c.certain) // the word that keeps a result may have ended the run
		c.unknown = cty.NilVal
	}
	sc := c.plan.Scenario
	var attrs stepAttrs
	block := &hcl.Block{Type: s.Type(), Body: s.Body, DefRange: s.Range}
	words := c.attributes(block, sc, &attrs)
	diags := c.check(&Word{}, ownAttributes(block), sc, &stepAttrs{})
	if attrs.Session != "" {
		diags = append(diags, sessionIsDeclared(sc, attrs.Session, attrs.SessionRange)...)
		step.session = attrs.Session
		if diags.HasErrors() && len(sc.Sessions) > 0 {
			step.session = sc.Sessions[0].Name // so that only this is reported
		}
		sc = sc.Within(sc.Context, step.session)
	}
	blocks, moreDiags := spec.Content(words, c.schema, shapeOf(reflect.TypeOf(attrs)).names()...)
	diags = append(diags, moreDiags...)
	step.Words, moreDiags = c.block(blocks.Blocks, sc)
	diags = append(diags, moreDiags...)
	if len(blocks.Blocks) == 0 && !diags.HasErrors() {
		diags = append(diags, spec.Errorf(s.Range, "Empty step", "The %s %q does nothing.", s.Type(), s.Name))
	}
	c.plan.Steps = append(c.plan.Steps, step)
	return diags
}

// sessionIsDeclared reports a session that the scenario does not declare.
func sessionIsDeclared(sc *spec.Scenario, name string, at hcl.Range) hcl.Diagnostics {
	var names []string
	for _, s := range sc.Sessions {
		if s.Name == name {
			return nil
		}
		names = append(names, s.Name)
	}
	return hcl.Diagnostics{spec.Errorf(at, "No such session", "The scenario declares no session %q.%s", name, spec.DidYouMean(name, names))}
}

// Bounds on what a scenario of a few lines can grow to by procedures that call each other.
// The cost of the whole file is bounded by its spec.Budget.
const (
	mostWords = 20_000
	mostCalls = 100 // of procedures within each other
	perResult = 16  // of the budget, for the unknown value of a result
)

// block compiles words in their order.
func (c *compiler) block(blocks hcl.Blocks, sc *spec.Scenario) ([]Word, hcl.Diagnostics) {
	var words []Word
	var diags hcl.Diagnostics
	for _, b := range blocks {
		if c.words++; c.words > mostWords {
			return words, append(diags, spec.Errorf(b.DefRange, "Too many words", "The scenario has more than %d words, those of its procedures counted with each call, and those of a repeat of a few rounds with each of them.", mostWords))
		}
		if moreDiags := c.plan.File.Budget().SpendBlock(b.DefRange); moreDiags.HasErrors() {
			return words, append(diags, moreDiags...)
		}
		w, moreDiags := c.word(b, sc)
		diags = append(diags, moreDiags...)
		words = append(words, w)
		if c.words > mostWords {
			break
		}
	}
	return words, diags
}

// own compiles what is a word's own: all but what is common to words.
func (c *compiler) own(w *Word, sc *spec.Scenario) hcl.Diagnostics {
	b := w.block
	if k, ok := structures.Lookup(b.Type); ok {
		w.make = func() any { return k.New() }
		return k.New().compile(c, w, sc)
	}
	if k, ok := c.plan.Language.Actions.Lookup(b.Type); ok {
		w.make = func() any { return k.New() }
	} else if k, ok := c.plan.Language.Assertions.Lookup(b.Type); ok {
		w.make = func() any { return k.New() }
	}
	target := w.make()
	diags := c.check(w, b, sc, target)
	if r, ok := target.(Releaser); ok {
		c.changes = append(c.changes, r.Releases(sc)...)
	}
	if n, ok := target.(Needer); ok {
		w.needs = n.Needs()
	}
	if f, ok := target.(forecast.Predictor); ok && sc.Ensemble != nil {
		c.forecast.Scenario = sc
		predicted := f.Predict(c.forecast) // also for a word with mistakes, since later words build on it
		if !diags.HasErrors() {
			diags = append(diags, predicted...)
		}
	}
	return diags
}

// check reports the mistakes of a block's attributes and records what they define.
func (c *compiler) check(w *Word, b *hcl.Block, sc *spec.Scenario, target any) hcl.Diagnostics {
	found, diags := checkBody(b, c.unknowns(sc), target, c.plan.File, sc)
	w.used = append(w.used, found.used...)
	w.given = append(w.given, found.given...)
	c.judged[found.guarantee] = true
	diags = append(diags, c.unawaited(found, target)...)
	if _, ok := c.results[found.result]; found.result != "" && !ok && c.plan.Scenario.Ensemble != nil {
		diags = append(diags, spec.Errorf(found.resultAt, "No such result", "Nothing before this defines a result %q.%s", found.result, spec.DidYouMean(found.result, slices.Sorted(maps.Keys(c.results)))))
	}
	delete(c.pending, found.result)
	if !found.asRange.Empty() {
		diags = append(diags, spec.ValidName(found.as, "result", found.asRange)...)
	}
	if found.as != "" {
		if found.goesOn && !c.forecast.Uncertain() {
			c.pending[found.as] = true
		}
		if first, dup := c.results[found.as]; dup && first != found.asRange {
			diags = append(diags, spec.Errorf(found.asRange, "Duplicate result", "There is a result %q already, at %s; give this one another name.", found.as, first))
		}
		c.results[found.as] = found.asRange
		c.certain[found.as] = found.certain(target)
		c.unknown = cty.NilVal
	}
	return diags
}

// unknowns returns the evaluation context of a word before the run: all names exist, and
// values that depend on the running ensemble are unknown.
func (c *compiler) unknowns(sc *spec.Scenario) *hcl.EvalContext {
	hclCtx := sc.Context.NewChild()
	hclCtx.Variables = values.UnknownRoles()
	hclCtx.Variables["session"] = c.sessions
	hclCtx.Variables["result"] = c.unknownResults()
	hclCtx.Functions = c.functions
	return hclCtx
}

func (c *compiler) unknownResults() cty.Value {
	if c.plan.Scenario.Ensemble == nil {
		return cty.DynamicVal // a procedure by itself: the results of its callers are unknown
	}
	if c.unknown != cty.NilVal {
		return c.unknown
	}
	_ = c.plan.File.Budget().Spend(float64(perResult*len(c.results)), c.plan.Scenario.Range) // the next word reports it
	results := make(map[string]cty.Value, len(c.results))
	for name := range c.results {
		results[name] = values.UnknownResult(c.certain[name])
	}
	c.unknown = cty.ObjectVal(results)
	return c.unknown
}

func describeWord(w Word) string {
	if w.Label == "" {
		return w.Name
	}
	return fmt.Sprintf("%s %q", w.Name, w.Label)
}
