package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// choices are the words that stand for other releases for each scenario. Each picks
// from those on which the scenario can be run, oldest first.
var choices = map[string]func(sc *spec.Scenario, runnable []string) []string{
	"all":        func(_ *spec.Scenario, runnable []string) []string { return runnable },
	"latest":     func(_ *spec.Scenario, runnable []string) []string { return runnable[len(runnable)-1:] },
	"boundaries": boundaries,
}

func choiceNames() []string { return slices.Sorted(maps.Keys(choices)) }

// choose are the releases that a word means for a scenario that was loaded, and so can be
// run on some release.
func choose(choice string, sc *spec.Scenario) []string {
	runnable := slices.DeleteFunc(release.Known(), func(r string) bool { return !sc.Releases.Allows(r) })
	return choices[choice](sc, runnable)
}

// boundaries are the releases on both sides of each edge of a scenario's ranges, and the
// newest of each line: the fewest that show where something changes.
func boundaries(sc *spec.Scenario, runnable []string) []string {
	picked := append(newestOfLines(release.Known()), allEdges(sc)...)
	return slices.DeleteFunc(slices.Clone(runnable), func(r string) bool { return !slices.Contains(picked, r) })
}

// allEdges are those of all ranges of a scenario.
func allEdges(sc *spec.Scenario) []string {
	found := edges(sc.Releases)
	for _, e := range sc.Expects {
		found = append(found, edges(e.ViolatedOn)...)
	}
	return found
}

// edges are neighbours of which one is in the range and the other is not.
func edges(c spec.Constraint) []string {
	var found []string
	known := release.Known()
	for i, r := range known[1:] {
		if before := known[i]; c.Allows(before) != c.Allows(r) {
			found = append(found, before, r)
		}
	}
	return found
}

// oldestClaimed is the oldest release on which a scenario can be run, if it is said to
// break there: that end of a range is no edge.
func oldestClaimed(sc *spec.Scenario) []string {
	oldest := choose("all", sc)[:1]
	if slices.ContainsFunc(sc.Expects, func(e spec.Expect) bool { return e.ViolatedOn.Allows(oldest[0]) }) && !slices.Contains(boundaries(sc, oldest), oldest[0]) {
		return oldest
	}
	return nil
}

// newestOfLines picks the newest release of each line (3.8, 3.9); releases come
// oldest first.
func newestOfLines(releases []string) []string {
	var newest []string
	for i, r := range releases {
		if i == len(releases)-1 || line(r) != line(releases[i+1]) {
			newest = append(newest, r)
		}
	}
	return newest
}

// line is the first two numbers of a release.
func line(release string) string {
	parts := strings.SplitN(release, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}
