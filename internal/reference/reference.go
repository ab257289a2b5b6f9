// Package reference is what the registries, the structs that blocks are decoded
// into and the lists of functions and guarantees say of the language, in one
// shape for the page that docgen writes and for what the command docs tells.
package reference

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Kind says what an entry of the reference is.
type Kind string

// The kinds, in the order in which the reference lists them.
const (
	Block        Kind = "block"
	Action       Kind = "action"
	Assertion    Kind = "assertion"
	Structure    Kind = "structure"
	Check        Kind = "check"
	Name         Kind = "name"
	StepName     Kind = "name in steps"
	StepFunction Kind = "function in steps"
	Function     Kind = "function"
	Guarantee    Kind = "guarantee"
	Verdict      Kind = "verdict"
)

// The kinds of what Find makes of something that is in entries; the reference itself
// lists none.
const (
	Argument  Kind = "argument"  // that authors write
	Attribute Kind = "attribute" // that expressions read
	Part      Kind = "part"      // block within a word
)

// isWord tells whether it is the kind of what a step holds.
func (k Kind) isWord() bool { return k == Structure || k == Action || k == Assertion }

// Kinds lists the kinds in that order.
func Kinds() []Kind {
	return []Kind{Block, Action, Assertion, Structure, Check, Name, StepName, StepFunction, Function, Guarantee, Verdict}
}

// Entry is one block, word, check, function, name, guarantee or verdict. Texts are in
// Markdown.
type Entry struct {
	Name       string   `json:"name"`
	Kind       Kind     `json:"kind"`
	Usage      string   `json:"usage"`          // how it is written, without its body
	In         []string `json:"in,omitempty"`   // where an argument, an attribute or a part is found
	Type       string   `json:"type,omitempty"` // of a name in steps, an argument or an attribute
	Summary    string   `json:"summary"`
	Label      string   `json:"label,omitempty"`      // what a word's label is, such as path
	Plain      string   `json:"-"`                    // how explain says it
	Waits      string   `json:"waits,omitempty"`      // what a word waits for
	Receipt    string   `json:"receipt,omitempty"`    // the proof that a word took effect
	Runtimes   string   `json:"runtimes,omitempty"`   // which of them can do what the word or the block needs
	Blocks     []Inner  `json:"blocks,omitempty"`     // that it may hold
	Arguments  []Value  `json:"arguments,omitempty"`  // that authors write
	Attributes []Value  `json:"attributes,omitempty"` // that expressions read
	Setup      string   `json:"setup,omitempty"`      // words that come before the example, so that it can be played
	Example    string   `json:"example,omitempty"`
	Source     string   `json:"source,omitempty"`    // where ZooKeeper makes the promise
	Checked    bool     `json:"checked,omitempty"`   // a history check watches over the promise in every run
	ExitCode   *int     `json:"exit_code,omitempty"` // of a verdict
}

// Inner is a block within a block. One within a word is a part of it, which is told
// of there.
type Inner struct {
	Name      string  `json:"name"`
	Count     string  `json:"count"`
	Usage     string  `json:"usage,omitempty"`
	Summary   string  `json:"summary,omitempty"`
	Arguments []Value `json:"arguments,omitempty"`
}

// Value is a name in a block, or of what an expression reads.
type Value struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Default  string `json:"default,omitempty"` // what holds when it is left out
	Doc      string `json:"doc"`
}

// Reference is all entries, sorted by kind; within a kind as the registries and
// lists have them.
type Reference []Entry

// New asks the registries.
func New(lang harness.Language) Reference {
	v := harness.StepVocabulary()
	return slices.Concat(
		blocks(v),
		words(Action, lang.Actions.Kinds()),
		words(Assertion, lang.Assertions.Kinds()),
		words(Structure, harness.Structures()),
		checks(lang.Checks),
		names(),
		stepNames(v),
		functions(StepFunction, v.Functions, map[string][]Value{"server": slices.Concat(written(v.Server), prefixed("disk.", v.Disk))}),
		functions(Function, spec.Functions(""), nil),
		guarantees(lang.Checks),
		verdicts(),
	)
}

// Of picks the entries of one kind.
func (r Reference) Of(kind Kind) Reference {
	var picked Reference
	for _, e := range r {
		if e.Kind == kind {
			picked = append(picked, e)
		}
	}
	return picked
}

// Word finds a word that a step may hold. Of a name that is none it knows no more
// than the name.
func (r Reference) Word(name string) Entry {
	for _, e := range r {
		if e.Name == name && e.Kind.isWord() {
			return e
		}
	}
	return Entry{Name: name}
}

// Find picks what has that name: entries, such as a guarantee and the check that
// watches over it; then arguments, attributes and parts that are in entries, one for
// each meaning.
func (r Reference) Find(name string) Reference {
	var found, within Reference
	for _, e := range r {
		if e.Name == name {
			found = append(found, e)
		}
		for _, inner := range e.within() {
			if inner.Name == name {
				within = within.with(inner)
			}
		}
	}
	return append(found, within...)
}

// within lists what is in an entry and has a name of its own.
func (e Entry) within() Reference {
	all := values(Argument, e.Arguments, e.Name)
	for _, a := range values(Attribute, e.Attributes, e.Usage) {
		if i := strings.LastIndex(a.Name, "."); i >= 0 { // stat.mzxid
			a.In, a.Name = []string{e.Usage + "." + a.Name[:i]}, a.Name[i+1:]
		}
		a.Usage = a.Name
		all = append(all, a)
	}
	for _, b := range e.Blocks {
		if b.Summary == "" { // it is a block with an entry of its own
			continue
		}
		all = append(all, Entry{Name: b.Name, Kind: Part, Usage: b.Usage, In: []string{e.Name}, Summary: b.Summary, Arguments: b.Arguments})
		all = append(all, values(Argument, b.Arguments, b.Name+" in "+e.Name)...)
	}
	return all
}

func values(kind Kind, all []Value, in string) Reference {
	var entries Reference
	for _, v := range all {
		entries = append(entries, Entry{Name: v.Name, Kind: kind, Usage: v.Name, In: []string{in}, Type: v.Type, Summary: v.Doc})
	}
	return entries
}

// with adds an entry, or the place of one that means the same.
func (r Reference) with(e Entry) Reference {
	i := slices.IndexFunc(r, func(other Entry) bool {
		return other.Kind == e.Kind && other.Summary == e.Summary && other.Type == e.Type && e.Kind != Part
	})
	if i < 0 {
		return append(r, e)
	}
	r[i].In = append(r[i].In, e.In...)
	return r
}

// Default is what holds when an attribute is left out, and in which blocks and words.
type Default struct {
	Attribute, Value string
	In               []string
}

// Defaults lists those of all attributes that have one, sorted by their names.
func (r Reference) Defaults() []Default {
	var all []Default
	for _, e := range r {
		for _, a := range e.Arguments {
			if a.Default == "" {
				continue
			}
			i := slices.IndexFunc(all, func(d Default) bool { return d.Attribute == a.Name && d.Value == a.Default })
			if i < 0 {
				i = len(all)
				all = append(all, Default{Attribute: a.Name, Value: a.Default})
			}
			all[i].In = append(all[i].In, e.Name)
		}
	}
	slices.SortStableFunc(all, func(a, b Default) int { return strings.Compare(a.Attribute, b.Attribute) })
	return all
}

// Words lists all names that Find knows, each once, sorted.
func (r Reference) Words() []string {
	var all []string
	for _, e := range r {
		all = append(all, e.Name)
		for _, inner := range e.within() {
			all = append(all, inner.Name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Gaps finds whatever has no sentence of its own.
func (r Reference) Gaps() error {
	var errs []error
	demand := func(what, text string) {
		if text == "" {
			errs = append(errs, fmt.Errorf("%s is missing", what))
		}
	}
	for _, e := range r {
		demand(fmt.Sprintf("the meaning of the %s %s", e.Kind, e.Name), e.Summary)
		if e.Kind.isWord() {
			demand("how "+e.Name+" is said in plain words (Kind.Plain)", e.Plain)
			demand("what "+e.Name+" waits for (Kind.Waits)", e.Waits)
		}
		if e.Kind == Action {
			demand("the receipt of "+e.Name+" (Kind.Receipt)", e.Receipt)
		}
		if e.Kind.isWord() || e.Kind == Block {
			demand("the example of "+e.Name+" (Kind.Example)", e.Example)
		}
		for _, inner := range e.within() {
			demand(fmt.Sprintf("the meaning of %s in %s", inner.Name, strings.Join(inner.In, ", ")), inner.Summary)
		}
	}
	return errors.Join(errs...)
}

func words[T any](kind Kind, kinds []harness.Kind[T]) Reference {
	var all Reference
	for _, k := range kinds {
		target := any(k.New())
		waits, receipt := k.InGeneral()
		e := Entry{
			Name: k.Name, Kind: kind, Usage: usage(k.Name, k.Label), Summary: k.Summary, Label: k.Label, Plain: k.Plain, Waits: waits, Receipt: receipt,
			Arguments: written(harness.Attributes(target)), Setup: k.Setup, Example: k.Example, Runtimes: runtimes(target),
		}
		if h, ok := target.(harness.Holder); ok {
			for _, inner := range h.Holds() {
				e.Blocks = append(e.Blocks, Inner{
					Name: inner.Name, Count: "any number", Usage: usage(inner.Name, inner.Label), Summary: inner.Summary,
					Arguments: written(harness.Attributes(inner.New())),
				})
			}
		}
		all = append(all, e)
	}
	return all
}

func usage(name, label string) string {
	if label == "" {
		return name
	}
	return fmt.Sprintf("%s %q", name, label)
}

// runtimes says where a word works.
func runtimes(word any) string {
	var all []string
	if n, ok := word.(harness.Needer); ok {
		for _, c := range n.Needs() {
			all = append(all, c.Where())
		}
	}
	if len(all) == 0 {
		return "Every runtime can do it."
	}
	return strings.Join(all, " ")
}

func checks(registry *harness.Registry[harness.Check]) Reference {
	var all Reference
	for _, k := range registry.Kinds() {
		all = append(all, Entry{Name: k.Name, Kind: Check, Usage: k.Name, Summary: k.Summary})
	}
	return all
}

// functions lists functions by name; reads says what the objects that some of
// them give have.
func functions(kind Kind, all map[string]function.Function, reads map[string][]Value) Reference {
	var list Reference
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f := all[name]
		var params []string
		for _, p := range f.Params() {
			params = append(params, p.Name)
		}
		if p := f.VarParam(); p != nil {
			params = append(params, p.Name+"...")
		}
		usage := fmt.Sprintf("%s(%s)", name, strings.Join(params, ", "))
		list = append(list, Entry{Name: name, Kind: kind, Usage: usage, Summary: f.Description(), Attributes: reads[name]})
	}
	return list
}

func guarantees(registry *harness.Registry[harness.Check]) Reference {
	var all Reference
	for _, g := range timeline.Guarantees {
		_, checked := registry.Lookup(g.Name)
		all = append(all, Entry{Name: g.Name, Kind: Guarantee, Usage: g.Name, Summary: g.Promise, Source: g.Source, Checked: checked})
	}
	return all
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

// verdicts lists them from the best to the worst.
func verdicts() Reference {
	var all Reference
	for v := report.Held; v <= report.Error; v++ {
		code := v.ExitCode()
		all = append(all, Entry{Name: v.String(), Kind: Verdict, Usage: v.String(), Summary: meanings[v], ExitCode: &code})
	}
	return all
}

func written(attributes []harness.Attribute) []Value {
	var all []Value
	for _, a := range attributes {
		all = append(all, Value{Name: a.Name, Type: typeName(a.Type), Required: a.Required, Default: defaultIn(a.Doc), Doc: a.Doc})
	}
	return all
}

// defaultIn returns what the last sentence of a doc tag names as the default: "Default:
// none."
func defaultIn(doc string) string {
	_, value, _ := strings.Cut(doc, "Default: ")
	return strings.TrimSuffix(value, ".")
}

// typeName writes a type as HCL's own type expressions do; an object's
// attributes have a list of their own.
func typeName(t cty.Type) string {
	switch {
	case t.IsObjectType():
		return "object"
	case t.IsListType() && t.ElementType().IsObjectType():
		return "list(object)"
	}
	return typeexpr.TypeString(t)
}
