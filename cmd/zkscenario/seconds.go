package main

import (
	"encoding/json"
	"math"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/scenarios"
)

// seconds are how long one run takes with its controls, by scenario and release.
type seconds map[string]map[string]float64

// measured is that of the catalogue, on the machine that measured it.
var measured = sync.OnceValue(func() seconds {
	var table seconds
	if err := json.Unmarshal(scenarios.Seconds, &table); err != nil {
		panic(err) // the file is ours
	}
	return table
})

// of is what was measured for a scenario on a release; else the median of what was for
// the scenario on others, or for all scenarios.
func (s seconds) of(scenario, release string) float64 {
	if n, ok := s[scenario][release]; ok {
		return n
	}
	var all []float64
	for name, releases := range s {
		for _, n := range releases {
			if name == scenario || len(s[scenario]) == 0 {
				all = append(all, n)
			}
		}
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// newSeconds makes the table by which shards are balanced.
func newSeconds() *cobra.Command {
	return &cobra.Command{
		Use:   "seconds DIR...",
		Short: "Write how long each scenario takes, as scenarios/seconds.json has it",
		Long: `Write how long one run of each scenario takes on average on each release, with its
controls, as the table by which "matrix" and "run --shard" balance shards.

Exit codes: 0 written; 2 no runs, or wrong command line.`,
		Example: `  zkscenario report seconds .zkscenario/runs`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			runs, err := readRuns(args)
			if err != nil {
				return err
			}
			passOver(cmd, runs.missing())
			if len(runs.reports) == 0 {
				return noRuns(args)
			}
			return writeJSON(cmd, runs.seconds())
		},
	}
}

// seconds is the mean of each scenario's runs on a release, each with its controls.
func (s *savedRuns) seconds() seconds {
	runs, table := map[job]float64{}, seconds{}
	for _, r := range s.reports {
		runs[job{Scenario: r.Scenario, Release: r.Release}]++
	}
	for _, r := range slices.Concat(s.reports, s.controls) {
		if n := runs[job{Scenario: r.Scenario, Release: r.Release}]; n > 0 {
			if table[r.Scenario] == nil {
				table[r.Scenario] = map[string]float64{}
			}
			table[r.Scenario][r.Release] += r.Took.Seconds() / n
		}
	}
	for _, releases := range table {
		for name, mean := range releases {
			releases[name] = math.Round(10*mean) / 10
		}
	}
	return table
}
