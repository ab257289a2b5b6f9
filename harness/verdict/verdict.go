// Package verdict defines the results of assertions, the error that makes a run
// inconclusive, and waiting for a result.
package verdict

import (
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Verdict is the result of an assertion.
type Verdict struct {
	Outcome timeline.Outcome // only OK passes; the zero Outcome counts as unknown
	Why     string
	// Final reports that no later evaluation can have another result, so that waiting is
	// useless.
	Final bool
	// Servers are the numbers of the servers that it is about, as far as they are known.
	Servers []int
}

// About returns the verdict with the servers that it is about.
func (v Verdict) About(servers ...int) Verdict {
	v.Servers = servers
	return v
}

// OutcomeOrUnknown returns the outcome, or unknown if it is not set, so that nothing passes
// by default.
func (v Verdict) OutcomeOrUnknown() timeline.Outcome {
	if v.Outcome == "" {
		return timeline.Unknown
	}
	return v.Outcome
}

// Holds returns the verdict that the condition or guarantee holds. Its arguments are those
// of fmt.Sprintf, as with the following functions.
func Holds(format string, args ...any) Verdict {
	return Verdict{Outcome: timeline.OK, Why: fmt.Sprintf(format, args...)}
}

// Broken returns the verdict that the condition or guarantee does not hold.
func Broken(format string, args ...any) Verdict {
	return Verdict{Outcome: timeline.Broken, Why: fmt.Sprintf(format, args...)}
}

// Undecided returns the verdict that it is unknown whether it holds, perhaps only for now.
func Undecided(format string, args ...any) Verdict {
	return Verdict{Outcome: timeline.Unknown, Why: fmt.Sprintf(format, args...)}
}

// inconclusive is an error that makes a verdict on ZooKeeper impossible.
type inconclusive struct{ error }

func (e inconclusive) Unwrap() error { return e.error }

// Inconclusive returns the error for a missing precondition or receipt. It formats and wraps
// as fmt.Errorf does.
func Inconclusive(format string, args ...any) error {
	return inconclusive{fmt.Errorf(format, args...)}
}

// IsInconclusive reports whether err, or an error that it wraps, was returned by
// Inconclusive. Joined errors are inconclusive only if all of them are, so that another
// failure is not hidden.
func IsInconclusive(err error) bool {
	switch e := err.(type) { //nolint:errorlint // unwraps by hand to visit every branch
	case inconclusive:
		return true
	case interface{ Unwrap() error }:
		return IsInconclusive(e.Unwrap())
	case interface{ Unwrap() []error }:
		return !slices.ContainsFunc(e.Unwrap(), func(err error) bool { return !IsInconclusive(err) })
	}
	return false
}
