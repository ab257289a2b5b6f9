package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The changes of a server that the story reads, as package server and the engine
// name them. Those that are not here say nothing that a reader needs.
const (
	changeLooking     = "looking for a leader"
	changeElected     = "leading"
	changeEstablished = "epoch established"
	changeSynced      = "sync"
	changeUpToDate    = "up to date"
	changeExpired     = "session expired"
	changeExited      = "exited"
)

// story chooses what a reader needs to know of the events, and holds back what
// is better told together: learners that are synced alike, and the end of a
// process until it is known whether the harness caused it.
type story struct {
	voted   map[int]timeline.Zxid // what each server stood for election with
	elected map[int]timeline.Zxid
	syncs   []syncing
	exits   []timeline.Event
}

func newStory() *story {
	return &story{voted: map[int]timeline.Zxid{}, elected: map[int]timeline.Zxid{}}
}

// syncing is one leader's sync of one learner.
type syncing struct {
	server   int
	mode     string // "" when it was told before
	zxid     timeline.Zxid
	upToDate bool
}

// tell returns the lines that an event adds.
func (s *story) tell(e timeline.Event) []line {
	switch e.Kind {
	case timeline.KindServer:
		return s.server(e)
	case timeline.KindFault:
		return append(append(s.endSyncs(), s.explain(e)...), words(e))
	case timeline.KindNote:
		return append(s.endSyncs(), words(e))
	case timeline.KindFinding:
		lines := append(s.endSyncs(), s.endExits()...)
		if silent(e) {
			return lines
		}
		return append(lines, words(e))
	case timeline.KindStep:
		return append(s.endSyncs(), s.endExits()...)
	default:
		return nil
	}
}

func (s *story) server(e timeline.Event) []line {
	c := e.Server
	switch c.Change {
	case changeLooking:
		s.voted[c.ID] = c.Zxid
	case changeElected:
		s.elected[c.ID] = s.voted[c.ID]
	case changeEstablished:
		return append(s.endSyncs(), line{Text: s.leads(c)})
	case changeSynced:
		s.syncs = append(s.syncs, syncing{server: c.ID, mode: c.Sync, zxid: c.Zxid})
	case changeUpToDate:
		s.upToDate(c.ID)
	case changeExpired:
		return append(s.endSyncs(), line{Text: e.What})
	case changeExited:
		s.exits = append(s.exits, e)
	}
	return nil
}

func (s *story) leads(c *timeline.Server) string {
	text := fmt.Sprintf("server %d leads", c.ID)
	if c.Epoch != 0 {
		text += fmt.Sprintf(" epoch %d", c.Epoch)
	}
	if with := s.elected[c.ID]; with != 0 {
		text += fmt.Sprintf(", elected with %s", with)
	}
	return text
}

// upToDate completes the sync of a learner, if that is still held back.
func (s *story) upToDate(id int) {
	for i := range s.syncs {
		if s.syncs[i].server == id && !s.syncs[i].upToDate {
			s.syncs[i].upToDate = true
			return
		}
	}
	s.syncs = append(s.syncs, syncing{server: id, upToDate: true})
}

// explain drops the exit that a fault's receipt tells of, and tells the others of
// that server: the process had ended by itself before.
func (s *story) explain(fault timeline.Event) []line {
	var lines []line
	s.exits = slices.DeleteFunc(s.exits, func(exit timeline.Event) bool {
		if exit.Actor != fault.Actor {
			return false
		}
		if !strings.Contains(fault.Receipt, exit.Server.Exit) {
			lines = append(lines, exitLine(exit))
		}
		return true
	})
	return lines
}

// endExits tells of the processes that ended by themselves.
func (s *story) endExits() []line {
	var lines []line
	for _, e := range s.exits {
		lines = append(lines, exitLine(e))
	}
	s.exits = nil
	return lines
}

// exitLine marks an exit that nobody asked for.
func exitLine(e timeline.Event) line { return line{Outcome: timeline.Unknown, Text: e.What} }

// endSyncs tells of the learners that were synced, those with the same words
// together.
func (s *story) endSyncs() []line {
	var lines []line
	for len(s.syncs) > 0 {
		first := s.syncs[0]
		var ids []int
		s.syncs = slices.DeleteFunc(s.syncs, func(o syncing) bool {
			alike := o.mode == first.mode && o.zxid == first.zxid && o.upToDate == first.upToDate
			if alike {
				ids = append(ids, o.server)
			}
			return alike
		})
		lines = append(lines, line{Text: first.words(ids)})
	}
	return lines
}

func (s syncing) words(ids []int) string {
	who := serverNames(ids)
	switch {
	case s.mode == "":
		return who + " told: up to date"
	case s.upToDate:
		return fmt.Sprintf("%s synced by %s%s, told: up to date", who, s.mode, s.target())
	default:
		return fmt.Sprintf("%s synced by %s%s", who, s.mode, s.target())
	}
}

// target is empty for the snapshots of releases that do not log their zxid.
func (s syncing) target() string {
	if s.zxid == 0 {
		return ""
	}
	return " to " + s.zxid.String()
}

// serverNames is "server 2 is" or "servers 1, 2 are".
func serverNames(ids []int) string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = fmt.Sprint(id)
	}
	if len(ids) == 1 {
		return "server " + names[0] + " is"
	}
	return "servers " + strings.Join(names, ", ") + " are"
}
