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

	// replay is that of the last chapter, with the counts of all.
	*replay
	disks   disks
	syncs   syncs
	watches *watches
	found   map[string][]Deviation // by guarantee
}

// New replays a timeline.
func New(events []timeline.Event) *History {
	if i := slices.IndexFunc(events, func(e timeline.Event) bool { return e.Finding != nil && e.Finding.ByCheck() }); i >= 0 {
		events = events[:i]
	}
	h := &History{Events: timeline.Complete(events), found: map[string][]Deviation{}}
	h.watches = &watches{ordered: true, withholding: withholdingOf(h.Events)}
	for _, c := range chaptersOf(h.Events) {
		h.judge(c)
	}
	return h
}

// judge adds what one chapter proves.
func (h *History) judge(c chapter) {
	var before counts
	if h.replay != nil {
		before = h.counts
	}
	h.replay = replayOf(c)
	h.counts.add(before)
	h.disks = disksOf(c)
	h.syncs.judge(c.events)
	h.watches.judge(c.events, h.replay)
	h.add(h.replay.found)
	h.add(differingTrees(h.trees))
	h.add(h.disks.holes())
	h.add(h.lostOnDisks())
	h.add(h.syncs.found)
	h.add(h.watches.found)
	h.syncs.found, h.watches.found = nil, nil
}

// add adds deviations, except for what the story itself destroyed.
func (h *History) add(found []Deviation) {
	for _, d := range found {
		if d.lacks != 0 && h.story.mayLack(d.lacks, timeOf(d.Event)) {
			continue
		}
		h.found[d.Guarantee] = append(h.found[d.Guarantee], d)
	}
}

// lostOnDisks finds the acknowledged updates that are missing on the disks, if no tree was
// read.
func (h *History) lostOnDisks() []Deviation {
	if len(h.trees) > 0 || len(h.disks.events) == 0 {
		return nil
	}
	return h.disks.lost(h.updates, h.story)
}
