package server

import (
	"fmt"
	"io"
	"regexp"
	"slices"
)

// What is kept of the log of one process, in bytes.
const (
	keptFromBegin = 8 << 20
	keptFromEnd   = 1 << 20
)

// Lines keeps the lines of the log of one process, and copies them. A server that fails
// again and again may log megabytes a second: of such a log the begin and the end are kept.
// The zero value keeps lines and copies them nowhere.
type Lines struct {
	Copy io.Writer // the begin at once, and the rest when End is called; nil for none

	begin, end         []string
	beginSize, endSize int
	left               int // lines between them that are left out
}

// Add keeps a line, without its line break. long reports that it is the first one that
// does not belong to the begin.
func (l *Lines) Add(line string) (long bool) {
	if size := len(line) + 1; l.beginSize+size <= keptFromBegin && len(l.end) == 0 {
		l.begin = append(l.begin, line)
		l.beginSize += size
		l.copyLine(line)
		return false
	}
	long = len(l.end) == 0
	l.end = append(l.end, line)
	l.endSize += len(line) + 1
	if l.endSize > 2*keptFromEnd { // seldom, since it moves what remains
		l.dropMiddle()
	}
	return long
}

// dropMiddle leaves out the first lines of the end until it has its size.
func (l *Lines) dropMiddle() {
	n := 0
	for l.endSize > keptFromEnd && n < len(l.end)-1 {
		l.endSize -= len(l.end[n]) + 1
		n++
	}
	l.left += n
	l.end = slices.Clone(l.end[n:])
}

// End copies the end of a long log, and says what was left out before it. It is called
// once, after the last Add.
func (l *Lines) End() {
	if len(l.end) == 0 {
		return
	}
	l.dropMiddle()
	if l.left > 0 {
		l.copyLine(fmt.Sprintf("[zkscenario: %d lines of the log are left out here]", l.left))
	}
	for _, line := range l.end {
		l.copyLine(line)
	}
}

// copyLine writes a line to the copy. A copy that fails must not disturb the run.
func (l *Lines) copyLine(line string) {
	if l.Copy != nil {
		_, _ = io.WriteString(l.Copy, line+"\n")
	}
}

// Left returns how many lines are left out so far.
func (l *Lines) Left() int { return l.left }

// Find returns the first line that matches, of those that are kept.
func (l *Lines) Find(pattern *regexp.Regexp) (line string, ok bool) {
	for _, lines := range [][]string{l.begin, l.end} {
		if i := slices.IndexFunc(lines, pattern.MatchString); i >= 0 {
			return lines[i], true
		}
	}
	return "", false
}

// MostFound bounds the lines that FindAll returns.
const MostFound = 1000

// FindAll returns the lines that match, in order. It fails if lines were left out, since
// they may match too, and if more than MostFound match.
func (l *Lines) FindAll(pattern *regexp.Regexp) ([]string, error) {
	if l.left > 0 {
		return nil, fmt.Errorf("%d lines were not kept, and %q may match some of them", l.left, pattern)
	}
	var found []string
	for _, lines := range [][]string{l.begin, l.end} {
		for _, line := range lines {
			if !pattern.MatchString(line) {
				continue
			}
			if len(found) == MostFound {
				return nil, fmt.Errorf("%q matches more than %d lines", pattern, MostFound)
			}
			found = append(found, line)
		}
	}
	return found, nil
}

// Last returns the last n lines, or fewer.
func (l *Lines) Last(n int) []string {
	all := l.end
	if len(all) < n {
		all = slices.Concat(l.begin[max(0, len(l.begin)-n+len(all)):], all)
	}
	return all[max(0, len(all)-n):]
}
