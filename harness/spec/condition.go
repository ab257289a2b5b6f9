package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// CheckCondition warns of a condition, or a comparison in it, that has the same value whatever
// the run does. It may depend on the inputs of the scenario: on variables, the release, the
// arguments of a call and the round of a repeat.
func (b *Budget) CheckCondition(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	anyInputs := withoutInputs(hclCtx)
	if always, ok := b.constant(expr, anyInputs); ok {
		return hcl.Diagnostics{constantWarning("Condition", always, expr, expr.Range(), anyInputs)}
	}
	var diags hcl.Diagnostics
	for _, c := range Comparisons(expr) {
		if always, ok := b.constant(c.BinaryOpExpr, anyInputs); ok {
			diags = append(diags, constantWarning("Comparison", always, c.BinaryOpExpr, c.Range, anyInputs))
		}
	}
	return diags
}

// The names in expressions: those of the inputs of a scenario, and those of what the run
// knows.
var (
	inputNames = []string{"var", "local", "release", "arg", "each"}
	runNames   = []string{"leader", "followers", "observers", "server", "session", "result"}
)

// HasMeaning reports whether a name has a meaning in every expression, so that nothing else
// can have it.
func HasMeaning(name string) bool {
	return slices.Contains(inputNames, name) || slices.Contains(runNames, name)
}

// withoutInputs returns a context in which the inputs of the scenario are unknown, and so
// are iterators.
func withoutInputs(hclCtx *hcl.EvalContext) *hcl.EvalContext {
	inner := hclCtx.NewChild()
	inner.Variables = map[string]cty.Value{}
	for _, name := range inputNames {
		inner.Variables[name] = cty.DynamicVal
	}
	for outer := hclCtx; outer != nil; outer = outer.Parent() {
		for name := range outer.Variables {
			if !slices.Contains(runNames, name) {
				inner.Variables[name] = cty.DynamicVal
			}
		}
	}
	inner.Functions = map[string]function.Function{"release_in": releaseInFunc("")}
	return inner
}

// constant returns the value of a condition if it is known already.
func (b *Budget) constant(expr hcl.Expression, hclCtx *hcl.EvalContext) (value, ok bool) {
	v, ok := b.valueOf(expr, hclCtx)
	if !ok || v.Type() != cty.Bool || !v.IsKnown() || v.IsNull() {
		return false, false
	}
	return v.True(), true
}

// constantWarning returns a warning, not an error: the run can go on, and its other assertions
// have their results.
func constantWarning(what string, always bool, expr hcl.Expression, at hcl.Range, hclCtx *hcl.EvalContext) *hcl.Diagnostic {
	summary := what + " that is never true"
	if always {
		summary = what + " that is always true"
	}
	d := Errorf(at, summary, "It is %t whatever the run does, so it tests nothing.%s", always, certainResults(expr, hclCtx))
	d.Severity = hcl.DiagWarning
	return d
}

// certainResults explains what is certain of the results that an expression reads.
func certainResults(expr hcl.Expression, hclCtx *hcl.EvalContext) string {
	var certain []string
	for _, ref := range expr.Variables() {
		v, diags := ref.TraverseAbs(hclCtx)
		if ref.RootName() != "result" || diags.HasErrors() || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
			continue
		}
		certain = append(certain, fmt.Sprintf("%s is %q", pathOf(ref), v.AsString()))
	}
	if len(certain) == 0 {
		return ""
	}
	slices.Sort(certain)
	return " Here " + strings.Join(slices.Compact(certain), ", and ") + ": without may_fail, and unless wait is false, an operation ends as expected, or it ends the run. result.NAME.exists states whether there is a znode."
}

// pathOf writes a reference as in the file.
func pathOf(ref hcl.Traversal) string {
	path := ref.RootName()
	for _, part := range ref[1:] {
		if attr, ok := part.(hcl.TraverseAttr); ok {
			path += "." + attr.Name
		}
	}
	return path
}
