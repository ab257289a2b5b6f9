package harness

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// expectation holds what the head of a timeline expects of one guarantee. The zero value
// expects that it holds.
type expectation struct {
	group  []string // of which at least one is to break, this one among them
	broke  []string // those of the group that did
	toTest bool     // nothing in the run tested the group, so the run cannot conclude anything
}

// expectationsIn returns the groups of guarantees of which a timeline's head expects at
// least one to break.
func expectationsIn(events []timeline.Event) [][]string {
	if len(events) == 0 {
		return nil
	}
	return events[0].Run.Expectations()
}

// withGroups adds to the names the other guarantees of their groups, without which nobody
// can tell whether one of the group broke. No names stand for all.
func withGroups(names []string, groups [][]string) []string {
	all := slices.Clone(names)
	for _, group := range groups {
		if slices.ContainsFunc(group, func(name string) bool { return slices.Contains(names, name) }) {
			all = append(all, group...)
		}
	}
	return all
}

// expectedOf returns what is expected of each guarantee of a group. A group is tested if
// any of its guarantees is: which of them a race puts to the test is as open as which breaks.
func expectedOf(merged map[string]finding, groups [][]string) map[string]expectation {
	expected := map[string]expectation{}
	for _, group := range groups {
		x := expectation{group: group, toTest: true}
		for _, name := range group {
			x.toTest = x.toTest && merged[name].Outcome == timeline.Untested
			if merged[name].Outcome == timeline.Broken {
				x.broke = append(x.broke, name)
			}
		}
		for _, name := range group {
			expected[name] = x
		}
	}
	return expected
}
