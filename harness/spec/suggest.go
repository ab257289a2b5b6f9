package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// DidYouMean is the end of a message about an unknown name: the nearest known
// one, or all of them when none is near.
func DidYouMean(given string, known []string) string {
	nearest, least := "", 3 // from three changes on it is another word
	for i, k := range known {
		if i == mostKnown || len(given) > longestName || len(k) > longestName {
			break
		}
		if d := levenshtein.Distance(given, k, nil); d < least {
			nearest, least = k, d
		}
	}
	if nearest != "" {
		if looksLike(given, nearest) {
			return fmt.Sprintf(" Did you mean %q? What stands there has other letters that look alike: %+q.", nearest, given)
		}
		return fmt.Sprintf(" Did you mean %q?", nearest)
	}
	if len(known) == 0 {
		return " There is none."
	}
	return " There are: " + list(known) + "."
}

// Of names beyond these nobody is told.
const (
	mostKnown   = 200
	mostListed  = 50
	longestName = 100
)

// looksLike tells whether the names differ in letters that are not of the same
// script, such as a Cyrillic "a" in a Latin word.
func looksLike(given, known string) bool {
	foreign := func(r rune) bool { return r > unicode.MaxASCII }
	return utf8.RuneCountInString(given) == utf8.RuneCountInString(known) &&
		strings.ContainsFunc(given, foreign) && !strings.ContainsFunc(known, foreign)
}

func list(names []string) string {
	var listed []string
	for i, name := range names {
		if i == mostListed {
			listed = append(listed, fmt.Sprintf("and %d others", len(names)-i))
			break
		}
		listed = append(listed, shortened(name, longestName))
	}
	return strings.Join(listed, ", ")
}

// shortened is the text, cut where it has more bytes than that.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
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
		if m := noSuchName.FindStringSubmatch(d.Detail); m != nil {
			d.Detail = m[0] + "." + DidYouMean(m[2], inScope(d.EvalContext, m[1]))
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

// noSuchName is how HCL complains of a name; what it suggests is another one each
// time, for it takes any that is near.
var noSuchName = regexp.MustCompile(`^There is no (variable|function) named "([^"\\]*)"`)

// inScope lists the names that there are instead, sorted.
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
// first one that is near, in both forms of HCL.
// besides are names that were read already, and may have been meant.
func Content(body hcl.Body, schema *hcl.BodySchema, besides ...string) (*hcl.BodyContent, hcl.Diagnostics) {
	content, diags := body.Content(schema)
	known := besides
	for _, b := range schema.Blocks {
		known = append(known, b.Type)
	}
	for _, a := range schema.Attributes {
		known = append(known, a.Name)
	}
	for _, d := range diags {
		switch given := quotedIn.FindStringSubmatch(d.Detail); {
		case given == nil:
		case d.Summary == "Unsupported block type" && !slices.Contains(known, given[1]):
			d.Detail = fmt.Sprintf("Blocks of type %q are not expected here.%s", given[1], DidYouMean(given[1], known))
		case d.Summary == "Unsupported argument" && !strings.Contains(d.Detail, "Did you mean"):
			d.Detail += DidYouMean(given[1], known)
		case d.Summary == "Extraneous JSON object property":
			d.Detail = fmt.Sprintf("No argument or block type is named %q.%s", given[1], DidYouMean(given[1], known))
		}
	}
	return content, diags
}

// quotedIn finds the name that HCL complains of.
var quotedIn = regexp.MustCompile(`^(?:Blocks of type|An argument named|No argument or block type is named) "([^"\\]*)"`)

// attributeNames are those that a block is decoded into target by.
func attributeNames(target any) []string {
	schema, _ := gohcl.ImpliedBodySchema(target)
	var names []string
	for _, a := range schema.Attributes {
		names = append(names, a.Name)
	}
	return names
}

// longestDetail is far longer than people read.
const longestDetail = 1000

// Errorf is a diagnostic of an author's mistake at subject. Summary is fixed
// text; names go into the detail.
func Errorf(subject hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   shortened(fmt.Sprintf(detail, args...), longestDetail),
		Subject:  &subject,
	}
}
