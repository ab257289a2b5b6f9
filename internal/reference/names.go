package reference

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/values"
)

// names are those that every expression of a file may use.
func names() Reference {
	return Reference{
		{Name: "var", Kind: Name, Usage: "var.NAME", Summary: "Value of a [`variable`](#variable)."},
		{Name: "local", Kind: Name, Usage: "local.NAME", Summary: "Value of a [`locals`](#locals) block."},
		{Name: "release", Kind: Name, Usage: "release", Summary: "Release under test, such as `\"3.9.5\"` or `\"3.5.0-alpha\"`; ask for a range with `release_in`."},
	}
}

// stepNames are those that depend on the running ensemble.
func stepNames(v values.Vocabulary) Reference {
	var all Reference
	for _, a := range written(v.Roles) {
		all = append(all, Entry{Name: a.Name, Kind: StepName, Usage: a.Name, Type: a.Type, Summary: a.Doc})
	}
	return append(all,
		Entry{Name: "arg", Kind: StepName, Usage: "arg.NAME", Type: "any", Summary: "Value of an [`argument`](#argument), in the words of its procedure."},
		Entry{Name: "each", Kind: StepName, Usage: "each", Type: "object", Summary: "The present round, in the words of [`repeat`](#repeat).", Attributes: []Value{
			{Name: "index", Type: "number", Doc: "Counts the rounds from 0."},
			{Name: "value", Type: "any", Doc: "Value of this round of for_each; the index where there is none."},
		}},
		Entry{Name: "session", Kind: StepName, Usage: "session.NAME", Type: "object", Attributes: slices.Concat(written(v.Session), prefixed("events[N].", v.Event)),
			Summary: "A session that the scenario declares; all its attributes are null before its first use."},
		Entry{Name: "result", Kind: StepName, Usage: "result.NAME", Type: "object", Attributes: slices.Concat(written(v.Result), prefixed("stat.", v.Stat), prefixed("parts[N].", v.Part)),
			Summary: "How a word ended that said `as = \"NAME\"`, in an earlier word of this step or in a step before."},
	)
}

// prefixed are the attributes of an attribute.
func prefixed(prefix string, attributes []values.Attribute) []Value {
	all := written(attributes)
	for i := range all {
		all[i].Name = prefix + all[i].Name
	}
	return all
}
