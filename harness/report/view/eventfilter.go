package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// eventFilter selects the events that a reader needs, and merges some: learners that
// are synced alike share one line, and the exit of a process waits until it is known
// whether a fault of the scenario caused it.
type eventFilter struct {
	voted   map[int]timeline.Zxid // zxid with which each server entered the election
	elected map[int]timeline.Zxid
	syncs   []learnerSync
	exits   []timeline.Event
	surroundings
}

func newEventFilter() *eventFilter {
	return &eventFilter{
		voted: map[int]timeline.Zxid{}, elected: map[int]timeline.Zxid{},
		surroundings: surroundings{brokenBy: map[string][]report.Breach{}},
	}
}

// learnerSync is one leader's sync of one learner.
type learnerSync struct {
	server   int
	mode     string // "" if its line was written before
	zxid     timeline.Zxid
	upToDate bool
	attempts int
}

// add returns the lines that an event adds.
func (s *eventFilter) add(e timeline.Event) []line {
	s.surroundings.add(e)
	switch e.Kind {
	case timeline.KindServer:
		return s.server(e)
	case timeline.KindFault:
		return append(append(s.endSyncs(), s.explain(e)...), s.lineOf(e))
	case timeline.KindNote:
		return append(s.endSyncs(), s.lineOf(e))
	case timeline.KindFinding:
		lines := append(s.endSyncs(), s.endExits()...)
		if isSilent(e) {
			return lines
		}
		return append(lines, s.lineOf(e))
	case timeline.KindStep:
		return append(s.endSyncs(), s.endExits()...)
	default:
		return nil
	}
}

func (s *eventFilter) server(e timeline.Event) []line {
	c := e.Server
	switch c.Change {
	case timeline.Looking:
		s.voted[c.ID] = c.Zxid
	case timeline.Leading:
		s.elected[c.ID] = s.voted[c.ID]
	case timeline.Established: // its learners were synced before, and are written after it
		return []line{{Text: s.leaderText(c)}}
	case timeline.Synced:
		s.synced(c)
	case timeline.UpToDate:
		s.upToDate(c.ID)
	case timeline.Expired, timeline.NotServing:
		return append(s.endSyncs(), line{Text: e.What})
	case timeline.Exited:
		s.exits = append(s.exits, e)
	}
	return nil
}

func (s *eventFilter) leaderText(c *timeline.Server) string {
	text := fmt.Sprintf("server %d leads", c.ID)
	if c.Epoch != 0 {
		text += fmt.Sprintf(" epoch %d", c.Epoch)
	}
	if with := s.elected[c.ID]; with != 0 {
		text += fmt.Sprintf(", elected with %s", with)
	}
	return text
}

// synced holds back a sync. A learner that begins again before it is up to date failed
// in between.
func (s *eventFilter) synced(c *timeline.Server) {
	if had := s.unfinished(c.ID); had != nil {
		had.mode, had.zxid = c.Sync, c.Zxid
		had.attempts++
		return
	}
	s.syncs = append(s.syncs, learnerSync{server: c.ID, mode: c.Sync, zxid: c.Zxid, attempts: 1})
}

// upToDate completes the sync of a learner, if it is still held back.
func (s *eventFilter) upToDate(id int) {
	if had := s.unfinished(id); had != nil {
		had.upToDate = true
		return
	}
	s.syncs = append(s.syncs, learnerSync{server: id, upToDate: true})
}

// unfinished returns the sync of a learner that is not up to date yet, or nil.
func (s *eventFilter) unfinished(id int) *learnerSync {
	for i := range s.syncs {
		if had := &s.syncs[i]; had.server == id && !had.upToDate {
			return had
		}
	}
	return nil
}

// explain drops the exit that the receipt of a fault names, and returns the lines of
// the server's other exits: those processes ended by themselves.
func (s *eventFilter) explain(fault timeline.Event) []line {
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

// endExits returns the lines of the processes that ended by themselves.
func (s *eventFilter) endExits() []line {
	var lines []line
	for _, e := range s.exits {
		lines = append(lines, exitLine(e))
	}
	s.exits = nil
	return lines
}

// exitLine marks an exit that no fault caused.
func exitLine(e timeline.Event) line { return line{Outcome: timeline.Unknown, Text: e.What} }

// endSyncs returns the lines of the syncs held back, one for all with the same text.
func (s *eventFilter) endSyncs() []line {
	var texts []string
	who := map[string][]int{}
	for _, sync := range s.syncs {
		text := sync.text()
		if who[text] == nil {
			texts = append(texts, text)
		}
		who[text] = append(who[text], sync.server)
	}
	s.syncs = nil
	lines := make([]line, len(texts))
	for i, text := range texts {
		lines[i].Text = serverNames(who[text]) + text
	}
	return lines
}

func (s learnerSync) text() string {
	if s.mode == "" {
		return " up to date"
	}
	text := " synced by " + s.mode
	if s.zxid != 0 { // not every release logs it for a snapshot
		text += " to " + s.zxid.String()
	}
	if s.upToDate {
		text += ", up to date"
	}
	if s.attempts > 1 {
		text += fmt.Sprintf(" (%d attempts)", s.attempts)
	}
	return text
}

// serverNames returns "server 2 is" or "servers 1, 2 are".
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
