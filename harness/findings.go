package harness

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// findings collects the properties of a word that checkBody finds besides its mistakes.
type findings struct {
	used      []string // names that its expressions use (namesIn)
	as        string   // the result that it defines
	asRange   hcl.Range
	goesOn    bool   // the scenario does not wait for that result
	varies    bool   // what is certain of its result depends on variables
	result    string // the result that it waits for
	resultAt  hcl.Range
	guarantee string // the guarantee that it asserts
	given     []given
	holds     []string    // names of its inner blocks
	evaluated []evaluated // its attributes that have a value
	unknown   []hcl.Range // values that depend on the running ensemble, or are wrong
}

// evaluated is an attribute with the value that it has before the run.
type evaluated struct {
	*hcl.Attribute
	value cty.Value
}

// compare reports two attributes that are compared, but can never be equal.
func (found *findings) compare(left, right string) hcl.Diagnostics {
	var sides []evaluated
	for _, name := range []string{left, right} {
		i := slices.IndexFunc(found.evaluated, func(e evaluated) bool { return e.Name == name })
		if i < 0 {
			return nil
		}
		sides = append(sides, found.evaluated[i])
	}
	l, r := sides[0], sides[1]
	if !spec.NeverEqual(l.value, r.value, l.Expr, r.Expr) {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(r.Expr.Range(), "Comparison that is never true", "%s is %s and %s %s, which are never equal.", left, spec.DescribeType(l.value), right, spec.DescribeType(r.value))}
}

// take adds the findings of an inner block.
func (found *findings) take(inner *hcl.Block, of findings) {
	found.used = append(found.used, of.used...)
	found.unknown = append(found.unknown, of.unknown...)
	found.evaluated = append(found.evaluated, of.evaluated...)
	if len(of.given) == 0 {
		found.given = append(found.given, given{name: strings.Join(append([]string{inner.Type}, inner.Labels...), " ")})
	}
	for _, v := range of.given {
		v.name = strings.Join(slices.Concat([]string{inner.Type}, inner.Labels, []string{v.name}), " ")
		found.given = append(found.given, v)
	}
}

// recordNames records the result or guarantee that the attribute names.
func (found *findings) recordNames(attr *hcl.Attribute, value cty.Value) {
	if attr.Name == "wait" && value.Type() == cty.Bool && value.IsKnown() && !value.IsNull() {
		found.goesOn = value.False()
	}
	if slices.Contains([]string{"may_fail", "wait", "fails_with", "mode"}, attr.Name) {
		_, diags := attr.Expr.Value(nil) // without variables and functions
		found.varies = found.varies || diags.HasErrors()
	}
	if !value.IsWhollyKnown() || value.IsNull() || value.Type() != cty.String {
		return
	}
	switch attr.Name {
	case "as":
		found.as, found.asRange = value.AsString(), attr.Expr.Range()
	case "result":
		found.result, found.resultAt = value.AsString(), attr.Expr.Range()
	case "guarantee":
		found.guarantee = value.AsString()
	}
}

// certain returns what is certain of the result that the word keeps.
func (found *findings) certain(target any) map[string]cty.Value {
	if r, ok := target.(Resulter); ok && !found.varies {
		return r.Result()
	}
	return nil
}
