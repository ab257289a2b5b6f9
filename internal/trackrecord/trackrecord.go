// Package trackrecord stores the results of runs, a line of JSON for each, and counts them
// for the page of the track record.
package trackrecord

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
)

// Result is the stored result of one run.
type Result struct {
	Scenario string         `json:"scenario"`
	Digest   string         `json:"digest"` // of the scenario's text
	Release  string         `json:"release"`
	Runtime  string         `json:"runtime"`
	Verdict  report.Verdict `json:"verdict"`
	Seconds  float64        `json:"seconds"`
	Started  time.Time      `json:"started"`
}

// Of returns the result of a run. Runs of controls have none, since they are a part of the
// run that they belong to.
func Of(r *report.Report) (Result, error) {
	switch {
	case r.Control != "":
		return Result{}, fmt.Errorf("it is the run of a control, %q", r.Control)
	case r.Build != "":
		return Result{}, fmt.Errorf("its servers were built from %s, so it does not count for the release", r.Build)
	case r.Scenario == "" || r.Digest == "":
		return Result{}, errors.New("it lacks the scenario or the digest of its text")
	}
	return Result{r.Scenario, r.Digest, r.Release, r.Runtime, r.Verdict, math.Round(r.Took.Seconds()*10) / 10, r.Started.UTC()}, nil
}

// Join adds results to the saved ones, without duplicates. Results of another text of a
// scenario than that of its last run are removed, and counted by scenario.
func Join(saved, more []Result) (all []Result, outdated map[string]int) {
	all = slices.Concat(saved, more)
	newest := map[string]Result{}
	for _, r := range all {
		if r.Started.After(newest[r.Scenario].Started) {
			newest[r.Scenario] = r
		}
	}
	outdated = map[string]int{}
	all = slices.DeleteFunc(all, func(r Result) bool {
		old := r.Digest != newest[r.Scenario].Digest
		if old {
			outdated[r.Scenario]++
		}
		return old
	})
	slices.SortStableFunc(all, compare)
	return slices.CompactFunc(all, func(a, b Result) bool { return compare(a, b) == 0 }), outdated
}

// compare orders results as the page shows them.
func compare(a, b Result) int {
	return cmp.Or(strings.Compare(a.Scenario, b.Scenario), cmp.Compare(place(a), place(b)), strings.Compare(a.Release, b.Release),
		strings.Compare(a.Runtime, b.Runtime), a.Started.Compare(b.Started))
}

// place returns the index of the release among all known ones.
func place(r Result) int { return slices.Index(release.Known(), r.Release) }

// Load reads a file of results. A file that does not exist has none.
func Load(name string) ([]Result, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var results []Result
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		var r Result
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		results = append(results, r)
	}
	return results, lines.Err()
}

// Save replaces a file of results atomically, since it may hold the results of days.
func Save(name string, results []Result) error {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	for _, r := range results {
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	written := name + ".new"
	if err := os.WriteFile(written, text.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(written, name)
}
