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

// ratedRuns is the most that --until-rate runs when --runs does not say it: enough for
// a rate of 0.96, if all are alike.
const ratedRuns = 100

// rateFlag is a rate strictly between 0 and 1, or 0 when none was given.
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
	if err != nil || !(rate > 0 && rate < 1) { // NaN is neither
		return errors.New("a rate between 0 and 1 is wanted, such as 0.9")
	}
	*r = rateFlag(rate)
	return nil
}

// rates count the runs of each plan for --until-rate.
type rates struct {
	until float64 // 0 is no such rate

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

// clear tells whether the plan need not be run again.
func (r *rates) clear(plan *harness.Plan) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.until > 0 && r.of[plan].Beside(r.until) != 0
}

// tell writes the rates.
func (r *rates) tell(w io.Writer, plans []*harness.Plan) {
	if r.until == 0 {
		return
	}
	sides := map[int]string{1: "above", -1: "below", 0: "not yet above or below"}
	for _, plan := range plans {
		rate, sc := r.of[plan], plan.Scenario
		_, _ = fmt.Fprintf(w, "%s on %s: the verdict was good in %s, %s %g\n", sc.Name, sc.Ensemble.Release, rate, sides[rate.Beside(r.until)], r.until)
	}
}
