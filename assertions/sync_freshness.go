package assertions

import (
	"cmp"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var syncFreshness = harness.Kind[harness.Check]{
	Name:    "sync_freshness",
	Summary: "The reply to a sync comes from a position not below that of any update that was acknowledged before the sync was asked for.",
	New:     func() harness.Check { return SyncFreshness{} },
}

// SyncFreshness leaves to single_system_image what the session itself had seen. It relies on the one clock of a timeline. A sync goes to the leader and
// back behind all that is committed (LearnerHandler, FollowerZooKeeperServer.sync); no
// quorum confirms that the leader is still one (ZOOKEEPER-1675).
type SyncFreshness struct{}

// Judge implements harness.Check.
func (SyncFreshness) Judge(events []timeline.Event) verdict.Verdict {
	newest := newestUpdatesOf(events)
	seen := map[timeline.SessionID]timeline.Zxid{}
	var found []deviation
	judged, silent := 0, 0
	for i := range events {
		e := &events[i]
		if e.Op == nil {
			continue
		}
		switch synced := e.Op.Name == "sync" && e.Outcome == timeline.OK; {
		case synced && e.Op.Zxid == 0:
			silent++
		case synced:
			judged++
			before := newest.at(e.Op.Invoke)
			if before != nil && before.Op.Zxid > e.Op.Zxid && e.Op.Zxid >= seen[e.Op.Session] {
				found = append(found, deviation{guarantee: syncFreshness.Name, event: e, before: before,
					what: "the update was acknowledged before the sync was asked for", want: "answered at " + before.Op.Zxid.String() + " or later"})
			}
		}
		seen[e.Op.Session] = max(seen[e.Op.Session], e.Op.Zxid)
	}
	switch {
	case len(found) > 0:
		return broken(found)
	case judged == 0 && silent > 0:
		return verdict.Untested("no reply to a sync told the position of its server; releases up to 3.4.3 do not")
	case judged == 0:
		return verdict.Untested("nobody asked for a sync")
	}
	return verdict.Holds("%s came from where all was known that had been acknowledged", plural(judged, "sync"))
}

// newestUpdates are the acknowledged updates that had the greatest zxid when their
// replies came, in the order of the replies.
type newestUpdates []*timeline.Event

func newestUpdatesOf(events []timeline.Event) newestUpdates {
	var all newestUpdates
	for i := range events {
		if e := &events[i]; e.Op != nil && e.Outcome == timeline.OK && e.Op.Updates() {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b *timeline.Event) int { return cmp.Compare(a.Op.Return, b.Op.Return) })
	newest := all[:0]
	for _, e := range all {
		if n := len(newest); n == 0 || e.Op.Zxid > newest[n-1].Op.Zxid {
			newest = append(newest, e)
		}
	}
	return newest
}

// at is the update with the greatest zxid that was acknowledged by then; nil is none.
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
