package reference

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/values"
)

// names lists the names that every expression of a file may use.
func names() Reference {
	return Reference{
		{Name: "var", Kind: Name, Usage: "var.NAME", Summary: "Value of a [`variable`](#variable)."},
		{Name: "local", Kind: Name, Usage: "local.NAME", Summary: "Value of a [`locals`](#locals) block."},
		{Name: "release", Kind: Name, Usage: "release", Summary: "Release under test, such as `\"3.9.5\"` or `\"3.5.0-alpha\"`; for ranges there is `release_in`."},
	}
}

// stepNames lists the names that depend on the running ensemble.
func stepNames(v values.Vocabulary) Reference {
	var all Reference
	for _, a := range valuesOf(v.Roles) {
		all = append(all, Entry{Name: a.Name, Kind: StepName, Usage: a.Name, Type: a.Type, Summary: a.Doc})
	}
	return append(all,
		Entry{Name: "arg", Kind: StepName, Usage: "arg.NAME", Type: "any", Summary: "Value of an [`argument`](#argument), within its procedure."},
		Entry{Name: "each", Kind: StepName, Usage: "each", Type: "object", Summary: "The current round, within a [`repeat`](#repeat).", Attributes: []Value{
			{Name: "index", Type: "number", Doc: "Number of the round, from 0."},
			{Name: "value", Type: "any", Doc: "Value of for_each in this round. Without for_each the index, but only in a repeat that is in no other one."},
		}},
		Entry{Name: "session", Kind: StepName, Usage: "session.NAME", Type: "object", Attributes: slices.Concat(valuesOf(v.Session), prefixed("events[N].", v.Event)),
			Summary: "A declared session; all attributes are null before its first use."},
		Entry{Name: "result", Kind: StepName, Usage: "result.NAME", Type: "object", Attributes: slices.Concat(valuesOf(v.Result), prefixed("stat.", v.Stat), prefixed("parts[N].", v.Part), prefixed("operations.", v.Counts), prefixed("latency.", v.Latency)),
			Summary: "The result of an earlier action with `as = \"NAME\"`, of this step or a step before."},
	)
}

// prefixed returns the attributes of an attribute.
func prefixed(prefix string, attributes []values.Attribute) []Value {
	all := valuesOf(attributes)
	for i := range all {
		all[i].Name = prefix + all[i].Name
	}
	return all
}
