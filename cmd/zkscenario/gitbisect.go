package main

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Exit codes for git bisect run, which takes 1 to 127 for a bad commit, but 125 for one
// that cannot be told, and ends with any other.
const (
	bisectGood  = 0
	bisectBad   = 1
	bisectSkip  = 125
	bisectAbort = 128
)

// forGitBisect tells whether run was asked for such codes. It looks at the words, since
// the command line may be wrong.
func forGitBisect(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return strings.HasPrefix(arg, "--bisect") && arg != "--bisect=false"
	})
}

// asAnswer makes what is no answer of a run end the bisection.
func asAnswer(code int) int {
	if slices.Contains([]int{bisectGood, bisectBad, bisectSkip}, code) {
		return code
	}
	return bisectAbort
}

// bisectCode is the answer of all runs together: a break in one of them is proof.
func bisectCode(reports []*report.Report) int {
	code := bisectGood
	for _, r := range reports {
		switch r.Answer("") {
		case report.Breaks:
			return bisectBad
		case report.Unclear:
			code = bisectSkip
		case report.Holds:
		}
	}
	return code
}
