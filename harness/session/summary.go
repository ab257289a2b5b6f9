package session

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Summary counts the operations of a load by their results, each of which the timeline has.
type Summary struct {
	OK, Refused, Unknown int
	Codes                map[string]int // how many have each code, of those that are not ok
	First                string         // the first of these codes, in the order of submission
	Newest               timeline.Zxid  // greatest zxid of a reply
	Server               int            // of the last operation that was sent
	Session              timeline.SessionID
	Began, Ended         time.Duration // from the first invocation to the last end
	took                 []time.Duration
}

// Add counts a result.
func (s *Summary) Add(r Result) {
	switch r.Outcome {
	case timeline.OK:
		s.OK++
		s.took = append(s.took, r.Return-r.Invoke)
	case timeline.Refused:
		s.Refused++
	default:
		s.Unknown++
	}
	if r.Outcome != timeline.OK {
		if s.Codes == nil {
			s.Codes = map[string]int{}
		}
		s.Codes[r.Code]++
		s.First = cmp.Or(s.First, r.Code)
	}
	if s.Total() == 1 || r.Invoke < s.Began {
		s.Began = r.Invoke
	}
	s.Ended, s.Newest = max(s.Ended, r.Return), max(s.Newest, r.Zxid)
	s.Server, s.Session = cmp.Or(r.Server, s.Server), cmp.Or(r.Session, s.Session)
}

// Total returns the number of operations.
func (s *Summary) Total() int { return s.OK + s.Refused + s.Unknown }

// Outcome returns ok if all operations are ok, unknown if one of them is, else refused.
func (s *Summary) Outcome() timeline.Outcome {
	switch {
	case s.Unknown > 0:
		return timeline.Unknown
	case s.Refused > 0:
		return timeline.Refused
	default:
		return timeline.OK
	}
}

// Latency describes how long the operations took that are ok.
type Latency struct{ Least, Median, P99, Greatest time.Duration }

// Latency returns how long the operations took that are ok; false if there are none. Median
// and P99 are the times of operations (nearest rank), never between those of two.
func (s *Summary) Latency() (Latency, bool) {
	if len(s.took) == 0 {
		return Latency{}, false
	}
	took := slices.Sorted(slices.Values(s.took))
	rank := func(share float64) time.Duration { return took[int(math.Ceil(share*float64(len(took))))-1] }
	return Latency{Least: took[0], Median: rank(0.5), P99: rank(0.99), Greatest: took[len(took)-1]}, true
}

// String returns the numbers in words.
func (s *Summary) String() string {
	text := fmt.Sprintf("%d operations ok, %d refused, %d unknown", s.OK, s.Refused, s.Unknown)
	if len(s.Codes) > 0 {
		var codes []string
		for _, code := range slices.Sorted(maps.Keys(s.Codes)) {
			codes = append(codes, fmt.Sprintf("%d %s", s.Codes[code], code))
		}
		text += " (" + strings.Join(codes, ", ") + ")"
	}
	if l, ok := s.Latency(); ok {
		text += fmt.Sprintf("; latency %s to %s, median %s, 99th percentile %s", short(l.Least), short(l.Greatest), short(l.Median), short(l.P99))
	}
	return text
}

// short writes a duration in milliseconds with one digit after the point.
func short(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
