// Package bisect finds the releases from which on a promise breaks or is kept again,
// with few runs. Releases are a list for each line (3.8, 3.9): a bug that came with
// 3.5.0 and was mended in 3.4.14 and in 3.5.4 has an edge of its own in each.
package bisect

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Line is what is known of one line of releases.
type Line struct {
	Releases []string        // oldest first
	Answers  []report.Answer // of each, by itself or by its neighbours; Unclear where neither tells
}

// Find searches one line. It tries the line's ends, whatever it is told to look at, and
// then by halves what lies between two neighbours that differ. Releases that stay
// unclear are passed over. Neighbours that agree stand for all between them, so that a
// bug which came and went there is only found by looking.
func Find(releases, look []string, ask func(release string) (report.Answer, error)) (Line, error) {
	s := search{releases, map[int]report.Answer{}}
	for {
		i := s.next(look)
		if i < 0 {
			return s.line(), nil
		}
		answer, err := ask(releases[i])
		if err != nil {
			return Line{}, err
		}
		s.tried[i] = answer
	}
}

// search is the state of a search: the answers of the releases that were tried.
type search struct {
	releases []string
	tried    map[int]report.Answer
}

// none is the index of no release.
const none = -1

// next is the release to try next.
func (s search) next(look []string) int {
	upwards := make([]int, len(s.releases))
	for i := range upwards {
		upwards[i] = i
	}
	downwards := slices.Clone(upwards)
	slices.Reverse(downwards)
	for _, from := range [][]int{upwards, downwards} {
		if i := s.untilClear(from); i != none {
			return i
		}
	}
	for i, r := range s.releases {
		if _, tried := s.tried[i]; !tried && slices.Contains(look, r) {
			return i
		}
	}
	return s.between()
}

// untilClear is the first in that order that is still to be tried, unless one before it
// is clear.
func (s search) untilClear(order []int) int {
	for _, i := range order {
		switch answer, tried := s.tried[i]; {
		case !tried:
			return i
		case answer != report.Unclear:
			return none
		}
	}
	return none
}

// between is the release to try between two neighbours that differ.
func (s search) between() int {
	for _, p := range s.pairs() {
		if s.tried[p.low] == s.tried[p.high] {
			continue
		}
		if i := s.middle(p); i != none {
			return i
		}
	}
	return none
}

// pair is two releases that are clear, with none between them that is.
type pair struct{ low, high int }

func (s search) pairs() []pair {
	var pairs []pair
	last := none
	for i := range s.releases {
		if s.tried[i] == report.Unclear {
			continue
		}
		if last != none {
			pairs = append(pairs, pair{last, i})
		}
		last = i
	}
	return pairs
}

// middle is the release nearest to the middle that is still to be tried.
func (s search) middle(p pair) int {
	best, least := none, 0
	for i := p.low + 1; i < p.high; i++ {
		off := max(p.low+p.high-2*i, 2*i-p.low-p.high)
		if _, tried := s.tried[i]; !tried && (best == none || off < least) {
			best, least = i, off
		}
	}
	return best
}

// line is what is known at the end.
func (s search) line() Line {
	l := Line{Releases: s.releases, Answers: make([]report.Answer, len(s.releases))}
	for i := range l.Answers {
		l.Answers[i] = s.tried[i]
	}
	for _, p := range s.pairs() {
		low, high := l.Answers[p.low], l.Answers[p.high]
		for i := p.low + 1; i < p.high && low == high; i++ {
			l.Answers[i] = low
		}
	}
	return l
}
