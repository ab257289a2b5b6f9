package history

import (
	"cmp"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// syncs holds the replies to syncs, compared with the updates that had been
// acknowledged when the syncs were invoked.
type syncs struct {
	found       []Deviation
	judged      int
	withoutZxid int // replies that do not carry the zxid of their server
}

// judge judges the syncs of a chapter. A reply from below what the session itself had seen
// is a deviation already (progress.contradicts).
func (s *syncs) judge(events []timeline.Event) {
	newest := newestUpdatesOf(events)
	seen := map[timeline.SessionID]timeline.Zxid{}
	for i := range events {
		e := &events[i]
		if e.Op == nil {
			continue
		}
		switch synced := e.Op.Name == timeline.OpSync && e.Outcome == timeline.OK; {
		case synced && e.Op.Zxid == 0:
			s.withoutZxid++
		case synced:
			s.judged++
			before := newest.at(e.Op.Invoke)
			if before != nil && before.Op.Zxid > e.Op.Zxid && e.Op.Zxid >= seen[e.Op.Session] {
				s.found = append(s.found, Deviation{Guarantee: syncFreshness, Event: e, Contradicts: before, lacks: before.Op.Zxid,
					Problem: "the update was acknowledged before the sync was invoked", Expected: "an answer at " + before.Op.Zxid.String() + " or later"})
			}
		}
		seen[e.Op.Session] = max(seen[e.Op.Session], e.Op.Zxid)
	}
}

func (s syncs) untested() string {
	switch {
	case s.judged > 0:
		return ""
	case s.withoutZxid > 0:
		return "no reply to a sync carries the zxid of its server; releases up to 3.4.3 do not send it"
	}
	return "no session called sync"
}

// newestUpdates are the acknowledged updates that had the greatest zxid when their
// replies came, in the order of the replies.
type newestUpdates []*timeline.Event

func newestUpdatesOf(events []timeline.Event) newestUpdates {
	var acked []*timeline.Event
	for i := range events {
		if e := &events[i]; e.Op != nil && e.Outcome == timeline.OK && e.Op.Updates() {
			acked = append(acked, e)
		}
	}
	slices.SortStableFunc(acked, func(a, b *timeline.Event) int { return cmp.Compare(a.Op.Return, b.Op.Return) })
	newest := acked[:0]
	for _, e := range acked {
		if n := len(newest); n == 0 || e.Op.Zxid > newest[n-1].Op.Zxid {
			newest = append(newest, e)
		}
	}
	return newest
}

// at returns the update with the greatest zxid that was acknowledged by then, or nil.
func (n newestUpdates) at(when time.Duration) *timeline.Event {
	i, _ := slices.BinarySearchFunc(n, when, func(e *timeline.Event, when time.Duration) int {
		if e.Op.Return <= when {
			return -1
		}
		return 1
	})
	if i == 0 {
		return nil
	}
	return n[i-1]
}
