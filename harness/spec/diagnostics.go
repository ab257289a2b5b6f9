package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// ImproveDiagnostics improves the diagnostics of HCL: it adds suggestions for unknown names and
// attributes, and removes errors about a missing value whose cause is reported as well.
func ImproveDiagnostics(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		if d.Expression == nil || d.EvalContext == nil || d.Subject == nil {
			continue
		}
		if given, known := missingAttribute(d.Expression, d.EvalContext, *d.Subject); given != "" {
			d.Detail += DidYouMean(given, known)
		}
		if m := noSuchName.FindStringSubmatch(d.Detail); m != nil {
			d.Detail = m[0] + "." + unknownName(m[2], m[1], d.EvalContext)
		}
		if strings.HasSuffix(d.Detail, "a number is required.") {
			d.Detail += zxidHint(d.Expression, d.EvalContext)
		}
	}
	var improved hcl.Diagnostics
	for _, d := range diags {
		if d.Summary != unsuitableValue || !slices.ContainsFunc(diags, func(other *hcl.Diagnostic) bool { return isCauseOf(other, d) }) {
			improved = append(improved, d)
		}
	}
	return improved
}

// noSuchName matches HCL's error for an unknown name. Its suggestion differs from time to time,
// because it takes any name that is near.
var noSuchName = regexp.MustCompile(`^There is no (variable|function) named "([^"\\]*)"`)

// unknownName returns a suggestion for an unknown variable or function.
func unknownName(name, what string, hclCtx *hcl.EvalContext) string {
	if what == "variable" && slices.Contains(inScope(hclCtx, "function"), name) {
		return fmt.Sprintf(" %s is a function: write %s(...).", name, name)
	}
	return DidYouMean(name, inScope(hclCtx, what))
}

// zxidHint returns advice if an expression has a zxid in place of a number, else "".
func zxidHint(expr hcl.Expression, hclCtx *hcl.EvalContext) string {
	v, diags := expr.Value(hclCtx)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() || !strings.HasPrefix(v.AsString(), "0x") {
		return ""
	}
	return " Zxids are strings: compare epoch(ZXID), or counter(ZXID) within one epoch."
}

// inScope lists the variables or functions in a context, sorted.
func inScope(hclCtx *hcl.EvalContext, what string) []string {
	names := map[string]bool{}
	for ; hclCtx != nil; hclCtx = hclCtx.Parent() {
		if what == "function" {
			for name := range hclCtx.Functions {
				names[name] = true
			}
			continue
		}
		for name := range hclCtx.Variables {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// unsuitableValue is gohcl's summary for a value of the wrong type. It also reports it if there
// is no value because of an error in the expression.
const unsuitableValue = "Unsuitable value type"

func isCauseOf(cause, d *hcl.Diagnostic) bool {
	return cause.Expression != nil && cause.Subject != nil && d.Context != nil && d.Context.Overlaps(*cause.Subject)
}

// missingAttribute returns the attribute at the range if its object lacks it, and the
// attributes that the object has.
func missingAttribute(expr hcl.Expression, hclCtx *hcl.EvalContext, at hcl.Range) (given string, known []string) {
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

// Content calls body.Content, but suggests the nearest block type or attribute instead of the
// first one that is near, in both forms of HCL. others are further names to suggest, which
// were decoded already.
func Content(body hcl.Body, schema *hcl.BodySchema, others ...string) (*hcl.BodyContent, hcl.Diagnostics) {
	content, diags := body.Content(schema)
	blocks := make([]string, 0, len(schema.Blocks))
	for _, b := range schema.Blocks {
		blocks = append(blocks, b.Type)
	}
	known := append(slices.Clone(others), blocks...)
	if len(blocks) == 0 {
		blocks = others
	}
	for _, a := range schema.Attributes {
		known = append(known, a.Name)
	}
	for _, d := range diags {
		switch given := quotedIn.FindStringSubmatch(d.Detail); {
		case given == nil:
		case d.Summary == "Unsupported block type" && !slices.Contains(known, given[1]):
			d.Detail = fmt.Sprintf("Blocks of type %q are not expected here.%s", given[1], unknownBlock(given[1], blocks, known))
		case d.Summary == "Unsupported argument":
			d.Detail = fmt.Sprintf("An argument named %q is not expected here.%s", given[1], DidYouMean(given[1], known))
		case d.Summary == "Extraneous JSON object property":
			d.Detail = fmt.Sprintf("No argument or block type is named %q.%s", given[1], DidYouMean(given[1], known))
		}
	}
	return content, diags
}

// unknownBlock returns a suggestion for an unknown block. If nothing is near it lists only
// block types, and not all words of the language.
func unknownBlock(given string, blocks, known []string) string {
	switch {
	case slices.Contains(pauses, given) && slices.Contains(blocks, "await"):
		return " A step does not wait for time, but for a state, which await names: await { condition = CONDITION }. With seconds_since(result.NAME.at) > 2 as its condition, a time can be such a state."
	case Nearest(given, known) != "" || len(blocks) == 0:
		return DidYouMean(given, known)
	case slices.Contains(blocks, step):
		return DidYouMean(given, blocks) + " Actions and assertions belong in a step."
	case len(blocks) > maxListedBlocks:
		return " zkscenario docs lists the words that a step can contain."
	default:
		return DidYouMean(given, blocks)
	}
}

// pauses lists what other languages call a wait for time.
var pauses = []string{"delay", "sleep", "wait"}

// explainLabels adds to HCL's error on a template in a label what can be an expression instead.
func explainLabels(diags hcl.Diagnostics) {
	for _, d := range diags {
		if d.Summary == "Invalid string literal" && strings.HasPrefix(d.Detail, "Template sequences are not allowed") {
			d.Detail += ` Labels are plain text. A znode can be named by the attribute child, which is an expression: create "/" { child = "x${each.index}" }.`
		}
	}
}

// quotedIn matches the name in an error of HCL.
var quotedIn = regexp.MustCompile(`^(?:Blocks of type|An argument named|No argument or block type is named) "([^"\\]*)"`)

// attributeNames lists the attributes of a block that is decoded into target.
func attributeNames(target any) []string {
	schema, _ := gohcl.ImpliedBodySchema(target)
	var names []string
	for _, a := range schema.Attributes {
		names = append(names, a.Name)
	}
	return names
}

// maxDetailLength limits the detail of a diagnostic, in bytes.
const maxDetailLength = 1000

// Errorf returns the diagnostic for an author's error at subject. summary is fixed text; names
// belong in the detail, which is formatted with args.
func Errorf(subject hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   truncate(fmt.Sprintf(detail, args...), maxDetailLength),
		Subject:  &subject,
	}
}

// ValidName reports a name that expressions cannot use after a dot, as in result.NAME. of is
// the variable before the dot.
func ValidName(name, of string, at hcl.Range) hcl.Diagnostics {
	if hclsyntax.ValidIdentifier(name) {
		return nil
	}
	return hcl.Diagnostics{Errorf(at, "Invalid name", "%q cannot be used in expressions, as in %s.NAME: use letters, digits and '_', beginning with a letter.", name, of)}
}
