package harness

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Plan is a scenario that is ready to run: every word of its steps is known, and
// every mistake that can be found without running it was found.
type Plan struct {
	Scenario *spec.Scenario
	Steps    []Step
	Language Language
	Source   []byte // of the scenario's file, for messages
	Controls []ControlPlan
	Judged   []string // guarantees that its words stand for, sorted

	json    bool   // the source is in HCL's JSON form
	control string // which control this is the plan of, if any
}

// ControlPlan is the plan of one control of a scenario.
type ControlPlan struct {
	Control spec.Control
	Plan    *Plan
}

// Step is a compiled step.
type Step struct {
	Name  string
	Words []Word
	Range hcl.Range
}

// Word is one action or assertion of a step, still to be decoded with what is
// known when it runs.
type Word struct {
	Name  string
	Label string
	Range hcl.Range

	block *hcl.Block
	make  func() any
	text  string // source of its expressions
	needs []Capability
}

// mentions tells whether an expression of the word may use name. It looks at the
// text alone, so that it works for JSON too; a false alarm costs time only.
func (w Word) mentions(name string) bool { return strings.Contains(w.text, name) }

// Needs lists what the plan wants of a runtime.
func (p *Plan) Needs() []Capability {
	var all []Capability
	for _, s := range p.Steps {
		for _, w := range s.Words {
			all = append(all, w.needs...)
		}
	}
	return all
}

// Compile checks every word of the scenario and of its controls, and makes the
// plan. file is where the scenario comes from.
func Compile(file *spec.File, sc *spec.Scenario, lang Language) (*Plan, hcl.Diagnostics) {
	plan, diags := compile(file, sc, lang)
	own := diags.HasErrors()
	for _, control := range sc.Controls {
		changed, moreDiags := file.Scenario(sc.Name, sc.Inputs.With(control.Change))
		for _, d := range moreDiags {
			if d.Subject == nil { // a variable that does not exist stands in no other place
				d.Subject = &control.Range
			}
		}
		diags = append(diags, moreDiags...)
		if changed == nil {
			continue
		}
		controlPlan, moreDiags := compile(file, changed, lang)
		controlPlan.control = control.Name
		plan.Controls = append(plan.Controls, ControlPlan{Control: control, Plan: controlPlan})
		if !own { // a mistake in the scenario itself need not be told twice
			diags = append(diags, moreDiags...)
		}
	}
	return plan, diags
}

func compile(file *spec.File, sc *spec.Scenario, lang Language) (*Plan, hcl.Diagnostics) {
	c := compiler{
		plan:    &Plan{Scenario: sc, Language: lang, Source: file.Source, json: filepath.Ext(file.Name) == ".json"},
		results: map[string]cty.Value{},
		schema:  wordSchema(lang),
		judged:  map[string]bool{},
	}
	var diags hcl.Diagnostics
	seen := map[string]bool{bootStep: true, judgeStep: true}
	for _, s := range sc.Steps {
		if seen[s.Name] {
			diags = append(diags, spec.Errorf(s.Range, "Duplicate step", "The name %q is taken already; each step tells something of its own.", s.Name))
		}
		seen[s.Name] = true
		diags = append(diags, c.step(s)...)
	}
	delete(c.judged, "")
	c.plan.Judged = slices.Sorted(maps.Keys(c.judged))
	return c.plan, append(diags, c.unjudged()...)
}

// unjudged complains of expectations that nothing could ever meet.
func (c *compiler) unjudged() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, e := range c.plan.Scenario.Expects {
		if _, checked := c.plan.Language.Checks.Lookup(e.Guarantee); !checked && !c.judged[e.Guarantee] {
			diags = append(diags, spec.Errorf(e.Range, "Nothing judges this guarantee", "The scenario expects %q to break, but no assert or await names it, and no check watches over it.", e.Guarantee))
		}
	}
	return diags
}

func wordSchema(lang Language) *hcl.BodySchema {
	schema := &hcl.BodySchema{}
	add := func(name, label string) {
		header := hcl.BlockHeaderSchema{Type: name}
		if label != "" {
			header.LabelNames = []string{label}
		}
		schema.Blocks = append(schema.Blocks, header)
	}
	for _, k := range lang.Actions.kinds {
		add(k.Name, k.Label)
	}
	for _, k := range lang.Assertions.kinds {
		add(k.Name, k.Label)
	}
	return schema
}

// compiler walks a scenario in the order in which it will run, so that it knows
// which results are defined where.
type compiler struct {
	plan    *Plan
	schema  *hcl.BodySchema
	results map[string]cty.Value // unknown values by name
	judged  map[string]bool      // guarantees that a word stands for
}

func (c *compiler) step(s spec.Step) hcl.Diagnostics {
	content, diags := spec.Content(s.Body, c.schema)
	step := Step{Name: s.Name, Range: s.Range}
	for _, b := range content.Blocks {
		w, moreDiags := c.word(b)
		diags = append(diags, moreDiags...)
		step.Words = append(step.Words, w)
	}
	if len(content.Blocks) == 0 && !diags.HasErrors() {
		diags = append(diags, spec.Errorf(s.Range, "Empty step", "The step %q does nothing.", s.Name))
	}
	c.plan.Steps = append(c.plan.Steps, step)
	return diags
}

func (c *compiler) word(b *hcl.Block) (Word, hcl.Diagnostics) {
	w := Word{Name: b.Type, Range: b.DefRange, block: b}
	if len(b.Labels) > 0 {
		w.Label = b.Labels[0]
	}
	if k, ok := c.plan.Language.Actions.Lookup(b.Type); ok {
		w.make = func() any { return k.New() }
	} else if k, ok := c.plan.Language.Assertions.Lookup(b.Type); ok {
		w.make = func() any { return k.New() }
	}
	target := w.make()
	found, diags := checkBody(b, c.unknowns(), target, c.plan)
	w.text = found.text
	c.judged[found.guarantee] = true
	if n, ok := target.(Needer); ok {
		w.needs = n.Needs()
	}
	if found.as != "" {
		if _, dup := c.results[found.as]; dup {
			diags = append(diags, spec.Errorf(found.asRange, "Duplicate result", "There is a result %q already; give this one another name.", found.as))
		}
		c.results[found.as] = unknownObject(resultAttributes.types())
	}
	return w, diags
}

// unknowns is the context of a step before anything runs: the names are there,
// what depends on the running ensemble has no value yet.
func (c *compiler) unknowns() *hcl.EvalContext {
	sessions := map[string]cty.Value{}
	for _, s := range c.plan.Scenario.Sessions {
		sessions[s.Name] = unknownObject(sessionAttributes.types())
	}
	hclCtx := c.plan.Scenario.Context.NewChild()
	hclCtx.Variables = unknownAttributes(roleNames.types())
	hclCtx.Variables["session"] = cty.ObjectVal(sessions)
	hclCtx.Variables["result"] = cty.ObjectVal(c.results)
	hclCtx.Functions = stepFunctions()
	hclCtx.Functions["server"] = serverFunc(c.plan.Scenario.Ensemble, func(int) (map[string]cty.Value, error) {
		return unknownAttributes(serverAttributes.types()), nil
	})
	return hclCtx
}

func unknownAttributes(types map[string]cty.Type) map[string]cty.Value {
	values := map[string]cty.Value{}
	for name, t := range types {
		values[name] = cty.UnknownVal(t)
	}
	return values
}

func unknownObject(types map[string]cty.Type) cty.Value {
	return cty.ObjectVal(unknownAttributes(types))
}

func describeWord(w Word) string {
	if w.Label == "" {
		return w.Name
	}
	return fmt.Sprintf("%s %q", w.Name, w.Label)
}
