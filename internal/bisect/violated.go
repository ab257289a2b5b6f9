package bisect

import (
	"strings"
)

// ViolatedOn returns the range of the releases that break, as expect takes it; "" if none
// breaks. It is open where the lines begin with the oldest known release or end with the
// newest.
func ViolatedOn(lines []Line, oldest, newest string) string {
	var releases []string
	var answers []Answer
	for _, l := range lines {
		releases, answers = append(releases, l.Releases...), append(answers, l.Answers...)
	}
	var ranges []string
	for first := 0; first < len(releases); first++ {
		if answers[first] != Breaks {
			continue
		}
		last := first
		for last+1 < len(releases) && answers[last+1] == Breaks {
			last++
		}
		ranges = append(ranges, rangeOf(releases, first, last, oldest, newest))
		first = last
	}
	return strings.Join(ranges, " || ")
}

// rangeOf returns the range of consecutive releases.
func rangeOf(releases []string, first, last int, oldest, newest string) string {
	from, to := ">= "+triple(releases[first]), "<= "+triple(releases[last])
	if last+1 < len(releases) {
		to = "< " + triple(releases[last+1])
	}
	switch {
	case releases[last] == newest:
		return from // also if all releases break
	case releases[first] == oldest:
		return to
	case first == last:
		return "= " + triple(releases[first])
	default:
		return from + ", " + to
	}
}

// triple returns a release without its suffix, which ranges ignore.
func triple(release string) string {
	numbers, _, _ := strings.Cut(release, "-")
	return numbers
}
