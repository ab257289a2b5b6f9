// Package reference collects the descriptions of the language from the registries, the
// structs that blocks are decoded into and the lists of functions and guarantees, in one
// shape for the page that docgen writes and for the command docs.
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
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/values"
)

// Kind names the kind of an entry.
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

// The kinds of the entries that Find makes of something within entries; the reference
// itself has none.
const (
	Argument  Kind = "argument"  // that authors write
	Attribute Kind = "attribute" // that expressions read
	Part      Kind = "part"      // block within an action
)

// isWord reports whether a step may hold entries of the kind.
func (k Kind) isWord() bool { return k == Structure || k == Action || k == Assertion }

// Kinds lists the kinds of the reference in that order.
func Kinds() []Kind {
	return []Kind{Block, Action, Assertion, Structure, Check, Name, StepName, StepFunction, Function, Guarantee, Verdict}
}

// Entry describes one block, action, assertion, structure, check, function, name,
// guarantee or verdict. Texts are in Markdown.
type Entry struct {
	Name       string   `json:"name"`
	Kind       Kind     `json:"kind"`
	Usage      string   `json:"usage"`          // without the body of the block
	In         []string `json:"in,omitempty"`   // the entries that have this argument, attribute or part
	Type       string   `json:"type,omitempty"` // of a name in steps, an argument or an attribute
	Summary    string   `json:"summary"`
	Label      string   `json:"label,omitempty"`      // the meaning of the block's label, such as path
	Labels     string   `json:"labels,omitempty"`     // which labels there are, in sentences
	Plain      string   `json:"-"`                    // the template for explain
	Waits      string   `json:"waits,omitempty"`      // in sentences
	Receipt    string   `json:"receipt,omitempty"`    // the proof that an action took effect
	Runtimes   string   `json:"runtimes,omitempty"`   // that can do what it needs
	Blocks     []Inner  `json:"blocks,omitempty"`     // that it may hold
	Arguments  []Value  `json:"arguments,omitempty"`  // that authors write
	Attributes []Value  `json:"attributes,omitempty"` // that expressions read
	Setup      string   `json:"setup,omitempty"`      // the actions that the example needs before it
	Example    string   `json:"example,omitempty"`
	Source     string   `json:"source,omitempty"`    // of the promise, in ZooKeeper's documentation
	Checked    bool     `json:"checked,omitempty"`   // a history check judges the guarantee in every run
	ExitCode   *int     `json:"exit_code,omitempty"` // of a verdict
}

// Inner describes a block within a block. A part of an action has no entry of its own:
// it has a summary and arguments here.
type Inner struct {
	Name      string  `json:"name"`
	Count     string  `json:"count"`
	Usage     string  `json:"usage,omitempty"`
	Summary   string  `json:"summary,omitempty"`
	Arguments []Value `json:"arguments,omitempty"`
}

// Value describes an argument of a block, or an attribute that expressions read.
type Value struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Default  string `json:"default,omitempty"`
	Doc      string `json:"doc"`
	Group    string `json:"-"` // heading under which docgen lists it once, for several entries
}

// Reference lists entries by kind, and within a kind in the order of the registries.
type Reference []Entry

// New makes the reference of a language, with the capabilities of the runtimes.
func New(lang harness.Language, runtimes ...runtime.Runtime) Reference {
	v := harness.StepVocabulary()
	return slices.Concat(
		blocks(v, runtimes),
		words(Action, lang.Actions.Kinds(), runtimes),
		words(Assertion, lang.Assertions.Kinds(), runtimes),
		words(Structure, harness.Structures(), runtimes),
		checks(lang.Checks),
		names(),
		stepNames(v),
		functions(StepFunction, v.Functions, map[string][]Value{"server": ofServer(v)}),
		functions(Function, spec.Functions(""), nil),
		guarantees(lang.Checks),
		verdicts(),
	)
}

// ofServer lists the attributes of server(N).
func ofServer(v values.Vocabulary) []Value {
	return slices.Concat(valuesOf(v.Server), prefixed("syncs[N].", v.Sync), prefixed("disk.", v.Disk),
		prefixed("disk.files[N].", v.File), prefixed("disk.data.", v.Space), prefixed("disk.log.", v.Space))
}

// Of returns the entries of one kind.
func (r Reference) Of(kind Kind) Reference {
	var picked Reference
	for _, e := range r {
		if e.Kind == kind {
			picked = append(picked, e)
		}
	}
	return picked
}

// Word returns the action, assertion or structure with that name, or an entry that has
// nothing but the name.
func (r Reference) Word(name string) Entry {
	for _, e := range r {
		if e.Name == name && e.Kind.isWord() {
			return e
		}
	}
	return Entry{Name: name}
}

// Find returns everything with that name: entries, such as a guarantee and its check;
// then the arguments, attributes and parts of entries, one for each meaning.
func (r Reference) Find(name string) Reference {
	var found, within Reference
	for _, e := range slices.Concat(r, ofAllWords) {
		if e.Name == name {
			found = append(found, e)
		}
		for _, inner := range e.within() {
			if inner.Name == name {
				within = within.add(inner)
			}
		}
	}
	return append(found, within...)
}

// within lists the arguments, attributes and parts of an entry.
func (e Entry) within() Reference {
	all := entriesOf(Argument, e.Arguments, e.Name)
	for _, a := range entriesOf(Attribute, e.Attributes, e.Usage) {
		if i := strings.LastIndex(a.Name, "."); i >= 0 { // stat.mzxid
			a.In, a.Name = []string{e.Usage + "." + a.Name[:i]}, a.Name[i+1:]
		}
		a.Usage = a.Name
		all = append(all, a)
	}
	for _, b := range e.Blocks {
		if b.Summary == "" { // the block has an entry of its own
			continue
		}
		all = append(all, Entry{Name: b.Name, Kind: Part, Usage: b.Usage, In: []string{e.Name}, Summary: b.Summary, Arguments: b.Arguments})
		all = append(all, entriesOf(Argument, b.Arguments, b.Name+" in "+e.Name)...)
	}
	return all
}

// entriesOf makes an entry of each value.
func entriesOf(kind Kind, all []Value, in string) Reference {
	var entries Reference
	for _, v := range all {
		entries = append(entries, Entry{Name: v.Name, Kind: kind, Usage: v.Name, In: []string{in}, Type: v.Type, Summary: v.Doc})
	}
	return entries
}

// add appends an entry; if there is one with the same meaning, it adds the place to it.
func (r Reference) add(e Entry) Reference {
	i := slices.IndexFunc(r, func(other Entry) bool {
		return other.Kind == e.Kind && other.Summary == e.Summary && other.Type == e.Type && e.Kind != Part
	})
	if i < 0 {
		return append(r, e)
	}
	r[i].In = append(r[i].In, e.In...)
	return r
}

// Default is the value of an attribute that is left out, and the entries that have it.
type Default struct {
	Attribute, Value string
	In               []string
}

// Defaults lists the defaults of all arguments, sorted by name.
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

// Words lists all names that Find finds, each once, sorted.
func (r Reference) Words() []string {
	var all []string
	for _, e := range slices.Concat(r, ofAllWords) {
		all = append(all, e.Name)
		for _, inner := range e.within() {
			all = append(all, inner.Name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Gaps returns an error for everything that is not described.
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
			demand("the description of "+e.Name+" for explain (Kind.Plain)", e.Plain)
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

func words[T any](kind Kind, kinds []harness.Kind[T], among []runtime.Runtime) Reference {
	var all Reference
	for _, k := range kinds {
		target := any(k.New())
		waits, receipt := k.InGeneral()
		e := Entry{
			Name: k.Name, Kind: kind, Usage: usage(k.Name, k.Label), Summary: k.Summary, Label: k.Label, Labels: k.Labels, Plain: k.Plain, Waits: waits, Receipt: receipt,
			Arguments: valuesOf(harness.Attributes(target)), Setup: k.Setup, Example: k.Example, Runtimes: runtimes(target, among),
		}
		if h, ok := target.(harness.Holder); ok {
			for _, inner := range h.Holds() {
				e.Blocks = append(e.Blocks, Inner{
					Name: inner.Name, Count: "any number", Usage: usage(inner.Name, inner.Label), Summary: inner.Summary,
					Arguments: valuesOf(harness.Attributes(inner.New())),
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

// EveryRuntime is the text of Entry.Runtimes for what needs no capability.
const EveryRuntime = "Every runtime supports it."

// runtimes states which runtimes have what a word needs.
func runtimes(word any, among []runtime.Runtime) string {
	var all []string
	if n, ok := word.(harness.Needer); ok {
		for _, c := range n.Needs() {
			all = append(all, runtime.WhoCan(c, among))
		}
	}
	if len(all) == 0 {
		return EveryRuntime
	}
	return strings.Join(all, " ")
}

// functions lists functions by name; attributes has those of the objects that some of
// them return.
func functions(kind Kind, all map[string]function.Function, attributes map[string][]Value) Reference {
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
		list = append(list, Entry{Name: name, Kind: kind, Usage: usage, Summary: f.Description(), Attributes: attributes[name]})
	}
	return list
}

func valuesOf(attributes []values.Attribute) []Value {
	var all []Value
	for _, a := range attributes {
		all = append(all, Value{Name: a.Name, Type: typeName(a.Type), Required: a.Required, Default: defaultIn(a.Doc), Doc: a.Doc, Group: a.Group})
	}
	return all
}

// defaultIn returns the default that the last sentence of a doc tag names, as in
// "Default: none."
func defaultIn(doc string) string {
	_, value, _ := strings.Cut(doc, "Default: ")
	return strings.TrimSuffix(value, ".")
}

// typeName returns a type as HCL's type expressions write it, objects without their
// attributes, which are listed by themselves.
func typeName(t cty.Type) string {
	switch {
	case t.IsObjectType():
		return "object"
	case t.IsListType() && t.ElementType().IsObjectType():
		return "list(object)"
	}
	return typeexpr.TypeString(t)
}
