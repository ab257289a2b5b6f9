package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
)

//go:embed language.md.tmpl
var pageTemplate string

//go:embed example.hcl
var example string

// page is everything that the template writes about.
type page struct {
	Example       string
	Blocks        map[string][]harness.Attribute
	Actions       []word
	Assertions    []word
	Checks        []harness.Kind[harness.Check]
	Vocabulary    harness.Vocabulary
	StepFunctions []signature
	Functions     []signature
	Guarantees    []guarantee
	Verdicts      []verdict
	ZooCfg        []string
	Defaults      []harness.Default
}

// word is an action or an assertion.
type word struct {
	Name, Summary, Label, Waits, Example string
	Attributes                           []harness.Attribute
	Needs                                []harness.Capability
}

// signature is a function as it is called.
type signature struct{ Call, Doc string }

type guarantee struct {
	spec.Guarantee
	Checked bool // a history check watches over it in every run
}

type verdict struct {
	report.Verdict
	Meaning string
}

// meanings say what each verdict stands for.
var meanings = map[report.Verdict]string{
	report.Held:          "Every guarantee held, and none was expected to break on this release.",
	report.Reproduced:    "Exactly the expected guarantees broke, as `expect` says they do on this release.",
	report.Inconclusive:  "A precondition or a receipt is missing, so nothing can be said.",
	report.NotReproduced: "`expect` says that a guarantee breaks on this release, and it held.",
	report.Violated:      "A guarantee broke that was not expected to.",
	report.Error:         "The harness or the machine broke.",
}

// render writes the page. A word, an attribute or a function that says nothing
// of itself is an error: the page has no gaps.
func render(lang harness.Language) ([]byte, error) {
	p := newPage(lang)
	if err := p.gaps(); err != nil {
		return nil, err
	}
	t, err := template.New("language.md").Funcs(template.FuncMap{"cell": cell, "type": typeName}).Parse(pageTemplate)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	var text bytes.Buffer
	if err := t.Execute(&text, p); err != nil {
		return nil, fmt.Errorf("fill template: %w", err)
	}
	return text.Bytes(), nil
}

func newPage(lang harness.Language) page {
	vocabulary := harness.StepVocabulary()
	p := page{
		Example:       example,
		Blocks:        map[string][]harness.Attribute{},
		Actions:       words(lang.Actions),
		Assertions:    words(lang.Assertions),
		Checks:        lang.Checks.Kinds(),
		Vocabulary:    vocabulary,
		StepFunctions: signatures(vocabulary.Functions),
		Functions:     signatures(spec.Functions("")),
		Defaults:      harness.Defaults(),
	}
	for name, target := range spec.Blocks() {
		p.Blocks[name] = harness.Attributes(target)
	}
	for _, g := range spec.Guarantees {
		_, checked := lang.Checks.Lookup(g.Name)
		p.Guarantees = append(p.Guarantees, guarantee{g, checked})
	}
	for v := report.Held; v <= report.Error; v++ {
		p.Verdicts = append(p.Verdicts, verdict{v, meanings[v]})
	}
	lines := server.Defaults()
	for _, key := range slices.Sorted(maps.Keys(lines)) {
		p.ZooCfg = append(p.ZooCfg, key+"="+lines[key])
	}
	return p
}

func words[T any](r *harness.Registry[T]) []word {
	var all []word
	for _, k := range r.Kinds() {
		target := any(k.New())
		w := word{
			Name: k.Name, Summary: k.Summary, Label: k.Label, Waits: k.Waits, Example: k.Example,
			Attributes: harness.Attributes(target),
		}
		if n, ok := target.(harness.Needer); ok {
			w.Needs = n.Needs()
		}
		all = append(all, w)
	}
	return all
}

func signatures(functions map[string]function.Function) []signature {
	var all []signature
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		f := functions[name]
		var params []string
		for _, p := range f.Params() {
			params = append(params, p.Name)
		}
		if p := f.VarParam(); p != nil {
			params = append(params, p.Name+"...")
		}
		all = append(all, signature{Call: fmt.Sprintf("%s(%s)", name, strings.Join(params, ", ")), Doc: f.Description()})
	}
	return all
}

// gaps finds whatever has no sentence of its own.
func (p page) gaps() error {
	var errs []error
	demand := func(what, text string) {
		if text == "" {
			errs = append(errs, fmt.Errorf("%s is missing", what))
		}
	}
	attributes := func(of string, attributes []harness.Attribute) {
		for _, a := range attributes {
			demand(fmt.Sprintf("the meaning of %s in %s", a.Name, of), a.Doc)
		}
	}
	for _, w := range slices.Concat(p.Actions, p.Assertions) {
		demand("what "+w.Name+" waits for (Kind.Waits)", w.Waits)
		demand("the example of "+w.Name+" (Kind.Example)", w.Example)
		attributes(w.Name, w.Attributes)
	}
	for name, block := range p.Blocks {
		attributes("block "+name, block)
	}
	v := p.Vocabulary
	attributes("expressions", slices.Concat(v.Roles, v.Server, v.Session, v.Result, v.Stat))
	for _, f := range slices.Concat(p.StepFunctions, p.Functions) {
		demand("the description of function "+f.Call, f.Doc)
	}
	for _, v := range p.Verdicts {
		demand("the meaning of the verdict "+v.String(), v.Meaning)
	}
	return errors.Join(errs...)
}

// cell makes text fit for a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

// typeName writes a type as HCL's own type expressions do; an object's
// attributes have a table of their own.
func typeName(t cty.Type) string {
	if t.IsObjectType() {
		return "object"
	}
	return typeexpr.TypeString(t)
}
