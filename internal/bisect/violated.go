package bisect

import (
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// ViolatedOn is the range of the releases that break, as expect wants it. It is open
// where the lines begin with the oldest release that is known, or end with the newest,
// and claims nothing of others beyond. It is "" when none breaks.
func ViolatedOn(lines []Line, oldest, newest string) string {
	var releases []string
	var answers []report.Answer
	for _, l := range lines {
		releases, answers = append(releases, l.Releases...), append(answers, l.Answers...)
	}
	var ranges []string
	for first := 0; first < len(releases); first++ {
		if answers[first] != report.Breaks {
			continue
		}
		last := first
		for last+1 < len(releases) && answers[last+1] == report.Breaks {
			last++
		}
		ranges = append(ranges, rangeOf(releases, first, last, oldest, newest))
		first = last
	}
	return strings.Join(ranges, " || ")
}

// rangeOf is the range of some releases that follow each other.
func rangeOf(releases []string, first, last int, oldest, newest string) string {
	from, to := ">= "+triple(releases[first]), "<= "+triple(releases[last])
	if last+1 < len(releases) {
		to = "< " + triple(releases[last+1])
	}
	switch {
	case releases[last] == newest:
		return from // of all as well
	case releases[first] == oldest:
		return to
	case first == last:
		return "= " + triple(releases[first])
	default:
		return from + ", " + to
	}
}

// triple is a release without its suffix, which ranges do not heed.
func triple(release string) string {
	numbers, _, _ := strings.Cut(release, "-")
	return numbers
}
