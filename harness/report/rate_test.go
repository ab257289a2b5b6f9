package report_test

import (
	"math"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Examples from R. G. Newcombe, "Two-sided confidence intervals for the single
// proportion", Statistics in Medicine 17 (1998), table I, method 3.
func TestIntervalIsWilsons(t *testing.T) {
	for r, want := range map[report.Rate][2]float64{
		{Good: 81, Runs: 263}: {0.2553, 0.3662},
		{Good: 15, Runs: 148}: {0.0624, 0.1605},
		{Good: 0, Runs: 20}:   {0.0000, 0.1611},
		{Good: 1, Runs: 29}:   {0.0061, 0.1718},
		{}:                    {0, 1},
	} {
		low, high := r.Interval()
		assert.Assert(t, math.Abs(low-want[0]) < 0.00005 && math.Abs(high-want[1]) < 0.00005, "%+v: %f to %f", r, low, high)
		mirrored := report.Rate{Good: r.Runs - r.Good, Runs: r.Runs}
		lowest, highest := mirrored.Interval()
		assert.Assert(t, math.Abs(1-highest-low) < 1e-9 && math.Abs(1-lowest-high) < 1e-9, "%+v is not symmetric", r)
	}
}

func TestRate(t *testing.T) {
	var r report.Rate
	for v := report.Held; v <= report.Error; v++ {
		r.Add(v)
	}
	assert.Equal(t, r, report.Rate{Good: 2, Runs: 7})
	assert.Equal(t, report.Rate{Good: 19, Runs: 20}.String(), "19 of 20: 95.0% (76.4 to 99.1)")
	assert.Equal(t, report.Rate{}.String(), "0 of 0")

	// At least 35 runs are needed for a rate above 0.9.
	assert.Equal(t, report.Rate{Good: 34, Runs: 34}.Compare(0.9), 0)
	assert.Equal(t, report.Rate{Good: 35, Runs: 35}.Compare(0.9), 1)
	assert.Equal(t, report.Rate{Good: 0, Runs: 1}.Compare(0.9), -1)
	assert.Equal(t, report.Rate{}.Compare(0.9), 0)
}
