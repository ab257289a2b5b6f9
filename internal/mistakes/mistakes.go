// Package mistakes compares what is said of a scenario file with the remarks in it:
// beside each offending line the file says what the complaint about it must be.
//
// In HCL a remark is a comment, in HCL's JSON form a property that HCL skips:
//
//	kil { server = 4 } # ERROR: Unsupported block type: Did you mean "kill"?
//	{"kill": {"server": 4}, "//": "ERROR: No such server"}
//
// It has the summary and, behind a colon, a part of the detail; several complaints of
// one line are separated by semicolons.
package mistakes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Mistake is a complaint, or what a remark says of one.
type Mistake struct {
	Line            int // 0 for none
	Summary, Detail string
}

var (
	native = regexp.MustCompile(`# ERROR: (.+)`)
	json   = regexp.MustCompile(`"//": ("ERROR: (?:[^"\\]|\\.)*")`)
)

// Wanted reads the remarks of a file.
func Wanted(src []byte) []Mistake {
	var all []Mistake
	for i, line := range strings.Split(string(src), "\n") {
		remark := ""
		if m := native.FindStringSubmatch(line); m != nil {
			remark = m[1]
		} else if m := json.FindStringSubmatch(line); m != nil {
			text, _ := strconv.Unquote(m[1]) // the pattern is that of a quoted text
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

// Found is what was said.
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

// Compare tells how what was said differs from the remarks: all complaints must be
// wanted, and all that are wanted be there.
func Compare(src []byte, diags hcl.Diagnostics) []string {
	found := Found(diags)
	var differences []string
	for _, want := range Wanted(src) {
		i := slices.IndexFunc(found, want.is)
		if i < 0 {
			differences = append(differences, fmt.Sprintf("line %d: %q is not said, with %q", want.Line, want.Summary, want.Detail))
			continue
		}
		found = slices.Delete(found, i, i+1)
	}
	for _, m := range found {
		differences = append(differences, fmt.Sprintf("line %d: no remark wants %q: %s", m.Line, m.Summary, m.Detail))
	}
	return differences
}

// is tells whether the complaint is the one that the remark wants.
func (m Mistake) is(said Mistake) bool {
	return m.Line == said.Line && m.Summary == said.Summary && strings.Contains(said.Detail, m.Detail)
}
