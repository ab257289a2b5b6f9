package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Moment is one line of the account of how a guarantee broke.
type Moment struct {
	Clock time.Time `json:"clock"`
	Seq   int       `json:"seq"` // of its event in the timeline
	Text  string    `json:"text"`
	Line  string    `json:"line,omitempty"` // line of the server's log
}

// Time formats the clock as the servers' logs do, for comparison with them.
func (m Moment) Time() string { return m.Clock.Format("15:04:05.000") }

// String returns the moment in one line.
func (m Moment) String() string { return m.Time() + "  " + m.Text }

// mostMoments keeps an account short.
const mostMoments = 10

// Account lists the events that led to a deviation. seqs are the events that contradict
// each other, the deviation first. Between them the account has the changes of the
// server that deviates, of the leadership and of the session.
func Account(events []timeline.Event, seqs []int) []Moment {
	a := account{events: events, chosen: map[int]bool{}}
	for _, seq := range seqs {
		a.choose(seq)
	}
	if len(seqs) == 0 || !a.chosen[seqs[0]] {
		return nil
	}
	a.addOrigins()
	deviation := events[seqs[0]-1]
	a.addContext(deviation)
	if deviation.Finding != nil && len(a.chosen) == 1 {
		return nil // the finding is in the report already
	}
	return a.moments()
}

type account struct {
	events []timeline.Event
	chosen map[int]bool // by seq
}

// choose adds an event to the account. The timeline of another client may not count
// from 1.
func (a *account) choose(seq int) {
	if seq > 0 && seq <= len(a.events) {
		a.chosen[seq] = true
	}
}

// addOrigins adds the writes whose values the chosen reads returned.
func (a *account) addOrigins() {
	for seq := range a.chosen {
		op := a.events[seq-1].Op
		if op == nil || op.Stat == nil || !op.Reads() {
			continue
		}
		for i := range seq - 1 {
			if e := &a.events[i]; e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Zxid == op.Stat.Mzxid && !e.Op.Reads() {
				a.choose(i + 1)
				break
			}
		}
	}
}

// addContext adds what happened between the first chosen event and the deviation, or
// from the beginning if an assertion of the scenario found it. If there is no room for
// all of it the last events are added, and complaints of servers if room is left.
func (a *account) addContext(deviation timeline.Event) {
	first := len(a.events)
	for seq := range a.chosen {
		first = min(first, seq)
	}
	if deviation.Finding != nil {
		first = 0
	}
	var context, complaints []int
	for i := first; i < deviation.Seq-1 && i < len(a.events); i++ {
		e := a.events[i]
		switch {
		case a.chosen[i+1] || !isContext(e, deviation):
		case e.Server != nil && e.Server.Change == timeline.Complained:
			complaints = append(complaints, i+1)
		default:
			context = append(context, i+1)
		}
	}
	for _, seqs := range [][]int{context, complaints} {
		room := max(0, mostMoments-len(a.chosen))
		for _, seq := range seqs[max(0, len(seqs)-room):] {
			a.choose(seq)
		}
	}
}

// isContext reports whether an event changed the server or the session that deviates,
// or the leadership.
func isContext(e, deviation timeline.Event) bool {
	server, session := deviating(deviation)
	if deviation.Finding != nil { // names no server: every fault and every change in its step may matter
		return e.Kind == timeline.KindFault && e.Step != "boot" || e.Step == deviation.Step && e.Server != nil && e.Server.Change != timeline.Serving
	}
	switch {
	case e.Server != nil && e.Server.Change == timeline.Established:
		return true
	case e.Server != nil:
		return e.Server.ID == server && slices.Contains(relevantChanges, e.Server.Change)
	case e.Kind == timeline.KindFault:
		return e.Actor == fmt.Sprintf("server %d", server)
	case e.Handshake != nil:
		return session != 0 && (e.Handshake.Granted == session || e.Handshake.Asked == session) && e.Outcome != timeline.Unknown
	}
	return false
}

// relevantChanges are the changes of a server that may change what it serves.
var relevantChanges = []string{timeline.Synced, timeline.UpToDate, timeline.Complained}

// deviating returns the server and the session of an event.
func deviating(e timeline.Event) (server int, session timeline.SessionID) {
	switch {
	case e.Op != nil:
		return e.Op.Server, e.Op.Session
	case e.Watch != nil:
		return e.Watch.Server, e.Watch.Session
	case e.Tree != nil:
		return e.Tree.Server, 0
	case e.Disk != nil:
		return e.Disk.Server, 0
	}
	return 0, 0
}

func (a *account) moments() []Moment {
	var began time.Time
	if head := a.events[0].Run; head != nil {
		began = head.Started
	}
	var all []Moment
	for seq := range a.chosen {
		e := a.events[seq-1]
		at := e.At
		if e.Op != nil {
			at = e.Op.Return
		}
		m := Moment{Clock: began.Add(at), Seq: seq, Text: describe(e)}
		if e.Server != nil {
			m.Line = e.Server.Line
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(x, y Moment) int { return cmp.Or(x.Clock.Compare(y.Clock), cmp.Compare(x.Seq, y.Seq)) })
	return all
}

// describe returns an event in words.
func describe(e timeline.Event) string {
	switch {
	case e.Op != nil:
		return describeOp(e)
	case e.Watch != nil:
		return fmt.Sprintf("session %s receives from server %d: %s of %s", e.Watch.Client, e.Watch.Server, e.Watch.Type, e.Watch.Path)
	case e.Handshake != nil && e.Handshake.Granted == 0:
		return fmt.Sprintf("server %d answers session %s that it has expired", e.Handshake.Server, e.Handshake.Client)
	case e.Handshake != nil:
		return fmt.Sprintf("session %s (%s) is on server %d now; last zxid seen %s", e.Handshake.Client, e.Handshake.Granted, e.Handshake.Server, e.Handshake.LastZxidSeen)
	case e.Tree != nil:
		return fmt.Sprintf("server %d serves %s at %s", e.Tree.Server, Count(len(e.Tree.Znodes), "znode"), e.Tree.Zxid)
	case e.Receipt != "":
		return fmt.Sprintf("%s (%s)", e.What, e.Receipt)
	}
	return e.What
}

func describeOp(e timeline.Event) string {
	op := e.Op
	request := strings.TrimSpace(op.Name + " " + op.Path) // a transaction has no path of its own
	text := fmt.Sprintf("session %s: %s on server %d", op.Client, request, op.Server)
	if op.Data != "" {
		text += fmt.Sprintf(", %q", op.Data)
	}
	switch {
	case e.Outcome == timeline.Unknown:
		return text + ", without an answer"
	case op.Code != "":
		text += ", answered " + op.Code
	case op.Reads() && op.Stat != nil:
		text += fmt.Sprintf(" of %s, answered", op.Stat.Mzxid)
	default:
		text += ", acknowledged"
	}
	return text + " at " + op.Zxid.String()
}
