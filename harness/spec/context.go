package spec

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/zkscenario/zkscenario/harness/equality"
)

// ParseValue parses the value of a variable on a command line: an HCL expression without
// references, or else plain text.
func ParseValue(text string) cty.Value {
	expr, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return cty.StringVal(text)
	}
	equality.Use(expr)
	v, diags := expr.Value(nil)
	if diags.HasErrors() {
		return cty.StringVal(text)
	}
	return v
}

// context returns the names that every expression of the file may use.
func (f *File) context(in Inputs) (*hcl.EvalContext, hcl.Diagnostics) {
	vars, diags := f.variableValues(in.Variables)
	release := cty.UnknownVal(cty.String)
	if in.Release != "" {
		release = cty.StringVal(in.Release)
	}
	hclCtx := &hcl.EvalContext{
		Variables: map[string]cty.Value{"var": cty.ObjectVal(vars), "release": release},
		Functions: Functions(in.Release),
	}
	return hclCtx, append(diags, f.evaluateLocals(hclCtx)...)
}

func (f *File) variableValues(given map[string]cty.Value) (map[string]cty.Value, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	values := map[string]cty.Value{}
	for _, v := range f.variables {
		value, ok := given[v.Name]
		switch {
		case !ok && v.Default == cty.NilVal:
			diags = append(diags, Errorf(v.Range, "No value for variable", "The variable %q has no default; give it a value with --var %s=VALUE.", v.Name, v.Name))
			continue
		case !ok:
			value = v.Default
		case v.Default != cty.NilVal:
			converted, err := convert.Convert(value, v.Default.Type())
			// Lists of different lengths have different types in HCL, and are accepted.
			if err != nil && (!v.Default.CanIterateElements() || !value.CanIterateElements()) {
				values[v.Name] = cty.DynamicVal // avoids consequential errors
				diags = append(diags, Errorf(v.Range, "Wrong value for variable", "The value given for the variable %q has another type than its default: %s.", v.Name, err))
				continue
			}
			if err == nil {
				value = converted
			}
		}
		values[v.Name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(f.VariableNames(), name) {
			diags = append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "No such variable",
				Detail: f.Name + " has no variable \"" + name + "\"." + DidYouMean(name, f.VariableNames())})
		}
	}
	return values, diags
}

// VariableNames lists the variables that the file declares, in their order.
func (f *File) VariableNames() []string {
	names := make([]string, len(f.variables))
	for i, v := range f.variables {
		names[i] = v.Name
	}
	return names
}

// evaluateLocals evaluates the local values and adds them to the context.
func (f *File) evaluateLocals(hclCtx *hcl.EvalContext) hcl.Diagnostics {
	values := map[string]cty.Value{}
	for _, name := range f.localsInOrder() {
		attr := f.locals[name]
		if diags := f.budget.Spend(float64(baseSize*len(values)), attr.Range); diags.HasErrors() { // the cost of the object with all values
			return diags
		}
		hclCtx.Variables["local"] = cty.ObjectVal(values)
		if diags := f.budget.CheckSize(attr.Expr, hclCtx); diags.HasErrors() {
			return diags
		}
		v, diags := attr.Expr.Value(hclCtx)
		if diags.HasErrors() {
			return diags
		}
		if diags := f.budget.CheckComparisons(attr.Expr, hclCtx); diags.HasErrors() {
			return diags
		}
		values[name] = v
	}
	hclCtx.Variables["local"] = cty.ObjectVal(values)
	var diags hcl.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(f.locals)) {
		if _, done := values[name]; !done {
			diags = append(diags, Errorf(f.locals[name].Range, "Circular local value", "The local value %q depends on itself.", name))
		}
	}
	return diags
}

// localsInOrder lists the local values, each after those that it uses. It leaves out those
// that depend on themselves.
func (f *File) localsInOrder() []string {
	missing, users := map[string]int{}, map[string][]string{}
	var order []string
	for _, name := range slices.Sorted(maps.Keys(f.locals)) {
		for _, used := range f.localsIn(f.locals[name].Expr) {
			missing[name]++
			users[used] = append(users[used], name)
		}
		if missing[name] == 0 {
			order = append(order, name)
		}
	}
	for i := 0; i < len(order); i++ {
		for _, user := range users[order[i]] {
			if missing[user]--; missing[user] == 0 {
				order = append(order, user)
			}
		}
	}
	return order
}

// localsIn lists the local values that an expression uses, possibly with duplicates.
func (f *File) localsIn(expr hcl.Expression) []string {
	var names []string
	for _, ref := range expr.Variables() {
		if ref.RootName() != "local" || len(ref) < 2 {
			continue
		}
		if attr, ok := ref[1].(hcl.TraverseAttr); ok && f.locals[attr.Name] != nil {
			names = append(names, attr.Name)
		}
	}
	return names
}
