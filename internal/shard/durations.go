package shard

import (
	"encoding/json"
	"math"
	"slices"
	"sync"

	"github.com/zkscenario/zkscenario/scenarios"
)

// Durations are the seconds that one run takes with its controls, by scenario and
// release.
type Durations map[string]map[string]float64

// Measured returns the durations of the catalogue, as they were measured.
var Measured = sync.OnceValue(func() Durations {
	var table Durations
	if err := json.Unmarshal(scenarios.Seconds, &table); err != nil {
		panic(err) // the file is a part of this program
	}
	return table
})

// Of returns the duration of a scenario on a release. If it was not measured, that is the
// median of the scenario on other releases, or else of all scenarios.
func (d Durations) Of(scenario, release string) float64 {
	if n, ok := d[scenario][release]; ok {
		return n
	}
	var known []float64
	for name, releases := range d {
		for _, n := range releases {
			if name == scenario || len(d[scenario]) == 0 {
				known = append(known, n)
			}
		}
	}
	slices.Sort(known)
	return known[len(known)/2]
}

// Durations returns the mean duration of each scenario on each release, with controls.
func (r *Runs) Durations() Durations {
	runs, table := map[Job]float64{}, Durations{}
	for _, rep := range r.Reports {
		runs[Job{Scenario: rep.Scenario, Release: rep.Release}]++
	}
	for _, rep := range slices.Concat(r.Reports, r.controls) {
		if n := runs[Job{Scenario: rep.Scenario, Release: rep.Release}]; n > 0 {
			if table[rep.Scenario] == nil {
				table[rep.Scenario] = map[string]float64{}
			}
			table[rep.Scenario][rep.Release] += rep.Took.Seconds() / n
		}
	}
	for _, releases := range table {
		for name, mean := range releases {
			releases[name] = math.Round(10*mean) / 10
		}
	}
	return table
}
