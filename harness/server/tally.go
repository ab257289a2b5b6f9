package server

import (
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Tally counts the complaints of one process by their wording.
type Tally struct {
	known map[string]*Counted
	order []*Counted // in the order of their first occurrence
}

// Counted is a complaint, with its numbers as they were the first time.
type Counted struct {
	Complaint
	Times   int
	wording string
	last    time.Time
}

const (
	// mostComplaints bounds what is counted of a server that logs errors without end.
	mostComplaints = 50
	// lately is how old the last of some minor complaints may be, at least: what a server
	// does not complain of any more does not explain what is still missing. Of a long wait
	// it is half.
	lately = 2 * time.Second
)

// Count counts a complaint, and reports whether it is the first of its wording.
func (t *Tally) Count(c Complaint, at time.Time) (first bool) {
	wording := c.Wording()
	known := t.find(wording)
	if known == nil {
		if len(t.order) >= mostComplaints {
			return false
		}
		if t.known == nil {
			t.known = map[string]*Counted{}
		}
		known, first = &Counted{Complaint: c, wording: wording}, true
		t.known[wording] = known
		t.order = append(t.order, known)
	}
	known.Times++
	known.last = at
	return first
}

// find returns the complaint with a wording, or one that continues the wording: its cause
// had not arrived when it had to be recorded.
func (t *Tally) find(wording string) *Counted {
	if known := t.known[wording]; known != nil {
		return known
	}
	for _, known := range t.order {
		if rest, continues := strings.CutPrefix(known.wording, wording); continues && (strings.HasPrefix(rest, ": ") || strings.HasPrefix(rest, timeline.CausedBy)) {
			return known
		}
	}
	return nil
}

// Explanation returns the complaint that explains most why a wait was in vain: a grave one
// since it began, else an earlier grave one, else a late one that was repeated, or the
// exception of a server that is concerned. Of several it is the most frequent one.
func (t *Tally) Explanation(began, now time.Time, concerned bool) (most Counted, ok bool) {
	late := now.Add(-max(lately, now.Sub(began)/2))
	worth := func(c *Counted) int {
		switch {
		case c.Grave && !c.last.Before(began):
			return 3
		case c.Grave:
			return 2
		case !c.last.Before(late) && (c.Times > 1 || concerned && c.Exception != ""):
			return 1
		default:
			return 0
		}
	}
	best := 0
	for _, c := range t.order {
		if w := worth(c); w > best || w == best && w > 0 && c.Times > most.Times {
			most, best = *c, w
		}
	}
	return most, best > 0
}

// LastCause returns the last grave complaint, where the cause of that was first logged.
func (t *Tally) LastCause() (Complaint, bool) {
	var last *Counted
	for _, c := range t.order {
		if c.Grave && (last == nil || !c.last.Before(last.last)) {
			last = c
		}
	}
	if last == nil {
		return Complaint{}, false
	}
	first := slices.IndexFunc(t.order, func(c *Counted) bool { return c.Grave && c.Root() == last.Root() })
	return t.order[first].Complaint, true
}
