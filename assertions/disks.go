package assertions

import (
	"fmt"
	"slices"
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
	var all []timeline.Disk
	for _, e := range d.events {
		all = append(all, *e.Disk)
	}
	missing := timeline.Missing(all, d.voters)
	var found []deviation
	for _, e := range d.events {
		if spans := missing[e.Disk.Server]; len(spans) > 0 {
			found = append(found, deviation{guarantee: replicaAgreement.Name, event: e,
				what: fmt.Sprintf("the disk of server %d lacks the transactions %s, which most servers have, and has later ones", e.Disk.Server, spanTexts(spans))})
		}
	}
	return found
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
