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

	// replay holds the state at the end of the last chapter, and the counts of all chapters.
	*replay
	disks   disks
	syncs   syncs
	watches *watches
	found   map[string][]Deviation // by guarantee
	// excused are the stories because of which a guarantee has no deviation.
	excused map[string]story
	outage  *outage // nil unless no server served at the end
}

// New replays a timeline.
func New(events []timeline.Event) *History {
	if i := slices.IndexFunc(events, func(e timeline.Event) bool { return e.Finding != nil && e.Finding.ByCheck() }); i >= 0 {
		events = events[:i]
	}
	h := &History{Events: timeline.Complete(events), found: map[string][]Deviation{}, excused: map[string]story{}}
	h.outage = outageOf(h.Events)
	h.watches = &watches{ordered: true, withholding: withholdingOf(h.Events)}
	for _, c := range chaptersOf(h.Events) {
		h.judge(c)
	}
	h.add(otherNames(events))
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
	h.syncs.judge(c.events, h.received)
	h.watches.judge(c.events, h.replay)
	h.add(slices.Concat(h.replay.found, differingTrees(h.trees), h.disks.holes(), h.lostOnDisks(), h.syncs.found, h.watches.found))
	if len(h.found) == 0 { // else it may follow from what was found
		h.add(h.watches.tooEarly)
	}
	h.syncs.found, h.watches.found, h.watches.tooEarly = nil, nil, nil
	if c.story.interferes() {
		h.excused[durability] = c.story
	}
}

// add adds deviations, except for what the story itself destroyed, and for reads that lack
// an update which the ensemble has lost for good: that is one deviation, of durability.
func (h *History) add(found []Deviation) {
	lost := map[timeline.Zxid]bool{}
	for _, d := range found {
		lost[d.lacks] = lost[d.lacks] || d.lacks != 0 && d.Guarantee == durability
	}
	for _, d := range found {
		switch {
		case d.lacks != 0 && h.story.mayLack(d.lacks, timeOf(d.Event)):
			h.excused[d.Guarantee] = h.story
		case (d.Guarantee == replicaAgreement || d.inferred) && lost[d.lacks]:
		default:
			h.found[d.Guarantee] = append(h.found[d.Guarantee], d)
		}
	}
}

// notOwed explains what a check left out because of the story; "" if it left out nothing.
func (h *History) notOwed(guarantee string) string {
	s, excused := h.excused[guarantee]
	if !excused {
		return ""
	}
	return s.explain()
}

// lostOnDisks finds the acknowledged updates that are missing on the disks, if no tree was
// read.
func (h *History) lostOnDisks() []Deviation {
	if len(h.trees) > 0 || len(h.disks.events) == 0 {
		return nil
	}
	return h.disks.lost(h.updates, h.story)
}
