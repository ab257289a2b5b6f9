package history

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// History is a timeline as the checks see it, replayed once for all of them.
type History struct {
	// Events end before the first finding of a check. Each operation is there once: an
	// invocation without an end has become an operation of unknown outcome.
	Events []timeline.Event

	*replay
	disks   disks
	syncs   syncs
	watches *watches
	outage  *outage // nil unless no server served at the end
	// lostTampered records that acknowledged updates are missing on disks which a fault
	// of the scenario changed.
	lostTampered bool
	found        map[string][]Deviation // by guarantee
}

// New replays a timeline.
func New(events []timeline.Event) *History {
	if i := slices.IndexFunc(events, func(e timeline.Event) bool { return e.Finding != nil && e.Finding.ByCheck() }); i >= 0 {
		events = events[:i]
	}
	events = timeline.Complete(events)
	h := &History{Events: events, replay: replayOf(events), disks: disksOf(events), syncs: syncsOf(events), found: map[string][]Deviation{}}
	h.outage = outageOf(events)
	h.watches = watchesOf(events, h.replay)
	h.add(h.replay.found)
	h.add(differingTrees(h.trees))
	h.add(h.disks.holes())
	h.add(h.lostOnDisks())
	h.add(h.syncs.found)
	h.add(h.watches.found)
	return h
}

func (h *History) add(found []Deviation) {
	for _, d := range found {
		h.found[d.Guarantee] = append(h.found[d.Guarantee], d)
	}
}

// lostOnDisks finds the acknowledged updates that are missing on the disks, if no
// tree was read and the disks are as the servers left them.
func (h *History) lostOnDisks() []Deviation {
	if len(h.trees) > 0 || len(h.disks.events) == 0 {
		return nil
	}
	lost := h.disks.lost(h.updates)
	if h.disks.tampered != nil {
		h.lostTampered = len(lost) > 0
		return nil
	}
	return lost
}
