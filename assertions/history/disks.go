package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// disks holds what a timeline records of the servers' disks at its end.
type disks struct {
	events   []*timeline.Event
	voters   int
	observer map[int]bool
	// damaged are the servers whose disks the story changed, and that have not served since:
	// ZooKeeper has not accepted what is left there.
	damaged map[int]*timeline.Event
	// destroyed are the zxids up to which the story removed or changed a server's files.
	destroyed map[int]timeline.Zxid
}

func disksOf(c chapter) disks {
	d := disks{damaged: c.story.damaged, destroyed: c.story.destroyed}
	d.voters, d.observer = c.voters, c.observers
	for i := range c.events {
		if e := &c.events[i]; e.Disk != nil {
			d.events = append(d.events, e)
		}
	}
	return d
}

// holes finds transactions that a disk lacks between others, though a majority has
// them.
func (d disks) holes() []Deviation {
	var read []timeline.Disk
	for _, e := range d.events {
		read = append(read, *e.Disk)
	}
	missing := timeline.Missing(read, d.voters)
	var found []Deviation
	for _, e := range d.events {
		spans := slices.DeleteFunc(missing[e.Disk.Server], func(s timeline.Span) bool { return s.First <= d.destroyed[e.Disk.Server] })
		if len(spans) > 0 && d.damaged[e.Disk.Server] == nil {
			found = append(found, Deviation{Guarantee: replicaAgreement, Event: e,
				Problem: fmt.Sprintf("the transactions %s are %s, and missing on server %d, which has later ones", formatSpans(spans), d.whereabouts(spans), e.Disk.Server)})
		}
	}
	return found
}

// whereabouts lists the servers that have all of the transactions, in logs or only in
// snapshots.
func (d disks) whereabouts(spans []timeline.Span) string {
	var logged, snapped []string
	lacks := func(has func(timeline.Span) bool) bool {
		return slices.ContainsFunc(spans, func(s timeline.Span) bool { return !has(s) })
	}
	for _, e := range d.events {
		id := strconv.Itoa(e.Disk.Server)
		switch {
		case !lacks(func(s timeline.Span) bool { return hasLogged(e.Disk, s) }):
			logged = append(logged, id)
		case !lacks(func(s timeline.Span) bool { return holds(e.Disk, s.First) && holds(e.Disk, s.Last) }):
			snapped = append(snapped, id)
		}
	}
	text := "in the logs of most servers" // together, though none has them all
	if len(logged) > 0 {
		text = "in the logs of " + strings.Join(logged, ", ")
	}
	if len(snapped) > 0 {
		text += ", in snapshots only of " + strings.Join(snapped, ", ")
	}
	return text
}

func hasLogged(d *timeline.Disk, span timeline.Span) bool {
	return slices.ContainsFunc(d.Logged(), func(s timeline.Span) bool { return s.First <= span.First && span.Last <= s.Last })
}

func formatSpans(spans []timeline.Span) string {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = s.String()
	}
	return firstFew(texts)
}

// lost finds acknowledged updates that no majority of the voters has on disk.
func (d disks) lost(updates []update, s story) []Deviation {
	var found []Deviation
	for i := range updates {
		u := &updates[i]
		copies := 0
		for _, e := range d.events {
			if !d.observer[e.Disk.Server] && holds(e.Disk, u.zxid) {
				copies++
			}
		}
		if u.proof != nil && !s.mayLack(u.zxid, d.events[0].At) && copies <= d.voters/2 {
			found = append(found, Deviation{Guarantee: durability, Event: d.events[0], Contradicts: u.e,
				Problem: fmt.Sprintf("the transaction %s is on the disks of %d of %s", u.zxid, copies, plural(d.voters, "voter")), Expected: "a majority"})
		}
	}
	return found
}

// holds reports whether a disk has a transaction in its log, or in a valid snapshot
// from before the log goes on.
func holds(d *timeline.Disk, z timeline.Zxid) bool {
	next := ^timeline.Zxid(0)
	for _, s := range d.Logged() {
		if s.First <= z && z <= s.Last {
			return true
		}
		if s.First > z {
			next = min(next, s.First)
		}
	}
	return slices.ContainsFunc(d.Snapshots, func(s timeline.Snapshot) bool { return s.Trouble == "" && z <= s.Zxid && s.Zxid < next })
}
