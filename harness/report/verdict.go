package report

import "github.com/zkscenario/zkscenario/harness/timeline"

// Verdict is the result of a run. Greater is worse.
type Verdict int

// The verdicts.
const (
	Held          Verdict = iota // every guarantee held, and none was expected to break
	Reproduced                   // exactly the expected guarantees broke
	Untested                     // nothing broke, because nothing was put to the test
	Inconclusive                 // a precondition or receipt is missing
	NotReproduced                // a guarantee that was expected to break held
	Violated                     // a guarantee broke that was not expected to
	Error                        // the harness or the machine broke
)

var verdictNames = [...]string{"held", "reproduced", "untested", "inconclusive", "not reproduced", "violated", "error"}

// String returns the verdict in words.
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict in words.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText wrote; an unknown verdict becomes an Error.
func (v *Verdict) UnmarshalText(text []byte) error {
	*v = Error
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
		}
	}
	return nil
}

// ExitCode returns the exit code of a command that ends with this verdict.
func (v Verdict) ExitCode() int {
	switch v {
	case Held, Reproduced, Untested:
		return 0
	case NotReproduced, Violated:
		return 1
	case Inconclusive:
		return 3
	default:
		return 4
	}
}

// Good reports whether the run shows that ZooKeeper does what is expected on the release.
// A run that tested nothing shows nothing, though its exit code is 0.
func (v Verdict) Good() bool { return v == Held || v == Reproduced }

// Outcome rates the verdict: OK if it is good, Unknown if nothing can be concluded,
// else Broken.
func (v Verdict) Outcome() timeline.Outcome {
	switch {
	case v.Good():
		return timeline.OK
	case v == Untested, v == Inconclusive:
		return timeline.Unknown
	default:
		return timeline.Broken
	}
}

// Worst returns the worst verdict of several runs, and Held if there are none.
func Worst(reports []*Report) Verdict {
	worst := Held
	for _, r := range reports {
		worst = max(worst, r.Verdict)
	}
	return worst
}
