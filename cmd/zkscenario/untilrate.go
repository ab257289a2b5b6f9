package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
)

// ratedRuns limits the runs of --until-rate without --runs. If all runs are alike, it
// suffices for a rate of 0.96.
const ratedRuns = 100

// rateFlag is a rate strictly between 0 and 1, or 0 if none was given.
type rateFlag float64

// String implements pflag.Value.
func (r *rateFlag) String() string {
	if *r == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(*r), 'g', -1, 64)
}

// Type implements pflag.Value.
func (r *rateFlag) Type() string { return "R" }

// Set implements pflag.Value.
func (r *rateFlag) Set(text string) error {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate > 0 && rate < 1) { // refuses NaN too
		return errors.New("not a rate between 0 and 1, such as 0.9")
	}
	*r = rateFlag(rate)
	return nil
}

// rates counts the runs of each plan for --until-rate.
type rates struct {
	until float64 // 0 if there is no such rate

	mu sync.Mutex
	of map[*harness.Plan]report.Rate
}

func newRates(until float64) *rates {
	return &rates{until: until, of: map[*harness.Plan]report.Rate{}}
}

func (r *rates) add(plan *harness.Plan, v report.Verdict) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rate := r.of[plan]
	rate.Add(v)
	r.of[plan] = rate
}

// isClear reports whether the plan need not be run again.
func (r *rates) isClear(plan *harness.Plan) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.until > 0 && r.of[plan].Compare(r.until) != 0
}

// print writes the rates of the plans.
func (r *rates) print(w io.Writer, plans []*harness.Plan) {
	if r.until == 0 {
		return
	}
	sides := map[int]string{1: "above", -1: "below", 0: "not yet above or below"}
	for _, plan := range plans {
		rate, sc := r.of[plan], plan.Scenario
		_, _ = fmt.Fprintf(w, "%s on %s: the verdict was good in %s, %s %g\n", sc.Name, sc.Ensemble.Release, rate, sides[rate.Compare(r.until)], r.until)
	}
}
