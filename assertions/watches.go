package assertions

import (
	"cmp"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// watched is one timeline's watches, judged. A server sends the event of a change
// while it applies the change (DataTree calls WatchManager.triggerWatch before it
// moves its position on), so on a connection the event comes before every reply at or
// beyond the change. After a reconnection the client asks for its watches anew, before
// it asks anything else, and is told at once of what it missed (DataTree.setWatches);
// only the persistent ones miss what happened meanwhile.
type watched struct {
	found  []deviation
	set    int  // watches
	placed bool // the record says where between the replies events came
	// unplaced is a watch of which it is not known from which position on it waits.
	unplaced *timeline.Event
}

func watchedOf(events []timeline.Event) *watched {
	w := &watched{placed: true}
	c := changesOf(events)
	for _, stream := range streamsOf(events) {
		t := &telling{watched: w, changes: c}
		limits := limitsOf(stream)
		for i, e := range stream {
			t.limit = limits[i]
			t.take(e)
		}
		t.end()
	}
	slices.SortStableFunc(w.found, func(a, b deviation) int { return cmp.Compare(a.event.Seq, b.event.Seq) })
	return w
}

// limitsOf are the positions that the next replies on the connection had. What a
// server told before is of a change up to there.
func limitsOf(stream []*timeline.Event) []timeline.Zxid {
	limits := make([]timeline.Zxid, len(stream))
	seen := timeline.Zxid(0)
	for i, e := range stream {
		if e.Op != nil && follows(e, seen) {
			seen = e.Op.Zxid
			limits[i] = seen
		}
	}
	limit := atLast.at
	for i, e := range slices.Backward(stream) {
		switch {
		case e.Handshake != nil:
			limit = atLast.at
		case limits[i] != 0:
			limit = limits[i]
		}
		limits[i] = limit
	}
	return limits
}

// follows tells whether a reply can have its position behind what the session had seen.
// If not it deviates, and not because of watches.
func follows(reply *timeline.Event, seen timeline.Zxid) bool {
	if reply.Op.Updates() && reply.Outcome == timeline.OK {
		return reply.Op.Zxid > seen
	}
	return reply.Op.Zxid >= seen
}

// verdict is that on one of the two promises.
func (w *watched) verdict(guarantee, holds string) verdict.Verdict {
	switch found := blamed(w.found, guarantee); {
	case len(found) > 0:
		return broken(found)
	case w.set == 0:
		return verdict.Untested("no watch was set")
	case !w.placed:
		return verdict.Undecided("the record does not say at which place between the replies the events of watches came")
	case w.unplaced != nil:
		return verdict.Undecided("a server told no position when it set a watch, as releases 3.4.0 to 3.4.3 do not, so it is not known of which changes it had to tell: %s", tell(w.unplaced))
	}
	return verdict.Holds("%s: %s", plural(w.set, "watch registration"), holds)
}
