// Package verdict holds the answers of assertions, the error after which
// nothing can be concluded, and waiting for an answer.
package verdict

import (
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Verdict is the answer of an assertion.
type Verdict struct {
	Outcome timeline.Outcome // only OK passes: the zero Outcome counts as unknown
	Why     string
	// Final is that no later look will answer otherwise: waiting is in vain.
	Final bool
}

// Known returns the outcome, with the zero one as unknown: nothing passes by default.
func (v Verdict) Known() timeline.Outcome {
	if v.Outcome == "" {
		return timeline.Unknown
	}
	return v.Outcome
}

// Holds answers that what was asked for is so.
func Holds(format string, args ...any) Verdict {
	return Verdict{Outcome: timeline.OK, Why: fmt.Sprintf(format, args...)}
}

// Broken answers that it is not so.
func Broken(format string, args ...any) Verdict {
	return Verdict{Outcome: timeline.Broken, Why: fmt.Sprintf(format, args...)}
}

// Undecided answers that it cannot be told, or not yet.
func Undecided(format string, args ...any) Verdict {
	return Verdict{Outcome: timeline.Unknown, Why: fmt.Sprintf(format, args...)}
}

// inconclusive is the error after which nothing can be said.
type inconclusive struct{ error }

func (e inconclusive) Unwrap() error { return e.error }

// Inconclusive makes the error of a missing precondition or receipt. It wraps
// like fmt.Errorf.
func Inconclusive(format string, args ...any) error {
	return inconclusive{fmt.Errorf(format, args...)}
}

// IsInconclusive tells whether err, or one that it wraps, was made by Inconclusive.
// Of several that are joined all must be: trouble is not covered by doubt.
func IsInconclusive(err error) bool {
	switch e := err.(type) { //nolint:errorlint // it unwraps by hand, to see every branch
	case inconclusive:
		return true
	case interface{ Unwrap() error }:
		return IsInconclusive(e.Unwrap())
	case interface{ Unwrap() []error }:
		return !slices.ContainsFunc(e.Unwrap(), func(err error) bool { return !IsInconclusive(err) })
	}
	return false
}
