package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Constraint is a range of releases, such as "< 3.4.4 || >= 3.5.0, < 3.5.4". It compares
// numeric triples only and ignores ZooKeeper's suffixes -alpha and -beta (3.5.3-beta equals
// 3.5.3).
type Constraint struct {
	text  string
	rules *semver.Constraints
}

// ParseConstraint parses ranges that are joined by "||" and consist of comparisons joined by
// ",".
func ParseConstraint(s string) (Constraint, error) {
	rules, err := semver.NewConstraint(s)
	if err != nil || strings.Contains(s, "-") {
		return Constraint{}, fmt.Errorf(`%q is not a range of releases; write comparisons of numeric triples such as ">= 3.5.0, < 3.5.4", and join ranges by "||"`, s)
	}
	return Constraint{text: s, rules: rules}, nil
}

// Allows reports whether the release is in the range. The zero Constraint allows every
// release. A release that is not a triple is in no range.
func (c Constraint) Allows(release string) bool {
	if c.rules == nil {
		return true
	}
	v, err := Triple(release)
	return err == nil && c.rules.Check(v)
}

func (c Constraint) String() string {
	if c.rules == nil {
		return "every release"
	}
	return c.text
}

// Triple returns the three numbers of a release without its suffix. Any other text is an
// error.
func Triple(release string) (*semver.Version, error) {
	numbers, _, _ := strings.Cut(release, "-")
	v, err := semver.StrictNewVersion(numbers)
	if err != nil {
		return nil, fmt.Errorf("%q is not a ZooKeeper release; write three numbers, such as 3.8.4", release)
	}
	return v, nil
}

// Newest returns the newest of the known releases that is in the range, or the newest of all
// if none is. known is sorted, oldest first.
func (c Constraint) Newest(known []string) string {
	for _, r := range slices.Backward(known) {
		if c.Allows(r) {
			return r
		}
	}
	return known[len(known)-1]
}
