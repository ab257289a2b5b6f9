package history

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// story holds what the scenario itself did to the history. An acknowledged update is on a
// majority of the disks. If the story destroys some of these, servers that never had the
// update may be a majority with those that lost it: then nobody owes it any more.
type story struct {
	lost []loss
	// began is the fault after which nothing from before is owed; nil in the first chapter.
	began *timeline.Event
	until timeline.Zxid // except for what is not beyond it
	// damaged are the servers whose disks the story changed, and that have not served since.
	damaged map[int]*timeline.Event
	// destroyed are the zxids up to which it removed or changed a server's files, or took it
	// back to a snapshot. Holes there are its own; the trees show what servers made of them.
	destroyed map[int]timeline.Zxid
}

// loss is a span of zxids that nobody owes any more after a fault of the story.
type loss struct {
	after, until timeline.Zxid // beyond the first, up to the second
	by           *timeline.Event
}

// mayLack reports whether an event may lack a transaction because of the story.
func (s story) mayLack(z timeline.Zxid, when time.Duration) bool {
	return slices.ContainsFunc(s.lost, func(l loss) bool { return l.after < z && z <= l.until && l.by.At <= when })
}

// interferes reports whether something is not owed because of the story.
func (s story) interferes() bool { return len(s.lost) > 0 || s.began != nil }

// interferesSince reports whether the story destroyed something after an event.
func (s story) interferesSince(e *timeline.Event) bool {
	if e == nil || s.began != nil && s.began.At >= e.At {
		return s.interferes()
	}
	return slices.ContainsFunc(s.lost, func(l loss) bool { return l.by.At >= e.At })
}

// explain describes what is not owed.
func (s story) explain() string {
	if len(s.lost) == 0 {
		what := "what was written"
		if s.until != 0 {
			what += " beyond " + s.until.String()
		}
		return fmt.Sprintf("%s before event %d is not owed: the story did %q", what, s.began.Seq, s.began.What)
	}
	l := s.lost[len(s.lost)-1]
	return fmt.Sprintf("what was written at %s to %s is not owed: the story did %q (event %d)", l.after+1, l.until, l.by.What, l.by.Seq)
}

// chapter is a part of a timeline in which history goes on from what was there before.
type chapter struct {
	events []timeline.Event
	story  story
	past   timeline.Zxid // what is not beyond it may be from the chapter before
	// kept are the updates from before to which history was rolled back.
	kept []*timeline.Event

	voters    int
	observers map[int]bool
	// guarded records that some znode of the run may not be open to everybody; if not, no
	// permission is ever judged.
	guarded bool
}

// storyteller follows what servers have through the faults of the story.
type storyteller struct {
	voters    int
	observers map[int]bool
	position  map[int]timeline.Zxid // of each voter: the greatest that it showed
	damaged   map[int]*timeline.Event
	restored  map[int]bool // servers that the story took back to a snapshot
	destroyed map[int]timeline.Zxid
	received  timeline.Zxid // the greatest zxid of a reply

	chapters []chapter
	start    int
	story    story
	past     timeline.Zxid
	kept     []*timeline.Event
	guarded  bool
}

// chaptersOf divides a timeline where the story itself destroyed what a majority had, or
// declared that history was rolled back.
func chaptersOf(events []timeline.Event) []chapter {
	voters, observers := votersOf(events)
	t := &storyteller{voters: voters, observers: observers, position: map[int]timeline.Zxid{}, damaged: map[int]*timeline.Event{}, restored: map[int]bool{}, destroyed: map[int]timeline.Zxid{}}
	t.guarded = slices.ContainsFunc(events, func(e timeline.Event) bool { return e.Op != nil && concernsACLs(e.Op) })
	for i := range events {
		t.add(events, i)
	}
	t.finish(events)
	return t.chapters
}

func (t *storyteller) add(events []timeline.Event, i int) {
	switch e := &events[i]; {
	case e.Fault != nil:
		t.fault(events, i)
	case e.Kind == timeline.KindOp && e.Op.Zxid != 0:
		t.shows(e.Op.Server, e.Op.Zxid)
		t.received = max(t.received, e.Op.Zxid)
	case e.Tree != nil:
		t.shows(e.Tree.Server, e.Tree.Zxid)
	case e.Server != nil && e.Server.Change == timeline.Serving:
		t.shows(e.Server.ID, e.Server.Zxid)
	}
}

// shows records that a server serves at a zxid.
func (t *storyteller) shows(server int, z timeline.Zxid) {
	if !t.observers[server] {
		t.position[server] = max(t.position[server], z)
	}
	delete(t.damaged, server)
}

func (t *storyteller) fault(events []timeline.Event, i int) {
	e := &events[i]
	switch e.Fault.Word {
	case timeline.FaultWipe, timeline.FaultEdit:
		for _, server := range e.Fault.Servers {
			t.damaged[server], t.destroyed[server] = e, max(t.received, t.position[server])
			if e.Fault.Word == timeline.FaultWipe {
				t.position[server] = 0
			}
		}
		t.lose(events, i)
	case timeline.FaultRestore:
		t.restore(events, i)
	case timeline.FaultRollBack:
		t.turn(events, i, e.Fault.Zxid)
	}
}

// restore follows a server that was taken back to a snapshot: it goes on from there, without
// what the others have since. When a majority was, that is the history.
func (t *storyteller) restore(events []timeline.Event, i int) {
	e := &events[i]
	for _, server := range e.Fault.Servers {
		t.destroyed[server] = t.received
		if !t.observers[server] {
			t.restored[server] = true
		}
	}
	if len(t.restored) > t.voters/2 {
		t.turn(events, i, e.Fault.Zxid)
	} else if e.Fault.Zxid < t.received {
		t.story.lost = append(t.story.lost, loss{e.Fault.Zxid, t.received, e})
	}
}

// lose decides what nobody owes any more after the disks of a voter were damaged. What all
// other voters had shown remains, as long as the damaged ones are no majority.
func (t *storyteller) lose(events []timeline.Event, i int) {
	damaged, kept := 0, unbounded.zxid
	for server := range t.damaged {
		if !t.observers[server] {
			damaged++
		}
	}
	shown := 0
	for server, z := range t.position {
		if t.damaged[server] == nil {
			shown++
			kept = min(kept, z)
		}
	}
	switch {
	case damaged == 0:
	case damaged > t.voters/2:
		t.turn(events, i, 0)
	default:
		if shown < t.voters-damaged {
			kept = 0 // some never showed what they have
		}
		if kept < t.received {
			t.story.lost = append(t.story.lost, loss{kept, t.received, &events[i]})
		}
	}
}

// turn begins a chapter: nothing is owed of what was written beyond a zxid.
func (t *storyteller) turn(events []timeline.Event, i int, until timeline.Zxid) {
	t.close(events[:i])
	kept := slices.DeleteFunc(t.kept, func(e *timeline.Event) bool { return e.Op.Zxid > until })
	for j := t.start; j < i; j++ {
		if e := &events[j]; e.Kind == timeline.KindOp && acknowledges(e) && e.Op.Zxid <= until {
			kept = append(kept, e)
		}
	}
	t.start, t.past, t.kept = i, t.received, kept
	t.story = story{began: &events[i], until: until}
	t.restored = map[int]bool{}
	for server := range t.position { // what was logged beyond may be left in old files
		t.destroyed[server] = t.received | math.MaxUint32
	}
}

// close ends a chapter. The next one begins with what the run is, and with what this one
// leaves open: it may still happen.
func (t *storyteller) close(events []timeline.Event) {
	events = events[t.start:]
	if n := len(t.chapters); n > 0 {
		carried := slices.DeleteFunc(slices.Clone(t.chapters[n-1].events), func(e timeline.Event) bool {
			return e.Run == nil && (e.Kind != timeline.KindOp || e.Outcome != timeline.Unknown)
		})
		events = append(carried, events...)
	}
	t.chapters = append(t.chapters, chapter{events: events, story: t.story, past: t.past, kept: slices.Clone(t.kept), voters: t.voters, observers: t.observers, guarded: t.guarded})
}

func (t *storyteller) finish(events []timeline.Event) {
	t.story.damaged, t.story.destroyed = t.damaged, t.destroyed
	t.close(events)
}
