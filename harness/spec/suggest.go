package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// DidYouMean is the end of a message about an unknown name: the nearest known
// one, or all of them when none is near.
func DidYouMean(given string, known []string) string {
	nearest, least := "", 3 // from three changes on it is another word
	for _, k := range known {
		if d := levenshtein.Distance(given, k, nil); d < least {
			nearest, least = k, d
		}
	}
	if nearest != "" {
		return fmt.Sprintf(" Did you mean %q?", nearest)
	}
	if len(known) == 0 {
		return " There is none."
	}
	return " There are: " + strings.Join(known, ", ") + "."
}

// Polish makes the complaints of HCL as helpful as our own: it says which attribute
// of an object may have been meant, and leaves out those about a missing value whose
// cause is told already.
func Polish(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		if d.Expression == nil || d.EvalContext == nil || d.Subject == nil {
			continue
		}
		if given, known := missing(d.Expression, d.EvalContext, *d.Subject); given != "" {
			d.Detail += DidYouMean(given, known)
		}
	}
	var polished hcl.Diagnostics
	for _, d := range diags {
		if d.Summary != unsuitable || !slices.ContainsFunc(diags, func(other *hcl.Diagnostic) bool { return causes(other, d) }) {
			polished = append(polished, d)
		}
	}
	return polished
}

// unsuitable is how gohcl calls a value that does not fit, also when there is none
// because its expression is wrong.
const unsuitable = "Unsuitable value type"

func causes(cause, d *hcl.Diagnostic) bool {
	return cause.Expression != nil && cause.Subject != nil && d.Context != nil && d.Context.Overlaps(*cause.Subject)
}

// missing is the attribute that is written at the range, and those that its object
// has instead.
func missing(expr hcl.Expression, hclCtx *hcl.EvalContext, at hcl.Range) (given string, known []string) {
	path, value := hcl.Traversal(nil), cty.NilVal
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		path = e.Traversal
	case *hclsyntax.RelativeTraversalExpr:
		path = e.Traversal
		value, _ = e.Source.Value(hclCtx)
	}
	for i, part := range path {
		attr, ok := part.(hcl.TraverseAttr)
		if !ok || attr.SrcRange != at {
			continue
		}
		if value == cty.NilVal {
			value, _ = path[:i].TraverseAbs(hclCtx)
		} else {
			value, _ = path[:i].TraverseRel(value)
		}
		if value.Type().IsObjectType() && !value.Type().HasAttribute(attr.Name) {
			return attr.Name, slices.Sorted(maps.Keys(value.Type().AttributeTypes()))
		}
	}
	return "", nil
}

// Content is body.Content, but suggests the nearest block type instead of the
// first one that is near.
func Content(body hcl.Body, schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, diags := body.Content(schema)
	native, ok := body.(*hclsyntax.Body)
	if !ok {
		return content, diags
	}
	known := make([]string, len(schema.Blocks))
	for i, b := range schema.Blocks {
		known[i] = b.Type
	}
	for _, b := range native.Blocks {
		for _, d := range diags {
			if d.Subject != nil && *d.Subject == b.TypeRange && !slices.Contains(known, b.Type) {
				d.Detail = fmt.Sprintf("Blocks of type %q are not expected here.%s", b.Type, DidYouMean(b.Type, known))
			}
		}
	}
	return content, diags
}

// Errorf is a diagnostic of an author's mistake at subject. Summary is fixed
// text; names go into the detail.
func Errorf(subject hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(detail, args...),
		Subject:  &subject,
	}
}
