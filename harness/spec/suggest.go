package spec

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
)

// DidYouMean is the end of a message about an unknown name: the nearest known
// one, or all of them when none is near.
func DidYouMean(given string, known []string) string {
	for _, k := range known {
		if levenshtein.Distance(given, k, nil) < 3 {
			return fmt.Sprintf(" Did you mean %q?", k)
		}
	}
	if len(known) == 0 {
		return " There is none."
	}
	return " There are: " + strings.Join(known, ", ") + "."
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
