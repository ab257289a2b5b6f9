package trackrecord

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Row is the result of all runs of a scenario on a release in one runtime.
type Row struct {
	Scenario, Release, Runtime string

	Verdicts string      // those that occurred, with their numbers if there are several
	Rate     report.Rate // of good verdicts
	Median   float64     // seconds of a run
	Last     time.Time
}

// Command returns the command that repeats the runs of the row.
func (r Row) Command() string {
	return fmt.Sprintf("zkscenario run %s --release %s --runtime %s --runs %d", r.Scenario, r.Release, r.Runtime, r.Rate.Runs)
}

// Rows counts results in the order of Join.
func Rows(results []Result) []Row {
	var rows []Row
	for first := 0; first < len(results); {
		n := first + 1
		for n < len(results) && results[n].sameRow(results[first]) {
			n++
		}
		rows = append(rows, rowOf(results[first:n]))
		first = n
	}
	return rows
}

func (r Result) sameRow(other Result) bool {
	return r.Scenario == other.Scenario && r.Release == other.Release && r.Runtime == other.Runtime
}

func rowOf(results []Result) Row {
	row := Row{Scenario: results[0].Scenario, Release: results[0].Release, Runtime: results[0].Runtime}
	counts := map[report.Verdict]int{}
	var seconds []float64
	for _, r := range results {
		row.Rate.Add(r.Verdict)
		row.Last = r.Started
		counts[r.Verdict]++
		seconds = append(seconds, r.Seconds)
	}
	row.Verdicts = formatCounts(counts)
	slices.Sort(seconds)
	row.Median = (seconds[(len(seconds)-1)/2] + seconds[len(seconds)/2]) / 2
	return row
}

// formatCounts lists the verdicts, the best first.
func formatCounts(counts map[report.Verdict]int) string {
	var all []string
	for v := report.Held; v <= report.Error; v++ {
		switch {
		case counts[v] == 0:
		case len(counts) == 1:
			return v.String()
		default:
			all = append(all, fmt.Sprintf("%d %s", counts[v], v))
		}
	}
	return strings.Join(all, ", ")
}
