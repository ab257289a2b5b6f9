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

// Case replaces the waits and the receipt of a kind for words with some attribute. What
// is "" is not replaced.
type Case struct {
	Attribute      string
	Value          string // that the attribute has; "" for any
	Waits, Receipt string
}

// String returns how the author writes the attribute: "wait = false".
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

// InGeneral returns what all words of the kind wait for, and their receipts, with what
// holds in each case.
func (k Kind[T]) InGeneral() (waits, receipt string) {
	waits, receipt = fill(k.Waits, nil), fill(k.Receipt, nil)
	for _, c := range k.Cases {
		args := arguments{c.Attribute: {given: given{source: c.Attribute}}} // whatever its value is
		if c.Waits != "" {
			waits += fmt.Sprintf(" With `%s`: %s", c, fill(c.Waits, args))
		}
		if c.Receipt != "" {
			receipt += fmt.Sprintf(" With `%s`: %s", c, fill(c.Receipt, args))
		}
	}
	return waits, receipt
}

// fill executes one of the templates of a kind, which are ours.
func fill(text string, args arguments) string {
	filled, err := args.fill(text)
	if err != nil {
		panic(fmt.Sprintf("describe a word by %q: %s", text, err))
	}
	return filled
}

// description holds the templates of a kind, whatever the type of its words.
type description struct {
	label, plain, waits, receipt string
	cases                        []Case
}

func descriptionOf[T any](k Kind[T]) description {
	return description{k.Label, k.Plain, k.Waits, k.Receipt, k.Cases}
}

// describe returns a sentence on what the word does: the template Plain of its kind,
// executed with its attributes, and in parentheses those that the template does not
// write, so that nothing is hidden. session is that of the step, for a word that names
// none.
func (d description) describe(w Word, session string) string {
	args := argumentsOf(w, d.label, session)
	text, err := args.fill(d.plain)
	if err != nil {
		text = w.Name // what it lacks was reported when the file was loaded
	}
	return strings.TrimRight(text, ",") + args.rest(w.given) + "."
}

// proof returns what the word waits for, and its receipt.
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

// arguments are the attributes that a word has, by name, and its label; templates read
// them as {{.data}}.
type arguments map[string]*argument

// argument is written into a template by its name alone, by quoted or by servers.
type argument struct {
	given
	written bool // into the text
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

// functions are those that the templates use besides the ones that they all have.
var functions = template.FuncMap{
	// is reports whether an attribute has a value, such as "true".
	"is": func(a *argument, value string) bool {
		if a == nil || a.text() != value {
			return false
		}
		a.written = true
		return true
	},
	// quoted writes a text in quotation marks, or several.
	"quoted": func(a *argument) string {
		a.written = true
		return a.quoted()
	},
	// servers writes the first of its arguments that the word has as "server 1", or as
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
	t, err := template.New("").Funcs(functions).Option("missingkey=zero").Parse(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.Execute(&out, args)
	return out.String(), err
}

// rest lists the attributes that are not written yet.
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

// String implements fmt.Stringer for templates. An argument that is missing is the
// author's mistake.
func (a *argument) String() string {
	if a == nil {
		return ""
	}
	a.written = true
	return a.text()
}

// text returns the value, a list as "1, 2 and 3"; what is known only when the word runs
// is returned as the author wrote it, in backticks.
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

// servers returns the ids of servers, or what the author wrote.
func (g given) servers() string {
	switch source := g.oneLine(); {
	case g.known() && !isList(g.value):
		return "server " + listed(g.value)
	case g.known():
		return several(elements(g.value, values.Text))
	case source == "leader" || source == "followers" || source == "observers":
		return "the " + source
	case g.value.Type() == cty.Number:
		return "server `" + source + "`"
	default:
		return "servers `" + source + "`"
	}
}

// several names servers by their ids.
func several(ids []string) string {
	switch len(ids) {
	case 0:
		return "no server"
	case 1:
		return "server " + ids[0]
	default:
		return "servers " + enumerate(ids)
	}
}

// listed writes a value without quotation marks and brackets.
func listed(v cty.Value) string {
	switch t := v.Type(); {
	case isList(v):
		return enumerate(elements(v, inner))
	case t.IsObjectType() || t.IsMapType():
		values := v.AsValueMap()
		var all []string
		for _, name := range slices.Sorted(maps.Keys(values)) {
			all = append(all, name+"="+inner(values[name]))
		}
		return enumerate(all)
	default:
		return values.Text(v)
	}
}

// inner writes an element of a list; lists within lists have parentheses.
func inner(v cty.Value) string {
	if v.CanIterateElements() {
		return "(" + listed(v) + ")"
	}
	return values.Text(v)
}

// inQuotes writes a text in quotation marks, or several.
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

// enumerate writes a list as text: "1, 2 and 3".
func enumerate(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " and " + all[last]
}
