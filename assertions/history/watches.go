package history

import (
	"cmp"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watches holds the deviations of watches and their events. A server sends the event of
// a change while it applies the change (DataTree calls WatchManager.triggerWatch before
// it advances its zxid), so on a connection the event comes before every reply at or
// beyond the change. After a reconnection the client sets its watches again before it
// sends any request, and the server sends at once what was missed
// (DataTree.setWatches); only persistent watches miss what happened meanwhile.
type watches struct {
	found []Deviation
	// tooEarly are events that came before their writes were invoked.
	tooEarly []Deviation
	// withholding says of each server whether it sends events that an ACL withholds.
	withholding map[int]withholding
	set         int  // how many watches were set
	ordered     bool // the timeline records where between the replies events came
	// withoutZxid is a watch whose reply carries no zxid, so that it is not known which
	// changes it covers; nil if there is none.
	withoutZxid *timeline.Event
}

func (w *watches) count() string { return plural(w.set, "watch registration") }

// judge follows each session of a chapter through its replies and watch events.
func (w *watches) judge(events []timeline.Event, r *replay) {
	if !slices.ContainsFunc(events, func(e timeline.Event) bool { return e.Watch != nil || e.Op != nil && e.Op.Name == timeline.OpWatch }) {
		return
	}
	c := changesOf(events, r)
	c.withholding = w.withholding
	raw, open := rawWatches(events), openWatches(events)
	for _, stream := range streamsOf(events) {
		id := sessionOf(stream[0])
		t := &watchTracker{watches: w, changes: c, raw: raw[id], fromBefore: r.lives.fromBefore(id), open: open[id]}
		limits := zxidLimitsOf(stream)
		for i, e := range stream {
			t.limit = limits[i]
			t.add(e)
		}
		t.end()
	}
	if !w.ordered {
		w.found = nil // it is not known whether the events came in time
	}
	slices.SortStableFunc(w.found, func(a, b Deviation) int { return cmp.Compare(a.Event.Seq, b.Event.Seq) })
}

// rawWatches returns, for each session, the time from which on raw requests may have set or
// removed watches.
func rawWatches(events []timeline.Event) map[timeline.SessionID]time.Duration {
	from := map[timeline.SessionID]time.Duration{}
	for i := range events {
		e := &events[i]
		if e.Op == nil || e.Op.Name != timeline.OpRequest {
			continue
		}
		if at, ok := from[e.Op.Session]; !ok || e.Op.Invoke < at {
			from[e.Op.Session] = max(e.Op.Invoke, 1)
		}
	}
	return from
}

// openWatches returns, for each session, the watches and unwatches of unknown outcome.
func openWatches(events []timeline.Event) map[timeline.SessionID][]*timeline.Event {
	open := map[timeline.SessionID][]*timeline.Event{}
	for i := range events {
		if e := &events[i]; e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown && (e.Op.Name == timeline.OpWatch || e.Op.Name == timeline.OpUnwatch) {
			open[e.Op.Session] = append(open[e.Op.Session], e)
		}
	}
	return open
}

// sessionOf returns the session of an event of a stream.
func sessionOf(e *timeline.Event) timeline.SessionID {
	switch {
	case e.Op != nil:
		return e.Op.Session
	case e.Watch != nil:
		return e.Watch.Session
	}
	return cmp.Or(e.Handshake.Granted, e.Handshake.Asked)
}

// zxidLimitsOf returns, for each event of a stream, the zxid of the next reply on the
// connection. A watch event is about a change up to there.
func zxidLimitsOf(stream []*timeline.Event) []timeline.Zxid {
	limits := make([]timeline.Zxid, len(stream))
	seen := timeline.Zxid(0)
	for i, e := range stream {
		if e.Op != nil && follows(e, seen) {
			seen = e.Op.Zxid
			limits[i] = seen
		}
	}
	limit := unbounded.zxid
	for i, e := range slices.Backward(stream) {
		switch {
		case e.Handshake != nil:
			limit = unbounded.zxid
		case limits[i] != 0:
			limit = limits[i]
		}
		limits[i] = limit
	}
	return limits
}

// follows reports whether the zxid of a reply fits after what the session had seen. If
// not, the reply violates a guarantee that is not about watches.
func follows(reply *timeline.Event, seen timeline.Zxid) bool {
	if reply.Op.Updates() && reply.Outcome == timeline.OK {
		return reply.Op.Zxid > seen
	}
	return reply.Op.Zxid >= seen
}
