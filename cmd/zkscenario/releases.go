package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// listedRelease is a release, as JSON.
type listedRelease struct {
	Release string `json:"release"`
}

func newReleases() *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "releases",
		Short: "List the ZooKeeper releases that can be run",
		Long: `List the ZooKeeper releases that can be run, oldest first.

Exit codes: 0 listed; 2 wrong command line.`,
		Example: `  zkscenario releases
  zkscenario releases --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f == formatText {
				cmd.Println(strings.Join(release.Known(), "\n"))
				return nil
			}
			var all []listedRelease
			for _, name := range release.Known() {
				all = append(all, listedRelease{Release: name})
			}
			return writeJSON(cmd, all)
		},
	}
	addFormat(cmd, &f, "text, or json: a list of objects", []listedRelease{})
	return cmd
}

// choices are the words that select releases for each scenario, out of those on which it
// can be run, oldest first.
var choices = map[string]func(sc *spec.Scenario, runnable []string) []string{
	"all":        func(_ *spec.Scenario, runnable []string) []string { return runnable },
	"latest":     func(_ *spec.Scenario, runnable []string) []string { return runnable[len(runnable)-1:] },
	"boundaries": boundaries,
}

func choiceNames() []string { return slices.Sorted(maps.Keys(choices)) }

// choose returns the releases that a word selects for a scenario. A loaded scenario can be
// run on at least one release.
func choose(choice string, sc *spec.Scenario) []string {
	runnable := slices.DeleteFunc(release.Known(), func(r string) bool { return !sc.Releases.Allows(r) })
	return choices[choice](sc, runnable)
}

// boundaries returns the releases on both sides of each edge of a scenario's ranges, and
// the newest of each line.
func boundaries(sc *spec.Scenario, runnable []string) []string {
	picked := append(newestOfLines(release.Known()), edgesOf(sc)...)
	return slices.DeleteFunc(slices.Clone(runnable), func(r string) bool { return !slices.Contains(picked, r) })
}

// edgesOf returns the releases on both sides of each edge of a scenario's ranges.
func edgesOf(sc *spec.Scenario) []string {
	found := edges(sc.Releases)
	for _, e := range sc.Expects {
		found = append(found, edges(e.ViolatedOn)...)
	}
	return found
}

// edges returns neighbouring releases of which only one is in the range.
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

// oldestClaimed returns the oldest release on which a scenario can be run, if it is
// expected to break there: that end of a range is not an edge.
func oldestClaimed(sc *spec.Scenario) []string {
	oldest := choose("all", sc)[:1]
	if slices.ContainsFunc(sc.Expects, func(e spec.Expect) bool { return e.ViolatedOn.Allows(oldest[0]) }) && !slices.Contains(boundaries(sc, oldest), oldest[0]) {
		return oldest
	}
	return nil
}

// newestOfLines returns the newest release of each line (3.8, 3.9); releases are sorted.
func newestOfLines(releases []string) []string {
	var newest []string
	for i, r := range releases {
		if i == len(releases)-1 || bisect.LineOf(r) != bisect.LineOf(releases[i+1]) {
			newest = append(newest, r)
		}
	}
	return newest
}
