package harness

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/values"
)

// A place in what a kind says: {name}, {text name}, {servers name}, {name=value},
// {name|otherwise} or {!name}. An alternative begins with "With name: " or
// "With name = value: ".
var (
	optionalPart = regexp.MustCompile(`\[([^\[\]]*)\]`)
	place        = regexp.MustCompile(`\{(?:(text|servers) )?(!?)(\w+)(?:=(\w+))?(?:\|([^{}]*))?\}`)
	alternative  = regexp.MustCompile(` With (\w+)(?: = (\w+))?: `)
	orOtherwise  = regexp.MustCompile(`\{(\w+)\|([^{}]*)\}`)
)

// say fills in the plain words of a kind:
//
//   - {name} is the value of that attribute or label, a list as "1, 2 and 3";
//   - {text name} is a text in quotation marks, or several;
//   - {servers name} is "server 1", or "servers 1, 2 and 3";
//   - {name=value} is nothing, and has no value unless it is that one;
//   - {name|otherwise} is the value, or what holds when there is none;
//   - {!name} is nothing, and has a value when the attribute has none.
//
// What is known only when the word runs stands there as it was written, in
// backticks. A part in [brackets] is left out unless all that it names has a value;
// whatever no part has told comes behind, so that nothing is hidden. A word that
// takes a session and names none is said to be of the one given.
func say(a about, w Word, session string) string {
	s := sentence{label: a.label, word: w, session: session, told: map[string]bool{}}
	text := optionalPart.ReplaceAllStringFunc(a.plain, func(part string) string {
		filled, _ := s.fill(part[1 : len(part)-1])
		return filled
	})
	text, complete := s.fill(text)
	if !complete {
		text = w.Name // its own mistake, which the load has told
	}
	return strings.TrimRight(text, ",") + s.rest() + "."
}

// fit is what a kind says of its waits or its receipt, for one word: the last
// alternative that the word asks for, else what stands before all of them.
func fit(text string, w Word) string {
	s := sentence{word: w, told: map[string]bool{}}
	heads := alternative.FindAllStringSubmatch(text, -1)
	texts := alternative.Split(text, -1)
	chosen := texts[0]
	for i, head := range heads {
		name, wanted := head[1], head[2]
		if value, found := s.value("", name); found && (wanted == "" || value == wanted) {
			chosen = texts[i+1]
		}
	}
	filled, _ := s.fill(chosen)
	return filled
}

// InGeneral is what a kind says of the waits or the receipts of all its words.
func InGeneral(text string) string {
	return orOtherwise.ReplaceAllString(text, "$2 or what $1 says")
}

// sentence is what is said of one word.
type sentence struct {
	label, session string
	word           Word
	told           map[string]bool
}

// fill is "" when something in the text has no value.
func (s *sentence) fill(text string) (filled string, complete bool) {
	complete = true
	var told []string
	filled = place.ReplaceAllStringFunc(text, func(m string) string {
		p := place.FindStringSubmatch(m)
		form, not, name, wanted, otherwise := p[1], p[2] != "", p[3], p[4], p[5]
		value, found := s.value(form, name)
		switch {
		case otherwise != "" && !found:
			value = otherwise
		case not:
			complete = complete && !found
			return ""
		case wanted != "":
			complete = complete && value == wanted
			value = ""
		default:
			complete = complete && found
		}
		told = append(told, name)
		return value
	})
	if !complete {
		return "", false
	}
	for _, name := range told {
		s.told[name] = true
	}
	return filled, true
}

// value finds what the word says of a name.
func (s *sentence) value(form, name string) (text string, found bool) {
	for _, g := range s.word.given {
		switch {
		case g.name != name || g.isLeftOut():
		case form == "servers":
			return serversText(g), true
		case !g.known():
			return "`" + g.oneLine() + "`", true
		case form == "text":
			return inQuotes(g.value), true
		default:
			return listed(g.value), true
		}
	}
	switch {
	case name == s.label:
		return s.word.Label, true
	case name == "session" && s.takesSession():
		return s.session, s.session != ""
	}
	return "", false
}

func (s *sentence) takesSession() bool {
	return slices.ContainsFunc(Attributes(s.word.make()), func(a values.Attribute) bool { return a.Name == "session" })
}

// rest lists what was not told yet.
func (s *sentence) rest() string {
	var rest []string
	for _, g := range s.word.given {
		switch {
		case s.told[g.name] || g.isLeftOut():
		case g.source == "": // an inner block that says nothing
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

// serversText names servers by their ids, or by what the author wrote.
func serversText(g given) string {
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

func several(ids []string) string {
	switch len(ids) {
	case 0:
		return "no server"
	case 1:
		return "server " + ids[0]
	default:
		return "servers " + and(ids)
	}
}

// listed writes a value without quotation marks and brackets.
func listed(v cty.Value) string {
	switch t := v.Type(); {
	case isList(v):
		return and(elements(v, inner))
	case t.IsObjectType() || t.IsMapType():
		values := v.AsValueMap()
		var all []string
		for _, name := range slices.Sorted(maps.Keys(values)) {
			all = append(all, name+"="+inner(values[name]))
		}
		return and(all)
	default:
		return values.Text(v)
	}
}

// inner keeps the bounds of what stands in a list.
func inner(v cty.Value) string {
	if v.CanIterateElements() {
		return "(" + listed(v) + ")"
	}
	return values.Text(v)
}

// inQuotes writes texts as they were written.
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

// and is how people list things.
func and(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " and " + all[last]
}
