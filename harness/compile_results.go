package harness

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// unawaited complains of the use of results that may not be there yet. Words that
// look again and again wait for them, and in doubt nobody complains.
func (c *compiler) unawaited(found findings, target any) hcl.Diagnostics {
	if _, looksAgain := target.(Waiter); looksAgain || len(c.pending) == 0 || c.forecast.Uncertain() {
		return nil
	}
	var diags hcl.Diagnostics
	for _, expr := range found.exprs {
		for _, ref := range expr.Variables() {
			if name := resultIn(ref); c.pending[name] {
				diags = append(diags, spec.Errorf(expr.Range(), "Result may not be there yet", "The operation with the result %q has wait = false. Say await { result = %q } before its result is used.", name, name))
				delete(c.pending, name) // once is enough
			}
		}
	}
	return diags
}

// resultIn is the name of the result that a reference reads, if it reads one.
func resultIn(ref hcl.Traversal) string {
	if ref.RootName() != "result" || len(ref) < 2 {
		return ""
	}
	attr, _ := ref[1].(hcl.TraverseAttr)
	return attr.Name
}

// explainResults says of results that are not there what they are, and where one of
// that name is defined: HCL knows them as attributes of an object only.
func (c *compiler) explainResults(diags hcl.Diagnostics) {
	for _, d := range diags {
		ref, ok := d.Expression.(*hclsyntax.ScopeTraversalExpr)
		if !ok || d.Subject == nil || d.Summary != "Unsupported attribute" {
			continue
		}
		name := resultIn(ref.Traversal)
		if name == "" || ref.Traversal[1].SourceRange() != *d.Subject {
			continue
		}
		known := undefined(ref, d.EvalContext)
		d.Expression = nil // so that nobody suggests once more
		switch at, later := c.results[name]; {
		case later:
			d.Detail = fmt.Sprintf("Nothing before this defines a result %q; it is defined later, at %s.", name, at)
		case spec.Nearest(name, known) != "":
			d.Detail = fmt.Sprintf("Nothing before this defines a result %q.%s", name, spec.DidYouMean(name, known))
		default:
			d.Detail = fmt.Sprintf("Nothing before this defines a result %q; a word that says as = %q does.%s", name, name, spec.DidYouMean(name, known))
		}
	}
}

// undefined lists the results that there are instead.
func undefined(ref *hclsyntax.ScopeTraversalExpr, hclCtx *hcl.EvalContext) []string {
	v, _ := ref.Traversal[:1].TraverseAbs(hclCtx)
	if !v.Type().IsObjectType() {
		return nil
	}
	return slices.Sorted(maps.Keys(v.Type().AttributeTypes()))
}
