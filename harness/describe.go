package harness

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/values"
)

// Case replaces the waits and the receipt of a kind for words that have an attribute, or
// have it with a value. Empty fields replace nothing.
type Case struct {
	Attribute      string
	Value          string // required value of the attribute; "" for any
	Waits, Receipt string
}

// String returns the attribute as the author writes it: "wait = false".
func (c Case) String() string {
	if c.Value == "" {
		return c.Attribute
	}
	return c.Attribute + " = " + c.Value
}

func (c Case) applies(args arguments) bool {
	a := args[c.Attribute]
	return a != nil && (c.Value == "" || a.text() == c.Value)
}

// InGeneral describes the waits and the receipts of the kind for all its words, with the
// differences in each case.
func (k Kind[T]) InGeneral() (waits, receipt string) {
	waits, receipt = fill(k.Waits, nil), fill(k.Receipt, nil)
	for _, c := range k.Cases {
		args := arguments{c.Attribute: {given: given{source: c.Attribute}}} // with any value
		if c.Waits != "" {
			waits += fmt.Sprintf(" With `%s`: %s", c, fill(c.Waits, args))
		}
		if c.Receipt != "" {
			receipt += fmt.Sprintf(" With `%s`: %s", c, fill(c.Receipt, args))
		}
	}
	return waits, receipt
}

// fill executes a template of a kind. A template that fails is a bug.
func fill(text string, args arguments) string {
	filled, err := args.fill(text)
	if err != nil {
		panic(fmt.Sprintf("describe a word by %q: %s", text, err))
	}
	return filled
}

// description holds the templates of a kind, without the type of its words.
type description struct {
	label, plain, waits, receipt string
	cases                        []Case
}

func descriptionOf[T any](k Kind[T]) description {
	return description{k.Label, k.Plain, k.Waits, k.Receipt, k.Cases}
}

// describe returns a sentence that describes the word: the template Plain of its kind,
// executed with its attributes, and in parentheses the attributes that the template does
// not write, so that nothing is hidden. session is the session of the step, for a word
// that names none.
func (d description) describe(w Word, session string) string {
	args := argumentsOf(w, d.label, session)
	text, err := args.fill(d.plain)
	if err != nil {
		text = w.Name // its missing attributes were reported when the file was loaded
	}
	return strings.TrimRight(text, ",") + args.rest(w.given) + "."
}

// proof returns the waits and the receipt of the word.
func (d description) proof(w Word) (waits, receipt string) {
	args := argumentsOf(w, "", "")
	waits, receipt = d.waits, d.receipt
	for _, c := range d.cases {
		if !c.applies(args) {
			continue
		}
		if c.Waits != "" {
			waits = c.Waits
		}
		if c.Receipt != "" {
			receipt = c.Receipt
		}
	}
	return fill(waits, args), fill(receipt, args)
}

// arguments maps names to the attributes that a word has, and to its label; templates read
// them as {{.data}}.
type arguments map[string]*argument

// argument holds one value for the templates, and whether they wrote it: by its name, by
// quoted or by servers.
type argument struct {
	given
	written bool
}

func argumentsOf(w Word, label, session string) arguments {
	args := arguments{}
	named := func(name, value string) {
		args[name] = &argument{given: given{name: name, value: cty.StringVal(value), fixed: true}}
	}
	if session != "" && w.takesSession() {
		named("session", session)
	}
	if label != "" {
		named(label, w.Label)
	}
	for _, g := range w.given {
		if !g.isLeftOut() {
			args[g.name] = &argument{given: g}
		}
	}
	return args
}

func (w Word) takesSession() bool {
	return slices.ContainsFunc(Attributes(w.make()), func(a values.Attribute) bool { return a.Name == "session" })
}

// templateFunctions extends the functions of text/template.
var templateFunctions = template.FuncMap{
	// is reports whether an attribute has a certain value, such as "true".
	"is": func(a *argument, value string) bool {
		if a == nil || a.text() != value {
			return false
		}
		a.written = true
		return true
	},
	// quoted writes a text, or each of several, in quotation marks.
	"quoted": func(a *argument) string {
		a.written = true
		return a.quoted()
	},
	// servers writes the first of its arguments that the word has, as "server 1" or
	// "servers 1, 2 and 3".
	"servers": func(all ...*argument) (string, error) {
		for _, a := range all {
			if a != nil {
				a.written = true
				return a.servers(), nil
			}
		}
		return "", errors.New("no servers")
	},
}

// fill executes a template.
func (args arguments) fill(text string) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	t, err := template.New("").Funcs(templateFunctions).Option("missingkey=zero").Parse(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.Execute(&out, args)
	return out.String(), err
}

// rest lists the attributes that no template has written.
func (args arguments) rest(all []given) string {
	var rest []string
	for _, g := range all {
		a, ok := args[g.name]
		switch {
		case g.isLeftOut() || ok && a.written:
		case g.source == "": // an inner block without attributes
			rest = append(rest, g.name)
		case g.known():
			rest = append(rest, g.name+" = "+values.Quoted(g.value))
		default:
			rest = append(rest, g.name+" = `"+g.oneLine()+"`")
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return " (" + strings.Join(rest, ", ") + ")"
}

// String implements fmt.Stringer for templates. Only a mistake of the author leaves an
// argument out.
func (a *argument) String() string {
	if a == nil {
		return ""
	}
	a.written = true
	return a.text()
}

// text returns the value, a list as "1, 2 and 3". A value that is known only when the word
// runs is returned as its expression, in backticks.
func (g given) text() string {
	if !g.known() {
		return "`" + g.oneLine() + "`"
	}
	return listed(g.value)
}

func (g given) quoted() string {
	if !g.known() {
		return g.text()
	}
	return inQuotes(g.value)
}

// servers returns the ids of servers, or their expression.
func (g given) servers() string {
	switch source := g.oneLine(); {
	case g.known() && !isList(g.value):
		return "server " + listed(g.value)
	case g.known():
		return serversByID(elements(g.value, values.Text))
	case source == "leader" || source == "followers" || source == "observers":
		return "the " + source
	case g.value.Type() == cty.Number:
		return "server `" + source + "`"
	default:
		return "servers `" + source + "`"
	}
}

// serversByID names servers by their ids.
func serversByID(ids []string) string {
	switch len(ids) {
	case 0:
		return "no server"
	case 1:
		return "server " + ids[0]
	default:
		return "servers " + enumerate(ids)
	}
}

// listed returns a value as text without quotation marks and brackets.
func listed(v cty.Value) string {
	switch t := v.Type(); {
	case isList(v):
		return enumerate(elements(v, nested))
	case t.IsObjectType() || t.IsMapType():
		values := v.AsValueMap()
		var all []string
		for _, name := range slices.Sorted(maps.Keys(values)) {
			all = append(all, name+"="+nested(values[name]))
		}
		return enumerate(all)
	default:
		return values.Text(v)
	}
}

// nested returns an element of a list as text; lists within lists have parentheses.
func nested(v cty.Value) string {
	if v.CanIterateElements() {
		return "(" + listed(v) + ")"
	}
	return values.Text(v)
}

// inQuotes returns a text, or each of several, in quotation marks.
func inQuotes(v cty.Value) string {
	if isList(v) {
		return strings.Join(elements(v, values.Quoted), " ")
	}
	return values.Quoted(v)
}

func isList(v cty.Value) bool {
	t := v.Type()
	return t.IsTupleType() || t.IsListType() || t.IsSetType()
}

func elements(v cty.Value, write func(cty.Value) string) []string {
	var all []string
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		all = append(all, write(e))
	}
	return all
}

// enumerate joins a list to text: "1, 2 and 3".
func enumerate(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " and " + all[last]
}
