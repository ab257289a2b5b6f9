package report

import (
	"fmt"
	"math"
)

// Rate is how many of some runs had the verdict that was wanted.
type Rate struct{ Good, Runs int }

// Add counts one more run.
func (r *Rate) Add(v Verdict) {
	r.Runs++
	if v.Good() {
		r.Good++
	}
}

// z95 is the quantile of the normal distribution for an interval of 95%.
const z95 = 1.959964

// Interval is where the true rate lies with a confidence of 95%, by E. B. Wilson's
// score interval (1927), which is right for few runs and for rates near 0 and 1 too.
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

// Beside tells whether the whole interval lies above a rate (1) or below it (-1), or on
// both sides (0). Who asks again after each run is wrong more often than the interval
// says.
func (r Rate) Beside(rate float64) int {
	switch low, high := r.Interval(); {
	case low > rate:
		return 1
	case high < rate:
		return -1
	default:
		return 0
	}
}

// String is the count, the rate and its interval.
func (r Rate) String() string {
	if r.Runs == 0 {
		return "0 of 0"
	}
	low, high := r.Interval()
	return fmt.Sprintf("%d of %d: %.1f%% (%.1f to %.1f)", r.Good, r.Runs, 100*float64(r.Good)/float64(r.Runs), 100*low, 100*high)
}
