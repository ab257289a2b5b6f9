package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// weight is how much an event explains. 0 is nothing.
type weight int

const (
	unlikely  weight = iota + 1 // what is shown where there is room: other complaints, repeated faults, older syncs, receipts of sessions
	remote                      // faults of other servers, and the establishing of an epoch
	earlier                     // faults and grave complaints of a server concerned, in an earlier step
	related                     // the last sync of a server concerned, and what became of the session
	caused                      // faults of the same step, and processes that ended by themselves
	elsewhere                   // the first grave complaints of other servers
	decisive                    // the first grave complaints of the servers concerned, and how their processes ended by themselves
)

// mostGrave is how many grave complaints of the servers concerned are decisive, and
// likewise of others: those that follow are mostly their consequences.
const mostGrave = 2

// weighing finds the weights of events, in their order.
type weighing struct {
	*account
	starts     map[int]int    // by server: index of the last start
	syncs      map[int]int    // by server: index of the last sync
	faults     map[string]int // by faultOf: index of the last one
	epoch      int            // index of the last establishing of an epoch
	complaints map[string]int // index of the event that stands for all of the same complaint
	grave      map[bool]int   // number of grave complaints, of servers concerned or not
}

func newWeighing(a *account) *weighing {
	w := &weighing{
		account: a, starts: map[int]int{}, syncs: map[int]int{}, faults: map[string]int{}, epoch: -1, grave: map[bool]int{},
	}
	w.complaints = w.firstComplaints()
	for i := range a.events[:a.last] {
		e := &a.events[i]
		if e.Kind == timeline.KindFault {
			w.faults[faultOf(e)] = i
		}
		switch {
		case e.Fault != nil && e.Fault.Starts():
			for _, id := range e.Fault.Servers {
				w.starts[id] = i
			}
		case e.Server != nil && e.Server.Change == timeline.Synced:
			w.syncs[e.Server.ID] = i
		case e.Server != nil && e.Server.Change == timeline.Established:
			w.epoch = i
		}
	}
	return w
}

// of returns the weight of the event with an index.
func (w *weighing) of(i int) weight {
	switch e := &w.events[i]; {
	case e.Server != nil:
		return w.ofChange(i)
	case e.Handshake != nil:
		if h := e.Handshake; h.Asked != 0 && w.sessions[h.Asked] && e.Outcome != timeline.Unknown {
			return related
		}
	case e.Kind == timeline.KindFault:
		return w.ofFault(i)
	}
	return 0
}

// concerns reports whether the evidence is about a server.
func (w *weighing) concerns(id int) bool { return len(w.servers) == 0 || w.servers[id] }

// mending lists the faults that end others. What they end explains more, unless they
// change how the server runs.
var mending = []string{"free_disk", "power_on", "resume", "start"}

func (w *weighing) ofFault(i int) weight {
	e := &w.events[i]
	switch {
	case recordedElsewhere.MatchString(e.What):
		return 0
	case e.Fault == nil && e.Actor != "network":
		return unlikely
	case w.faults[faultOf(e)] != i: // it is repeated
		return unlikely
	}
	concerned, mends := e.Actor == "network", false
	if e.Fault != nil {
		concerned = slices.ContainsFunc(e.Fault.Servers, w.concerns)
		mends = slices.Contains(mending, e.Fault.Word) && !strings.Contains(e.Receipt, "from now on with ")
	}
	switch {
	case e.Step == w.step:
		return caused
	case concerned && !mends:
		return earlier
	default:
		return remote
	}
}

// recordedElsewhere matches the receipts of words whose effect is a handshake or an
// operation in the timeline.
var recordedElsewhere = regexp.MustCompile(`^(?:connect|move|close) session `)

// faultOf returns what the same fault has in common when it is repeated in a step.
func faultOf(e *timeline.Event) string { return e.Step + "\n" + e.What }

func (w *weighing) ofChange(i int) weight {
	e := &w.events[i]
	concerned := w.concerns(e.Server.ID)
	switch e.Server.Change {
	case timeline.Complained:
		return w.ofComplaint(i)
	case timeline.Exited:
		switch {
		case isExplained(w.events, i):
			return 0
		case concerned:
			return decisive
		default:
			return caused
		}
	case timeline.Synced:
		switch {
		case !concerned:
			return 0
		case w.syncs[e.Server.ID] == i:
			return related
		default:
			return unlikely
		}
	case timeline.Expired:
		if w.sessions[e.Server.SessionID] {
			return related
		}
	case timeline.Established:
		if w.epoch == i {
			return remote
		}
	}
	return 0
}

// ofComplaint weighs a complaint. Of those that are repeated one weighs.
func (w *weighing) ofComplaint(i int) weight {
	e := &w.events[i]
	concerned, sameStep := w.concerns(e.Server.ID), e.Step == w.step
	recent := sameStep || i > w.starts[e.Server.ID]
	switch {
	case !e.Server.Grave && (!concerned || !sameStep), w.complaints[complaintOf(e)] != i:
		return 0
	case !e.Server.Grave:
		return unlikely
	case !recent && concerned:
		return earlier
	case !recent:
		return unlikely
	}
	w.grave[concerned]++
	switch {
	case w.grave[concerned] > mostGrave:
		return unlikely
	case concerned:
		return decisive
	default:
		return elsewhere
	}
}

// firstComplaints returns for each complaint the index of its first event in the last life
// of its server: a complaint may be repeated with the same cause, or in a later life.
func (w *weighing) firstComplaints() map[string]int {
	lives, livesOf, first := map[int]int{}, map[string]int{}, map[string]int{}
	for i := range w.events[:w.last] {
		e := &w.events[i]
		switch {
		case e.Fault != nil && e.Fault.Starts():
			for _, id := range e.Fault.Servers {
				lives[id]++
			}
		case e.Server != nil && e.Server.Change == timeline.Complained && (e.Server.Grave || w.concerns(e.Server.ID)):
			key, life := complaintOf(e), lives[e.Server.ID]
			if _, seen := first[key]; !seen || livesOf[key] != life {
				first[key], livesOf[key] = i, life
			}
		}
	}
	return first
}

// complaintOf returns what a complaint is about: its server and the cause of its exception.
// What is not grave is shown of one server only.
func complaintOf(e *timeline.Event) string {
	if !e.Server.Grave {
		_, text, _ := strings.Cut(e.What, ": ")
		return text
	}
	text := e.What
	if e.Server.Exception != "" {
		text = timeline.RootCause(e.Server.Exception)
	}
	return e.Actor + ": " + text
}
