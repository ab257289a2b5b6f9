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
	if nearest := Nearest(given, known); nearest != "" {
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

// Nearest is the known name that may have been meant; "" when none is near.
func Nearest(given string, known []string) string {
	nearest, least := "", 3 // from three changes on it is another word
	for i, k := range known {
		if i == mostKnown || len(given) > longestName || len(k) > longestName {
			break
		}
		if d := changes(strings.ToLower(given), strings.ToLower(k)); d < least {
			nearest, least = k, d
		}
	}
	return nearest
}

// changes counts what is to be changed in a word to get the other one: letters, or
// two neighbours that changed places.
func changes(a, b string) int {
	if len(a) == len(b) {
		for i := range len(a) - 1 {
			if a[i] != b[i] {
				if a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
					return 1
				}
				break
			}
		}
	}
	return levenshtein.Distance(a, b, nil)
}

// Of names beyond these nobody is told.
const (
	mostKnown     = 200
	mostListed    = 50
	mostWordsTold = 20 // of blocks that one list is read through for
	longestName   = 100
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
			listed = append(listed, fmt.Sprintf("and %d more", len(names)-i))
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
			d.Detail = m[0] + "." + unknownName(m[2], m[1], d.EvalContext)
		}
		if strings.HasSuffix(d.Detail, "a number is required.") {
			d.Detail += aboutZxid(d.Expression, d.EvalContext)
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

// unknownName says what may have been meant by a name.
func unknownName(name, what string, hclCtx *hcl.EvalContext) string {
	if what == "variable" && slices.Contains(inScope(hclCtx, "function"), name) {
		return fmt.Sprintf(" %s is a function: write %s(...).", name, name)
	}
	return DidYouMean(name, inScope(hclCtx, what))
}

// aboutZxid says what to do instead when a zxid stands in place of a number.
func aboutZxid(expr hcl.Expression, hclCtx *hcl.EvalContext) string {
	v, diags := expr.Value(hclCtx)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() || !strings.HasPrefix(v.AsString(), "0x") {
		return ""
	}
	return " Zxids are texts: compare epoch(ZXID), or counter(ZXID) within one epoch."
}

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
	blocks := make([]string, 0, len(schema.Blocks))
	for _, b := range schema.Blocks {
		blocks = append(blocks, b.Type)
	}
	known := append(slices.Clone(besides), blocks...)
	if len(blocks) == 0 {
		blocks = besides
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

// unknownBlock says what may have been meant by a block. Who knows nothing near wants
// to hear of blocks only, and not of all words of the language.
func unknownBlock(given string, blocks, known []string) string {
	switch {
	case Nearest(given, known) != "" || len(blocks) == 0:
		return DidYouMean(given, known)
	case slices.Contains(blocks, "step"):
		return DidYouMean(given, blocks) + " Actions and assertions stand in a step."
	case len(blocks) > mostWordsTold:
		return " zkscenario docs lists the words that a step can hold."
	default:
		return DidYouMean(given, blocks)
	}
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

// ValidName demands a name that expressions can use behind the dot, as in result.NAME.
func ValidName(name, of string, at hcl.Range) hcl.Diagnostics {
	if hclsyntax.ValidIdentifier(name) {
		return nil
	}
	return hcl.Diagnostics{Errorf(at, "Invalid name", "%q is no name that an expression can use, as in %s.NAME: write it in letters, digits and '_', beginning with a letter.", name, of)}
}
