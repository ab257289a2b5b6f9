package history

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// life holds what the timeline records of one session.
type life struct {
	id       timeline.SessionID
	opened   *timeline.Event // the handshake that granted it anew
	clients  []string        // to which it was granted; the first one opened it
	timeout  time.Duration
	closed   *timeline.Event   // the reply to its close
	refused  *timeline.Event   // the first handshake that was answered with its end
	expiries []*timeline.Event // that servers have logged
	// contacts are the replies and handshakes that the session was given, as they came.
	contacts []contact
	position timeline.Zxid // the greatest zxid of its replies
	mayEnd   bool          // it sent a close without a reply, or a raw request
}

// contact proves that a session existed.
type contact struct {
	e      *timeline.Event
	from   time.Duration // the server had the request from then on, at the earliest
	server int
	leader bool // the leader took part in it
	update bool
}

// lives holds the sessions of a timeline.
type lives struct {
	byID    map[timeline.SessionID]*life
	later   bool // the record is a later chapter
	opened  bool // the record has the first handshake of some session
	local   bool // sessions are known to one server only, until they are upgraded
	tick    time.Duration
	servers bool // the timeline records changes of servers, such as the expiry of a session
	faults  []time.Duration
	epochs  epochs
	// throughLeader are, by server, the contacts in which the leader took part.
	throughLeader map[int][]contact
	updates       []invoked
	found         []Deviation
}

// invoked is the time at which an update was invoked, and the least zxid of the updates
// that were invoked then or later.
type invoked struct {
	at    time.Duration
	least timeline.Zxid
}

// livesOf collects the lives of the sessions and judges them.
func livesOf(events []timeline.Event, replies []*timeline.Event) *lives {
	l := &lives{byID: map[timeline.SessionID]*life{}, epochs: newEpochs(), throughLeader: map[int][]contact{}}
	for i := range events {
		l.add(&events[i])
	}
	for _, e := range replies {
		l.addReply(e)
	}
	byTime := func(a, b contact) int { return cmp.Compare(a.from, b.from) }
	for _, s := range l.byID {
		slices.SortStableFunc(s.contacts, byTime)
	}
	for _, list := range l.throughLeader {
		slices.SortStableFunc(list, byTime)
	}
	l.epochs.sort()
	slices.SortStableFunc(l.updates, func(a, b invoked) int { return cmp.Compare(a.at, b.at) })
	least := unbounded.zxid
	for i := len(l.updates) - 1; i >= 0; i-- {
		least = min(least, l.updates[i].least)
		l.updates[i].least = least
	}
	return l
}

func (l *lives) life(id timeline.SessionID) *life {
	s := l.byID[id]
	if s == nil {
		s = &life{id: id}
		l.byID[id] = s
	}
	return s
}

func (l *lives) add(e *timeline.Event) {
	switch {
	case e.Run != nil:
		l.local, l.tick = e.Run.LocalSessions, e.Run.Tick
	case e.Server != nil:
		l.addServer(e)
	case e.Kind == timeline.KindFault:
		l.faults = append(l.faults, e.At)
	case e.Handshake != nil && e.Outcome == timeline.OK:
		l.addHandshake(e)
	case e.Handshake != nil && e.Outcome == timeline.Refused && e.Handshake.Asked != 0:
		l.addRefusal(e)
	case e.Kind == timeline.KindOp && (e.Op.Name == timeline.OpRequest && !e.Op.Opcode.ReadOnly() || e.Op.Name == timeline.OpClose && e.Outcome == timeline.Unknown):
		l.life(e.Op.Session).mayEnd = true
	}
}

// addRefusal adds a handshake that was answered with the end of the session. Another client
// may lack its password.
func (l *lives) addRefusal(e *timeline.Event) {
	s := l.life(e.Handshake.Asked)
	if s.refused == nil && (len(s.clients) == 0 || slices.Contains(s.clients, e.Handshake.Client)) {
		s.refused = e
	}
}

// fromBefore reports whether a session began before the record: what it watches and who it
// is cannot be known.
func (l *lives) fromBefore(id timeline.SessionID) bool {
	s := l.byID[id]
	if s == nil || s.opened != nil {
		return false
	}
	first := len(s.contacts) > 0 && s.contacts[0].e.Handshake != nil
	return first || l.later || l.opened
}

// handshakes returns when the handshakes of a session came.
func (s *life) handshakes() []time.Duration {
	var times []time.Duration
	for _, c := range s.contacts {
		if c.e.Handshake != nil {
			times = append(times, c.e.At)
		}
	}
	return times
}

func (l *lives) addServer(e *timeline.Event) {
	l.servers = l.servers || e.Server.Change != timeline.Serving // which is an answer, and no line of a log
	l.epochs.addServer(e)
	if e.Server.Change == timeline.Expired {
		s := l.life(e.Server.SessionID)
		s.expiries = append(s.expiries, e)
	}
}

func (l *lives) addHandshake(e *timeline.Event) {
	h := e.Handshake
	s := l.life(h.Granted)
	if h.Asked != 0 && h.Asked != h.Granted {
		l.found = append(l.found, Deviation{Guarantee: ephemeralLifetime, Event: e,
			Problem: fmt.Sprintf("the client asked for session %s and was granted %s", h.Asked, h.Granted), Expected: "the session that it asked for"})
	}
	if h.Asked == 0 {
		if s.opened != nil {
			l.found = append(l.found, Deviation{Guarantee: ephemeralLifetime, Event: e, Contradicts: s.opened,
				Problem: fmt.Sprintf("session %s was granted twice, to %s and to %s", h.Granted, s.clients[0], h.Client), Expected: "a session of its own"})
		} else {
			s.opened, l.opened = e, true
		}
	}
	s.clients = append(s.clients, h.Client)
	s.timeout = h.Timeout
	l.addContact(s, contact{e: e, from: e.At, server: h.Server, leader: true})
}

func (l *lives) addContact(s *life, c contact) {
	s.contacts = append(s.contacts, c)
	if c.leader {
		l.throughLeader[c.server] = append(l.throughLeader[c.server], c)
	}
}

// addReply adds the reply to an operation. The leader takes part in updates and in syncs.
func (l *lives) addReply(e *timeline.Event) {
	op := e.Op
	s := l.life(op.Session)
	closes := op.Name == timeline.OpClose && e.Outcome == timeline.OK
	if !closes {
		s.position = max(s.position, op.Zxid)
	}
	switch {
	case op.Code == timeline.CodeSessionExpired && op.Arrival > 0 && s.refused == nil:
		s.refused = e
		return
	case op.Code == timeline.CodeSessionExpired || op.Name == timeline.OpAuth:
		return
	}
	update := op.Updates() && e.Outcome == timeline.OK
	if op.Zxid != 0 {
		l.epochs.serves(op.Server, op.Return, op.Zxid.Epoch())
		if update {
			l.updates = append(l.updates, invoked{op.Invoke, op.Zxid})
		}
	}
	if closes {
		if s.closed == nil {
			s.closed = e
		}
		return
	}
	l.addContact(s, contact{e: e, from: op.Invoke, server: op.Server, update: update,
		leader: update || usesZxid(e) || op.Name == timeline.OpSync && e.Outcome == timeline.OK})
}

// serverOf returns the server that an event comes from.
func serverOf(e *timeline.Event) int {
	switch {
	case e.Handshake != nil:
		return e.Handshake.Server
	case e.Server != nil:
		return e.Server.ID
	}
	return e.Op.Server
}

// firstUpdateAfter returns the least zxid of an update that was invoked after a time.
func (l *lives) firstUpdateAfter(when time.Duration) timeline.Zxid {
	i, _ := slices.BinarySearchFunc(l.updates, when, func(u invoked, when time.Duration) int { return cmp.Compare(u.at, when) })
	if i == len(l.updates) {
		return unbounded.zxid
	}
	return l.updates[i].least
}
