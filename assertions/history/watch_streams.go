package history

import (
	"cmp"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// streamsOf returns, for each session, its replies, watch events and handshakes as they
// came: replies and events by the order of arrival, handshakes by the clock.
func streamsOf(events []timeline.Event) [][]*timeline.Event {
	type stream struct{ arrived, handshakes []*timeline.Event }
	byID := map[timeline.SessionID]*stream{}
	var order []*stream
	of := func(id timeline.SessionID) *stream {
		if byID[id] == nil {
			byID[id] = &stream{}
			order = append(order, byID[id])
		}
		return byID[id]
	}
	for i := range events {
		switch e := &events[i]; {
		case e.Kind == timeline.KindOp && e.Op != nil && e.Op.Arrival > 0:
			s := of(e.Op.Session)
			s.arrived = append(s.arrived, e)
		case e.Watch != nil:
			s := of(e.Watch.Session)
			s.arrived = append(s.arrived, e)
		case e.Handshake != nil && e.Outcome != timeline.Unknown:
			s := of(sessionOf(e))
			s.handshakes = append(s.handshakes, e)
		}
	}
	streams := make([][]*timeline.Event, len(order))
	for i, s := range order {
		slices.SortStableFunc(s.arrived, func(a, b *timeline.Event) int { return cmp.Compare(arrivalOf(a), arrivalOf(b)) })
		streams[i] = merge(s.arrived, s.handshakes)
	}
	return streams
}

func merge(arrived, handshakes []*timeline.Event) []*timeline.Event {
	merged := make([]*timeline.Event, 0, len(arrived)+len(handshakes))
	for _, e := range arrived {
		for len(handshakes) > 0 && handshakes[0].At <= timeOf(e) {
			merged, handshakes = append(merged, handshakes[0]), handshakes[1:]
		}
		merged = append(merged, e)
	}
	return append(merged, handshakes...)
}

func arrivalOf(e *timeline.Event) int {
	if e.Op != nil {
		return e.Op.Arrival
	}
	return e.Watch.Arrival
}

func timeOf(e *timeline.Event) time.Duration {
	if e.Op != nil {
		return e.Op.Return
	}
	return e.At
}
