package main

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// Exit codes for git bisect run: 1 to 127 mark a bad commit, except 125, which skips a
// commit that cannot be judged. Any other code aborts the bisection.
const (
	bisectGood  = 0
	bisectBad   = 1
	bisectSkip  = 125
	bisectAbort = 128
)

// forGitBisect reports whether run is to exit with such codes. It searches the arguments,
// since the command line may be wrong.
func forGitBisect(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return strings.HasPrefix(arg, "--bisect") && arg != "--bisect=false"
	})
}

// forGit replaces a code that is not the answer of a run, to abort the bisection.
func forGit(code int) int {
	if slices.Contains([]int{bisectGood, bisectBad, bisectSkip}, code) {
		return code
	}
	return bisectAbort
}

// bisectCode returns the code of all runs together: one violation is enough.
func bisectCode(reports []*report.Report) int {
	code := bisectGood
	for _, r := range reports {
		switch bisect.AnswerOf(r, "") {
		case bisect.Breaks:
			return bisectBad
		case bisect.Unclear:
			code = bisectSkip
		case bisect.Holds:
		}
	}
	return code
}
