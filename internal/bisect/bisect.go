// Package bisect finds the first releases that violate a guarantee, or keep it again,
// with few runs. Each line of releases (3.8, 3.9) is searched separately: a bug that
// appeared in 3.5.0 and was fixed in 3.4.14 and in 3.5.4 has an edge in each line.
package bisect

import (
	"slices"
)

// Line is one line of releases with the answers found.
type Line struct {
	Releases []string // oldest first
	Answers  []Answer // of each release, its own or that of both its neighbours; else Unclear
}

// Find searches one line. It tries the ends of the line and the candidates, and then
// bisects between two neighbours that differ. Unclear releases are skipped. If two
// neighbours agree, those between are not tried, so that a bug which exists only there is
// found only with a candidate.
func Find(releases, candidates []string, ask func(release string) (Answer, error)) (Line, error) {
	s := search{releases, map[int]Answer{}}
	for {
		i := s.next(candidates)
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

// search is the state of a search.
type search struct {
	releases []string
	tried    map[int]Answer
}

// none stands for the index of no release.
const none = -1

// next returns the index of the release to try next.
func (s search) next(candidates []string) int {
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
		if _, tried := s.tried[i]; !tried && slices.Contains(candidates, r) {
			return i
		}
	}
	return s.between()
}

// untilClear returns the first release in the given order that was not tried, unless one
// before it is clear.
func (s search) untilClear(order []int) int {
	for _, i := range order {
		switch answer, tried := s.tried[i]; {
		case !tried:
			return i
		case answer != Unclear:
			return none
		}
	}
	return none
}

// between returns the release to try between two neighbours that differ.
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

// pair is two clear releases with no other clear one between them.
type pair struct{ low, high int }

func (s search) pairs() []pair {
	var pairs []pair
	last := none
	for i := range s.releases {
		if s.tried[i] == Unclear {
			continue
		}
		if last != none {
			pairs = append(pairs, pair{last, i})
		}
		last = i
	}
	return pairs
}

// middle returns the release nearest to the middle that was not tried.
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

// line returns the line with the answers found.
func (s search) line() Line {
	l := Line{Releases: s.releases, Answers: make([]Answer, len(s.releases))}
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
