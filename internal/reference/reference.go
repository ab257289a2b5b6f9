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
	"github.com/zkscenario/zkscenario/harness/spec"
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
)

// Argument is the kind of what Find makes of an argument: its usage is the blocks
// and words that take it. The reference itself lists none.
const Argument Kind = "argument"

// isWord tells whether it is the kind of what a step holds.
func (k Kind) isWord() bool { return k == Structure || k == Action || k == Assertion }

// Kinds lists the kinds in that order.
func Kinds() []Kind {
	return []Kind{Block, Action, Assertion, Structure, Check, Name, StepName, StepFunction, Function, Guarantee}
}

// Entry is one block, word, check, function, name or guarantee. Texts are in
// Markdown.
type Entry struct {
	Name       string      `json:"name"`
	Kind       Kind        `json:"kind"`
	Usage      string      `json:"usage"`          // how it is written, without its body
	Type       string      `json:"type,omitempty"` // of a name in steps, or an argument
	Summary    string      `json:"summary"`
	Label      string      `json:"label,omitempty"`      // what a word's label is, such as path
	Plain      string      `json:"-"`                    // how explain says it
	Waits      string      `json:"waits,omitempty"`      // what a word waits for
	Receipt    string      `json:"receipt,omitempty"`    // the proof that a word took effect
	Runtimes   string      `json:"runtimes,omitempty"`   // which of them can do what the word needs
	Blocks     []Inner     `json:"blocks,omitempty"`     // that it may hold
	Arguments  []Attribute `json:"arguments,omitempty"`  // that authors write
	Attributes []Attribute `json:"attributes,omitempty"` // that expressions read
	Setup      string      `json:"setup,omitempty"`      // words that come before the example, so that it can be played
	Example    string      `json:"example,omitempty"`
	Source     string      `json:"source,omitempty"`  // where ZooKeeper makes the promise
	Checked    bool        `json:"checked,omitempty"` // a history check watches over the promise in every run
}

// Inner is a block within a block.
type Inner struct {
	Name  string `json:"name"`
	Count string `json:"count"`
}

// Attribute is a name in a block, or of what an expression reads.
type Attribute struct {
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
		functions(StepFunction, v.Functions, map[string][]Attribute{"server": slices.Concat(written(v.Server), prefixed("disk.", v.Disk))}),
		functions(Function, spec.Functions(""), nil),
		guarantees(lang.Checks),
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

// Find picks the entries of one name; it may stand for several things, such as a
// guarantee and the check that watches over it. The name of no entry may be that of
// an argument.
func (r Reference) Find(name string) Reference {
	var found Reference
	for _, e := range r {
		if e.Name == name {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return r.arguments(name)
	}
	return found
}

// arguments makes an entry of each meaning that an argument of that name has.
func (r Reference) arguments(name string) Reference {
	var found Reference
	for _, e := range r {
		for _, a := range e.Arguments {
			if a.Name != name {
				continue
			}
			i := slices.IndexFunc(found, func(other Entry) bool { return other.Summary == a.Doc && other.Type == a.Type })
			if i < 0 {
				found = append(found, Entry{Name: name, Kind: Argument, Usage: e.Name, Type: a.Type, Summary: a.Doc})
				continue
			}
			found[i].Usage += ", " + e.Name
		}
	}
	return found
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

// Words lists all names, those of arguments too, each once, sorted.
func (r Reference) Words() []string {
	var all []string
	for _, e := range r {
		all = append(all, e.Name)
		for _, a := range e.Arguments {
			all = append(all, a.Name)
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
		if e.Kind == Action && !e.isOperation() {
			demand("the receipt of "+e.Name+" (Kind.Receipt)", e.Receipt)
		}
		if e.Kind.isWord() || e.Kind == Block {
			demand("the example of "+e.Name+" (Kind.Example)", e.Example)
		}
		for _, a := range slices.Concat(e.Arguments, e.Attributes) {
			demand(fmt.Sprintf("the meaning of %s in %s", a.Name, e.Name), a.Doc)
		}
	}
	return errors.Join(errs...)
}

// isOperation tells whether it is what a client asks for: the reply to that is on
// record, and its end is what the author says it is to be.
func (e Entry) isOperation() bool {
	return slices.ContainsFunc(e.Arguments, func(a Attribute) bool { return a.Name == "fails_with" })
}

func words[T any](kind Kind, kinds []harness.Kind[T]) Reference {
	var all Reference
	for _, k := range kinds {
		target := any(k.New())
		e := Entry{
			Name: k.Name, Kind: kind, Usage: k.Name, Summary: k.Summary, Label: k.Label, Plain: k.Plain, Waits: k.Waits, Receipt: k.Receipt,
			Arguments: written(harness.Attributes(target)), Setup: k.Setup, Example: k.Example, Runtimes: runtimes(target),
		}
		if k.Label != "" {
			e.Usage = fmt.Sprintf("%s %q", k.Name, k.Label)
		}
		if h, ok := target.(harness.Holder); ok {
			for _, inner := range h.Holds() {
				e.Blocks = append(e.Blocks, Inner{inner.Name, "any number"})
			}
		}
		all = append(all, e)
	}
	return all
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
func functions(kind Kind, all map[string]function.Function, reads map[string][]Attribute) Reference {
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
	for _, g := range spec.Guarantees {
		_, checked := registry.Lookup(g.Name)
		all = append(all, Entry{Name: g.Name, Kind: Guarantee, Usage: g.Name, Summary: g.Promise, Source: g.Source, Checked: checked})
	}
	return all
}

func written(attributes []harness.Attribute) []Attribute {
	var all []Attribute
	for _, a := range attributes {
		all = append(all, Attribute{Name: a.Name, Type: typeName(a.Type), Required: a.Required, Default: defaultIn(a.Doc), Doc: a.Doc})
	}
	return all
}

// leftOut is how a sentence about an attribute tells its default.
const leftOut = " when it is left out"

// defaultIn finds what the sentence says of the default: "none when it is left out".
func defaultIn(doc string) string {
	before, _, told := strings.Cut(doc, leftOut)
	if !told {
		return ""
	}
	for _, end := range []string{". ", "; "} {
		before = before[strings.LastIndex(before, end)+1:]
	}
	return strings.Trim(before, " ,")
}

// typeName writes a type as HCL's own type expressions do; an object's
// attributes have a list of their own.
func typeName(t cty.Type) string {
	if t.IsObjectType() {
		return "object"
	}
	return typeexpr.TypeString(t)
}
