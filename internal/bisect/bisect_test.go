package bisect_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// history holds the answers of the releases 3.4.0, 3.4.1, ..., with one letter each:
// b breaks, h holds, u is unclear.
type history string

var letters = map[byte]bisect.Answer{'b': bisect.Breaks, 'h': bisect.Holds, 'u': bisect.Unclear}

func (h history) releases() []string {
	var all []string
	for i := range h {
		all = append(all, fmt.Sprintf("3.4.%d", i))
	}
	return all
}

// find searches the history. It also returns the last numbers of the releases tried.
func (h history) find(t *testing.T, candidates ...string) (bisect.Line, string) {
	t.Helper()
	var tried []string
	line, err := bisect.Find(h.releases(), candidates, func(release string) (bisect.Answer, error) {
		var i int
		_, err := fmt.Sscanf(release, "3.4.%d", &i)
		assert.NilError(t, err)
		tried = append(tried, fmt.Sprint(i))
		return letters[h[i]], nil
	})
	assert.NilError(t, err)
	return line, strings.Join(tried, " ")
}

func answersOf(l bisect.Line) string {
	var all strings.Builder
	for _, a := range l.Answers {
		all.WriteString(a.String()[:1])
	}
	return all.String()
}

func edgesOf(lines ...bisect.Line) string {
	var all []string
	for _, e := range bisect.Edges(lines) {
		text := fmt.Sprintf("%s %s in %s", e.Last, e.Answer, e.First)
		if e.BetweenLines {
			text = fmt.Sprintf("%s | %s in %s", e.Last, e.Answer, e.First)
		}
		if len(e.Unclear) > 0 {
			text += " or " + strings.Join(e.Unclear, ", ")
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func TestFindTriesFewReleases(t *testing.T) {
	for _, c := range []struct {
		history              history
		candidates           []string
		tried, edges, answer string
	}{
		{history: "h", tried: "0", answer: "h"},
		{history: "u", tried: "0", answer: "u"},
		{history: "hh", tried: "0 1", answer: "hh"},
		{history: "hb", tried: "0 1", edges: "3.4.0 breaks in 3.4.1", answer: "hb"},
		{history: "bh", tried: "0 1", edges: "3.4.0 holds in 3.4.1", answer: "bh"},
		{history: "hhhhhhbbbbbbbbb", tried: "0 14 7 3 5 6", edges: "3.4.5 breaks in 3.4.6", answer: "hhhhhhbbbbbbbbb"},
		{history: "bbbbbbbbbbbbbbh", tried: "0 14 7 10 12 13", edges: "3.4.13 holds in 3.4.14", answer: "bbbbbbbbbbbbbbh"},
		// If both ends agree, nothing between is tried ...
		{history: "hhhbbhhh", tried: "0 7", answer: "hhhhhhhh"},
		// ... except candidates; then both edges are found.
		{history: "hhhbbhhh", candidates: []string{"3.4.4"}, tried: "0 7 4 2 3 5", edges: "3.4.2 breaks in 3.4.3; 3.4.4 holds in 3.4.5", answer: "hhhbbhhh"},
		{history: "bhb", candidates: []string{"3.4.1"}, tried: "0 2 1", edges: "3.4.0 holds in 3.4.1; 3.4.1 breaks in 3.4.2", answer: "bhb"},
		// A candidate of another line changes nothing.
		{history: "hh", candidates: []string{"3.5.1"}, tried: "0 1", answer: "hh"},
		// Two separate ranges break: with ends that differ one edge is found.
		{history: "hbhb", tried: "0 3 1", edges: "3.4.0 breaks in 3.4.1", answer: "hbbb"},
		{history: "hbhb", candidates: []string{"3.4.1", "3.4.2"}, tried: "0 3 1 2",
			edges: "3.4.0 breaks in 3.4.1; 3.4.1 holds in 3.4.2; 3.4.2 breaks in 3.4.3", answer: "hbhb"},
		// Unclear releases are skipped.
		{history: "uuhhbbu", tried: "0 1 2 6 5 3 4", edges: "3.4.3 breaks in 3.4.4", answer: "uuhhbbu"},
		{history: "hhuub", tried: "0 4 2 1 3", edges: "3.4.1 breaks in 3.4.4 or 3.4.2, 3.4.3", answer: "hhuub"},
		{history: "hub", tried: "0 2 1", edges: "3.4.0 breaks in 3.4.2 or 3.4.1", answer: "hub"},
		{history: "huh", candidates: []string{"3.4.1"}, tried: "0 2 1", answer: "hhh"},
		{history: "uuu", tried: "0 1 2", answer: "uuu"},
		{history: "ubu", tried: "0 1 2", answer: "ubu"},
	} {
		line, tried := c.history.find(t, c.candidates...)
		name := fmt.Sprintf("%s %v", c.history, c.candidates)
		assert.Check(t, tried == c.tried, "%s: tried %s", name, tried)
		assert.Check(t, edgesOf(line) == c.edges, "%s: %s", name, edgesOf(line))
		assert.Check(t, answersOf(line) == c.answer, "%s: %s", name, answersOf(line))
	}
}

func TestEdgesBetweenLinesAreMarked(t *testing.T) {
	for words, want := range map[string]string{
		"hh bb":    "3.4.1 | breaks in 3.5.0-alpha",
		"bb hh":    "3.4.1 | holds in 3.5.0-alpha",
		"hb bh":    "3.4.0 breaks in 3.4.1; 3.5.0-alpha holds in 3.5.1",
		"bh bh bb": "3.4.0 holds in 3.4.1; 3.4.1 | breaks in 3.5.0-alpha; 3.5.0-alpha holds in 3.5.1; 3.5.1 | breaks in 3.6.0",
		"uu bb":    "",
		"hu ub":    "3.4.0 | breaks in 3.5.1 or 3.4.1, 3.5.0-alpha",
		"hh uu b":  "3.4.1 | breaks in 3.6.0 or 3.5.0-alpha, 3.5.1",
		"hu uh":    "",
		"hh bb uu": "3.4.1 | breaks in 3.5.0-alpha",
	} {
		got := edgesOf(lines(words)...)
		assert.Check(t, got == want, "%s: %s", words, got)
	}
}

func TestFindReturnsTheErrorOfARun(t *testing.T) {
	failure := errors.New("no servers")
	_, err := bisect.Find([]string{"3.4.0", "3.4.1"}, nil, func(string) (bisect.Answer, error) { return bisect.Holds, failure })
	assert.ErrorIs(t, err, failure)
}

func TestMajorityOfVotesDecides(t *testing.T) {
	for _, c := range []struct {
		runs   int
		votes  string
		answer bisect.Answer
		done   bool
	}{
		{1, "", bisect.Unclear, false},
		{1, "b", bisect.Breaks, true},
		{1, "u", bisect.Unclear, false},
		{1, "uu", bisect.Unclear, true},
		{1, "uh", bisect.Holds, true},
		{3, "b", bisect.Unclear, false},
		{3, "bb", bisect.Breaks, true}, // a third vote could not change it
		{3, "bhh", bisect.Holds, true},
		{3, "buhu", bisect.Unclear, false},
		{3, "buhuu", bisect.Unclear, false},
		{3, "buhuub", bisect.Breaks, true},
		{3, "uuuuuu", bisect.Unclear, true},
		{4, "bbhh", bisect.Unclear, false},
		{4, "bbhhh", bisect.Holds, true},
	} {
		var v bisect.Votes
		for i := range c.votes {
			v.Add(letters[c.votes[i]])
		}
		assert.Check(t, v.Answer(c.runs) == c.answer && v.Done(c.runs) == c.done, "%d runs: %s", c.runs, c.votes)
	}
}

// lines returns one line for each word: the releases 3.4.0, 3.4.1, ... and 3.5.0, ...
func lines(words string) []bisect.Line {
	var all []bisect.Line
	for i, word := range strings.Fields(words) {
		var l bisect.Line
		for k := range word {
			suffix := ""
			if i == 1 && k == 0 {
				suffix = "-alpha"
			}
			l.Releases = append(l.Releases, fmt.Sprintf("3.%d.%d%s", 4+i, k, suffix))
			l.Answers = append(l.Answers, letters[word[k]])
		}
		all = append(all, l)
	}
	return all
}

func TestViolatedOnProposesARange(t *testing.T) {
	for words, want := range map[string]string{ // if these are all releases | if others are known on both sides
		"hhh hhh":     "|",
		"hhh bbb bb":  ">= 3.5.0|>= 3.5.0, <= 3.6.1",
		"bbh bbhh hh": "< 3.4.2 || >= 3.5.0, < 3.5.2|>= 3.4.0, < 3.4.2 || >= 3.5.0, < 3.5.2",
		"hhh hbh":     "= 3.5.1|= 3.5.1",
		"b h":         "< 3.5.0|= 3.4.0",
		"h b":         ">= 3.5.0|= 3.5.0",
		"bb bb":       ">= 3.4.0|>= 3.4.0, <= 3.5.1",
		"hhb hh hb":   "= 3.4.2 || >= 3.6.1|= 3.4.2 || = 3.6.1",
		"hub ubb hh":  "= 3.4.2 || >= 3.5.1, < 3.6.0|= 3.4.2 || >= 3.5.1, < 3.6.0", // unclear releases are left out
	} {
		found := lines(words)
		oldest, newest := ends(found)
		got := bisect.ViolatedOn(found, oldest, newest) + "|" + bisect.ViolatedOn(found, "3.3.0", "3.9.9")
		assert.Check(t, got == want, "%s: %s", words, got)
	}
}

func ends(lines []bisect.Line) (oldest, newest string) {
	last := lines[len(lines)-1].Releases
	return lines[0].Releases[0], last[len(last)-1]
}

// Every proposed range can be parsed, and allows exactly the releases that break. It
// includes releases beyond the tried ones only if none are known there.
func TestViolatedOnAllowsTheReleasesThatBreak(t *testing.T) {
	const all = "bhu"
	for n := range 3 * 3 * 3 * 3 * 3 * 3 {
		var words strings.Builder
		for i := range 6 {
			if i%2 == 0 {
				words.WriteByte(' ')
			}
			words.WriteByte(all[n%3])
			n /= 3
		}
		found := lines(words.String())
		oldest, newest := ends(found)
		checkRange(t, found, bisect.ViolatedOn(found, oldest, newest))
		inner := bisect.ViolatedOn(found, "3.3.0", "3.9.9")
		for _, beyond := range []string{"3.3.0", "3.9.9"} {
			assert.Assert(t, !checkRange(t, found, inner).Allows(beyond), "%s: %s", words.String(), inner)
		}
	}
}

// checkRange checks that a range allows exactly the releases that break.
func checkRange(t *testing.T, found []bisect.Line, text string) spec.Constraint {
	t.Helper()
	if text == "" {
		text = "< 1.0.0"
	}
	proposed, err := spec.ParseConstraint(text)
	assert.NilError(t, err)
	for _, l := range found {
		for i, r := range l.Releases {
			assert.Assert(t, proposed.Allows(r) == (l.Answers[i] == bisect.Breaks), "%v: %s: %s", l.Answers, text, r)
		}
	}
	return proposed
}
