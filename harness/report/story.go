package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
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
	attempts int
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
	case timeline.Looking:
		s.voted[c.ID] = c.Zxid
	case timeline.Leading:
		s.elected[c.ID] = s.voted[c.ID]
	case timeline.Established: // its learners were synced before, and are told of after it
		return []line{{Text: s.leads(c)}}
	case timeline.Synced:
		s.synced(c)
	case timeline.UpToDate:
		s.upToDate(c.ID)
	case timeline.Expired:
		return append(s.endSyncs(), line{Text: e.What})
	case timeline.Exited:
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

// synced holds back a sync. A learner that begins again before it was up to date
// failed, and may do so many times.
func (s *story) synced(c *timeline.Server) {
	if had := s.unfinished(c.ID); had != nil {
		had.mode, had.zxid = c.Sync, c.Zxid
		had.attempts++
		return
	}
	s.syncs = append(s.syncs, syncing{server: c.ID, mode: c.Sync, zxid: c.Zxid, attempts: 1})
}

// upToDate completes the sync of a learner, if that is still held back.
func (s *story) upToDate(id int) {
	if had := s.unfinished(id); had != nil {
		had.upToDate = true
		return
	}
	s.syncs = append(s.syncs, syncing{server: id, upToDate: true})
}

func (s *story) unfinished(id int) *syncing {
	for i := range s.syncs {
		if had := &s.syncs[i]; had.server == id && !had.upToDate {
			return had
		}
	}
	return nil
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
	var said []string
	who := map[string][]int{}
	for _, sync := range s.syncs {
		words := sync.words()
		if who[words] == nil {
			said = append(said, words)
		}
		who[words] = append(who[words], sync.server)
	}
	s.syncs = nil
	lines := make([]line, len(said))
	for i, words := range said {
		lines[i].Text = serverNames(who[words]) + words
	}
	return lines
}

func (s syncing) words() string {
	if s.mode == "" {
		return " told: up to date"
	}
	text := " synced by " + s.mode
	if s.zxid != 0 { // which not every release logs for a snapshot
		text += " to " + s.zxid.String()
	}
	if s.upToDate {
		text += ", told: up to date"
	}
	if s.attempts > 1 {
		text += fmt.Sprintf(" (%d attempts)", s.attempts)
	}
	return text
}

// serverNames is "server 2 is" or "servers 1, 2 are".
func serverNames(ids []int) string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = strconv.Itoa(id)
	}
	if len(ids) == 1 {
		return "server " + names[0] + " is"
	}
	return "servers " + strings.Join(names, ", ") + " are"
}
