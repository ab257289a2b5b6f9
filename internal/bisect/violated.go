package bisect

import (
	"fmt"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// ViolatedOn is the range of the releases that break, as expect wants it. At both ends
// of the lines it is open, as nothing is known of what lies beyond. It is "" when none
// breaks.
func ViolatedOn(lines []Line) string {
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
		ranges = append(ranges, rangeOf(releases, first, last))
		first = last
	}
	return strings.Join(ranges, " || ")
}

// rangeOf is the range of some releases that follow each other.
func rangeOf(releases []string, first, last int) string {
	from, atEnd := triple(releases[first]), last == len(releases)-1
	switch {
	case atEnd:
		return ">= " + from
	case first == 0:
		return "< " + triple(releases[last+1])
	case first == last:
		return "= " + from
	default:
		return fmt.Sprintf(">= %s, < %s", from, triple(releases[last+1]))
	}
}

// triple is a release without its suffix, which ranges do not heed.
func triple(release string) string {
	numbers, _, _ := strings.Cut(release, "-")
	return numbers
}
