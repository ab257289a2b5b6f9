package harness

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// unawaited reports the use of results that may not exist yet. Words that poll wait for
// them; what is uncertain is not reported.
func (c *compiler) unawaited(found findings, target any) hcl.Diagnostics {
	if _, looksAgain := target.(Waiter); looksAgain || len(c.pending) == 0 || c.forecast.Uncertain() {
		return nil
	}
	var diags hcl.Diagnostics
	for _, attr := range found.evaluated {
		for _, ref := range attr.Expr.Variables() {
			if name := resultIn(ref); c.pending[name] {
				diags = append(diags, spec.Errorf(attr.Expr.Range(), "Result may not be there yet", "The operation with the result %q has wait = false. Say await { result = %q } before its result is used.", name, name))
				delete(c.pending, name) // report it once
			}
		}
	}
	return diags
}

// resultIn returns the name of the result that a reference reads, or "".
func resultIn(ref hcl.Traversal) string {
	if ref.RootName() != "result" || len(ref) < 2 {
		return ""
	}
	attr, _ := ref[1].(hcl.TraverseAttr)
	return attr.Name
}

// explainResults rewrites diagnostics on missing results, which HCL knows as attributes of
// an object only: they name the result and where one of that name is defined.
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
		d.Expression = nil // so that no second suggestion is added
		switch at, later := c.results[name]; {
		case later:
			d.Detail = fmt.Sprintf("Nothing before this defines a result %q; it is defined later, at %s.", name, at)
		case spec.Nearest(name, known) != "":
			d.Detail = fmt.Sprintf("Nothing before this defines a result %q.%s", name, spec.DidYouMean(name, known))
		default:
			d.Detail = fmt.Sprintf("Nothing before this defines a result %q; a word with as = %q does.%s", name, name, spec.DidYouMean(name, known))
		}
	}
}

// undefined lists the results that exist instead.
func undefined(ref *hclsyntax.ScopeTraversalExpr, hclCtx *hcl.EvalContext) []string {
	v, _ := ref.Traversal[:1].TraverseAbs(hclCtx)
	if !v.Type().IsObjectType() {
		return nil
	}
	return slices.Sorted(maps.Keys(v.Type().AttributeTypes()))
}
