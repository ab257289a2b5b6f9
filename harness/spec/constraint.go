package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Constraint is a range of releases, such as "< 3.4.4 || >= 3.5.0, < 3.5.4". It
// looks at the numeric triple alone: ZooKeeper's suffixes -alpha and -beta carry
// no order (3.5.3-beta is just 3.5.3).
type Constraint struct {
	text  string
	rules *semver.Constraints
}

// ParseConstraint reads ranges joined by "||", each of comparisons joined by ",".
func ParseConstraint(s string) (Constraint, error) {
	rules, err := semver.NewConstraint(s)
	if err != nil || strings.Contains(s, "-") {
		return Constraint{}, fmt.Errorf(`%q is no range of releases; write comparisons of numeric triples such as ">= 3.5.0, < 3.5.4", and join ranges by "||"`, s)
	}
	return Constraint{text: s, rules: rules}, nil
}

// Allows tells whether the release is in the range. The zero Constraint allows
// every release; a release that is no triple is in no range.
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

// Triple is the release's three numbers without its suffix.
func Triple(release string) (*semver.Version, error) {
	numbers, _, _ := strings.Cut(release, "-")
	v, err := semver.StrictNewVersion(numbers)
	if err != nil {
		return nil, fmt.Errorf("%q is no ZooKeeper release: three numbers are wanted, such as 3.8.4", release)
	}
	return v, nil
}

// Newest is the newest release in the range, of those that are known, oldest first; of
// a range without any, the newest.
func (c Constraint) Newest(known []string) string {
	for _, r := range slices.Backward(known) {
		if c.Allows(r) {
			return r
		}
	}
	return known[len(known)-1]
}
