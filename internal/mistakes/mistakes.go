// Package mistakes compares the diagnostics of a scenario file with the remarks in the
// file: a remark on a line names the diagnostics that are expected for it.
//
// In HCL a remark is a comment, in HCL's JSON form a property that HCL ignores:
//
//	kil { server = 4 } # ERROR: Unsupported block type: Did you mean "kill"?
//	{"kill": {"server": 4}, "//": "ERROR: No such server"}
//
// A remark has the summary and, after a colon, a part of the detail; several diagnostics
// of one line are separated by semicolons.
package mistakes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Mistake is a diagnostic, or an expected one.
type Mistake struct {
	Line            int // 0 for none
	Summary, Detail string
}

var (
	native = regexp.MustCompile(`# ERROR: (.+)`)
	json   = regexp.MustCompile(`"//": ("ERROR: (?:[^"\\]|\\.)*")`)
)

// Wanted returns the mistakes that the remarks of a file expect.
func Wanted(src []byte) []Mistake {
	var all []Mistake
	for i, line := range strings.Split(string(src), "\n") {
		remark := ""
		if m := native.FindStringSubmatch(line); m != nil {
			remark = m[1]
		} else if m := json.FindStringSubmatch(line); m != nil {
			text, _ := strconv.Unquote(m[1]) // matches the pattern of a quoted text
			remark = strings.TrimPrefix(text, "ERROR: ")
		} else {
			continue
		}
		for _, one := range strings.Split(remark, "; ") {
			summary, detail, _ := strings.Cut(one, ": ")
			all = append(all, Mistake{i + 1, summary, detail})
		}
	}
	return all
}

// Found returns the mistakes that diagnostics report.
func Found(diags hcl.Diagnostics) []Mistake {
	all := make([]Mistake, len(diags))
	for i, d := range diags {
		all[i] = Mistake{Summary: d.Summary, Detail: d.Detail}
		if d.Subject != nil {
			all[i].Line = d.Subject.Start.Line
		}
	}
	return all
}

// Compare returns the differences between diagnostics and remarks: missing and unexpected
// diagnostics.
func Compare(src []byte, diags hcl.Diagnostics) []string {
	found := Found(diags)
	var differences []string
	for _, want := range Wanted(src) {
		i := slices.IndexFunc(found, want.matches)
		if i < 0 {
			differences = append(differences, fmt.Sprintf("line %d: no diagnostic %q, with %q", want.Line, want.Summary, want.Detail))
			continue
		}
		found = slices.Delete(found, i, i+1)
	}
	for _, m := range found {
		differences = append(differences, fmt.Sprintf("line %d: unexpected diagnostic %q: %s", m.Line, m.Summary, m.Detail))
	}
	return differences
}

// matches reports whether a mistake that was found is the one expected.
func (m Mistake) matches(found Mistake) bool {
	return m.Line == found.Line && m.Summary == found.Summary && strings.Contains(found.Detail, m.Detail)
}
