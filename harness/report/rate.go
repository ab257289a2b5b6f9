package report

import (
	"fmt"
	"math"
)

// Rate counts the runs with a good verdict among some runs.
type Rate struct{ Good, Runs int }

// Add counts one more run.
func (r *Rate) Add(v Verdict) {
	r.Runs++
	if v.Good() {
		r.Good++
	}
}

// z95 is the 97.5% quantile of the normal distribution for a 95% interval.
const z95 = 1.959964

// Interval returns the 95% confidence interval of the rate: E. B. Wilson's score
// interval (1927), which also holds for few runs and for rates near 0 and 1.
func (r Rate) Interval() (low, high float64) {
	if r.Runs == 0 {
		return 0, 1
	}
	n := float64(r.Runs)
	p := float64(r.Good) / n
	const zz = z95 * z95
	middle := (p + zz/(2*n)) / (1 + zz/n)
	half := z95 / (1 + zz/n) * math.Sqrt(p*(1-p)/n+zz/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// Compare returns 1 if the whole interval lies above a rate, -1 if it lies below it, and
// 0 if the rate is within. Comparing after each run errs more often than the interval
// promises.
func (r Rate) Compare(rate float64) int {
	switch low, high := r.Interval(); {
	case low > rate:
		return 1
	case high < rate:
		return -1
	default:
		return 0
	}
}

// String returns the count, the rate and its interval.
func (r Rate) String() string {
	if r.Runs == 0 {
		return "0 of 0"
	}
	low, high := r.Interval()
	return fmt.Sprintf("%d of %d: %.1f%% (%.1f to %.1f)", r.Good, r.Runs, 100*float64(r.Good)/float64(r.Runs), 100*low, 100*high)
}
