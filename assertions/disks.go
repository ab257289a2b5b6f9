package assertions

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// disks is what a timeline says of the servers' disks at its end.
type disks struct {
	events   []*timeline.Event
	voters   int
	observer map[int]bool
	tampered *timeline.Event // a fault that took something from a disk; nil when there was none
}

func disksOf(events []timeline.Event) disks {
	d := disks{observer: map[int]bool{}}
	for i := range events {
		e := &events[i]
		switch {
		case e.Run != nil:
			for _, m := range e.Run.Servers {
				d.observer[m.ID] = m.Observer
				if !m.Observer {
					d.voters++
				}
			}
		case e.Disk != nil:
			d.events = append(d.events, e)
		case e.Kind == timeline.KindFault && (strings.HasPrefix(e.What, "wipe ") || strings.HasPrefix(e.What, "edit ")):
			d.tampered = e
		}
	}
	if d.voters == 0 {
		d.voters = len(d.events)
	}
	return d
}

// holes finds transactions in the middle of what a disk holds that it lacks, though a
// majority has them.
func (d disks) holes() []deviation {
	var read []timeline.Disk
	for _, e := range d.events {
		read = append(read, *e.Disk)
	}
	missing := timeline.Missing(read, d.voters)
	var found []deviation
	for _, e := range d.events {
		if spans := missing[e.Disk.Server]; len(spans) > 0 {
			found = append(found, deviation{guarantee: replicaAgreement.Name, event: e,
				what: fmt.Sprintf("the transactions %s are %s, and missing on server %d, which has later ones", spanTexts(spans), d.whereabouts(spans), e.Disk.Server)})
		}
	}
	return found
}

// whereabouts says who has all of the transactions, and how.
func (d disks) whereabouts(spans []timeline.Span) string {
	var logged, snapped []string
	for _, e := range d.events {
		id := strconv.Itoa(e.Disk.Server)
		switch {
		case all(spans, func(s timeline.Span) bool { return hasLogged(e.Disk, s) }):
			logged = append(logged, id)
		case all(spans, func(s timeline.Span) bool { return holds(e.Disk, s.First) && holds(e.Disk, s.Last) }):
			snapped = append(snapped, id)
		}
	}
	text := "in the logs of most servers" // together, though none has all
	if len(logged) > 0 {
		text = "in the logs of " + strings.Join(logged, ", ")
	}
	if len(snapped) > 0 {
		text += ", in snapshots only of " + strings.Join(snapped, ", ")
	}
	return text
}

func all(spans []timeline.Span, fits func(timeline.Span) bool) bool {
	return !slices.ContainsFunc(spans, func(s timeline.Span) bool { return !fits(s) })
}

func hasLogged(d *timeline.Disk, span timeline.Span) bool {
	return slices.ContainsFunc(d.Logged(), func(s timeline.Span) bool { return s.First <= span.First && span.Last <= s.Last })
}

func spanTexts(spans []timeline.Span) string {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = s.String()
	}
	return some(texts)
}

// lost finds acknowledged updates that no majority of the voters has on disk.
func (d disks) lost(updates []update) []deviation {
	var found []deviation
	for i := range updates {
		u := &updates[i]
		copies := 0
		for _, e := range d.events {
			if !d.observer[e.Disk.Server] && holds(e.Disk, u.zxid) {
				copies++
			}
		}
		if u.acked && copies <= d.voters/2 {
			found = append(found, deviation{guarantee: durability.Name, event: d.events[0], before: u.e,
				what: fmt.Sprintf("the transaction %s is on the disks of %d of %s", u.zxid, copies, plural(d.voters, "voter")), want: "on those of a majority"})
		}
	}
	return found
}

// holds tells whether a disk has a transaction in its log, or in a valid snapshot
// that was there before the log went on.
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
