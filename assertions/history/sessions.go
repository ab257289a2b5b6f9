package history

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// sessionEnd is the end of a session, one entry of the order of zxids (closeSession).
type sessionEnd struct {
	zxid         timeline.Zxid // 0 if it is not known
	after, until timeline.Zxid // it is beyond the first, and at most the second
	from         time.Duration // it was not earlier
	// by is the event that proves the end: the reply to a close, a handshake that was
	// refused, or the log of a leader whose later proposals were committed. It is nil if the
	// session may still exist.
	by *timeline.Event
}

// life is what the timeline records of one session.
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
	epochs  map[int][]epochAt
	// maxEpoch is the greatest epoch, and minEpoch the least one less 1 (of none, the greatest
	// number).
	maxEpoch, minEpoch uint32
	// throughLeader are, by server, the contacts in which the leader took part.
	throughLeader map[int][]contact
	updates       []invoked
	found         []Deviation
}

// epochAt is the epoch that a server serves from a time on.
type epochAt struct {
	from  time.Duration
	epoch uint32
}

// invoked is the time at which an update was invoked, and the least zxid of the updates
// that were invoked then or later.
type invoked struct {
	at    time.Duration
	least timeline.Zxid
}

// livesOf collects the lives of the sessions and judges them.
func livesOf(events []timeline.Event, replies []*timeline.Event) *lives {
	l := &lives{byID: map[timeline.SessionID]*life{}, minEpoch: math.MaxUint32, epochs: map[int][]epochAt{}, throughLeader: map[int][]contact{}}
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
	for _, list := range l.epochs {
		slices.SortStableFunc(list, func(a, b epochAt) int { return cmp.Compare(a.from, b.from) })
	}
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
	l.maxEpoch, l.minEpoch = max(l.maxEpoch, e.Server.Epoch), min(l.minEpoch, e.Server.Epoch-1)
	switch change := e.Server; {
	case change.Change == timeline.Expired:
		s := l.life(change.SessionID)
		s.expiries = append(s.expiries, e)
	case change.Change == timeline.Exited || change.Change == timeline.Looking || change.Epoch != 0:
		l.serves(change.ID, e.At, change.Epoch)
	}
}

// serves records the epoch of a server; 0 is that of one that serves no longer.
func (l *lives) serves(server int, from time.Duration, epoch uint32) {
	list := l.epochs[server]
	if n := len(list); n == 0 || list[n-1].epoch != epoch {
		l.epochs[server] = append(list, epochAt{from, epoch})
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
		l.maxEpoch, l.minEpoch = max(l.maxEpoch, op.Zxid.Epoch()), min(l.minEpoch, op.Zxid.Epoch()-1)
		l.serves(op.Server, op.Return, op.Zxid.Epoch())
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

// ends returns the sessions that have ended, or may have.
func (l *lives) ends() map[timeline.SessionID]sessionEnd {
	ends := map[timeline.SessionID]sessionEnd{}
	for id, s := range l.byID {
		if end, ended := l.endOf(s); ended {
			ends[id] = end
		}
	}
	return ends
}

func (l *lives) endOf(s *life) (sessionEnd, bool) {
	end := sessionEnd{after: s.position, until: unbounded.zxid}
	expiry, proven := l.expiryOf(s)
	switch {
	case s.closed != nil && s.closed.Op.Zxid != 0 && !l.local:
		z := s.closed.Op.Zxid
		return sessionEnd{zxid: z, after: z - 1, until: z, by: s.closed}, true
	case s.closed != nil:
		return end, true
	case proven:
		end.by, end.until = expiry, l.firstUpdateAfter(expiry.At)
		// Replies that came after the end are deviations, and do not move it.
		end.after = min(end.after, end.until-min(end.until, 1))
	case s.refused != nil && l.provesEnd(s.refused):
		end.by, end.until = s.refused, l.firstUpdateAfter(timeOf(s.refused))
		end.after = min(end.after, end.until-min(end.until, 1))
	case s.refused != nil, expiry != nil: // it may have ended
	case !l.servers && s.timeout > 0: // it may have expired, and nothing would show it
		end.from = s.lastThroughLeader() + s.timeout
	default:
		return sessionEnd{}, false
	}
	return end, true
}

// provesEnd reports whether a refusal proves the end of its session. A leader that lost its
// quorum refuses a session that it has expired in vain. So its server must not have been in
// an older epoch than the last one, or an update must have been committed in that epoch
// afterwards. Of a local session it proves nothing: other servers never knew it.
func (l *lives) provesEnd(refusal *timeline.Event) bool {
	if l.local {
		return false
	}
	when := timeOf(refusal)
	epoch := l.epochOf(serverOf(refusal), when)
	if first := l.firstUpdateAfter(when); epoch != 0 && first != unbounded.zxid && first.Epoch() == epoch {
		return true
	}
	return epoch == l.maxEpoch || l.minEpoch+1 == l.maxEpoch || l.maxEpoch == 0
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

// lastThroughLeader returns the time of the last contact in which the leader took part.
func (s *life) lastThroughLeader() time.Duration {
	for _, c := range slices.Backward(s.contacts) {
		if c.leader {
			return timeOf(c.e)
		}
	}
	return 0
}

// firstUpdateAfter returns the least zxid of an update that was invoked after a time.
func (l *lives) firstUpdateAfter(when time.Duration) timeline.Zxid {
	i, _ := slices.BinarySearchFunc(l.updates, when, func(u invoked, when time.Duration) int { return cmp.Compare(u.at, when) })
	if i == len(l.updates) {
		return unbounded.zxid
	}
	return l.updates[i].least
}

// expiryOf returns the log line with which a server ended a session: the first that
// proves it, or the last that nothing refutes. A line alone proves nothing: a leader that
// lost its quorum logs it for sessions that live on. It proves the end if the server
// served an epoch before and a write that was invoked later was committed in that epoch:
// then the server was its leader, and the end was proposed before the write. A later
// reply that the leader took part in refutes it.
func (l *lives) expiryOf(s *life) (expiry *timeline.Event, proven bool) {
	for _, e := range s.expiries {
		first := l.firstUpdateAfter(e.At)
		if !l.local && first != unbounded.zxid && first.Epoch() == l.epochOf(e.Server.ID, e.At) {
			return e, true
		}
		if !s.livesAfter(e.At) {
			expiry = e
		}
	}
	return expiry, false
}

// livesAfter reports whether the leader served the session after a time.
func (s *life) livesAfter(when time.Duration) bool {
	return slices.ContainsFunc(s.contacts, func(c contact) bool { return c.leader && c.from > when })
}

// epochOf returns the epoch that a server served at last, by the zxid of its replies or by
// its own word, before a time; 0 if it is not known.
func (l *lives) epochOf(server int, when time.Duration) uint32 {
	list := l.epochs[server]
	i, _ := slices.BinarySearchFunc(list, when, func(e epochAt, when time.Duration) int { return cmp.Compare(e.from, when) })
	if i == 0 {
		return 0
	}
	return list[i-1].epoch
}

// judge finds sessions that ended too early, or that lived after their end.
func (l *lives) judge(ends map[timeline.SessionID]sessionEnd, told story) []Deviation {
	for _, id := range slices.Sorted(maps.Keys(l.byID)) {
		s, end := l.byID[id], ends[id]
		if end.by == nil || s.mayEnd {
			continue
		}
		if d := l.afterItsEnd(s, end); d != nil {
			l.found = append(l.found, *d)
		} else if d := l.tooEarly(s, end.by); d != nil && !told.interferesSince(s.opened) {
			l.found = append(l.found, *d)
		}
	}
	return l.found
}

// afterItsEnd finds the first reply that a session was given after its end. After an
// expiry that only the log shows, followers may go on to answer reads.
func (l *lives) afterItsEnd(s *life, end sessionEnd) *Deviation {
	when := timeOf(end.by)
	epoch := l.epochOf(serverOf(end.by), when)
	for _, c := range s.contacts {
		late := c.from > when && (c.update || l.epochOf(c.server, c.from) >= epoch) // a deposed leader does not know
		if end.by.Server != nil {
			late = late && c.leader
		}
		if end.zxid != 0 && c.update && c.e.Op.Zxid > end.zxid {
			late = true
		}
		if late && c.e.Outcome == timeline.OK {
			return &Deviation{Guarantee: ephemeralLifetime, Event: c.e, Contradicts: end.by, Expected: "SessionExpired",
				Problem: fmt.Sprintf("session %s had ended", s.id)}
		}
	}
	return nil
}

// tooEarly finds the end of a session that the leader had served less than its timeout
// before (SessionTrackerImpl).
func (l *lives) tooEarly(s *life, by *timeline.Event) *Deviation {
	if s.closed != nil || s.timeout == 0 {
		return nil // its client closed it
	}
	slack := cmp.Or(l.tick, s.timeout/10)
	when := timeOf(by)
	last := l.lastServed(s, when, slack)
	if last == nil || when-last.from >= s.timeout-slack {
		return nil
	}
	return &Deviation{Guarantee: ephemeralLifetime, Event: by, Contradicts: last.e,
		Problem:  fmt.Sprintf("session %s ended %s after a reply that the leader took part in, though its timeout is %s", s.id, round(when-last.from), s.timeout),
		Expected: "that it lives on"}
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// lastServed returns the last contact before a time that the leader certainly counts: a
// handshake; or another contact after which, a tick later, something else reached the
// leader through the same server, because servers report their clients with each answer to a
// ping of the leader (LearnerHandler). While faults interfere only handshakes count.
func (l *lives) lastServed(s *life, before, tick time.Duration) *contact {
	for i := len(s.contacts) - 1; i >= 0; i-- {
		c := &s.contacts[i]
		switch {
		case timeOf(c.e) > before:
		case c.e.Handshake != nil:
			return c
		case !l.faultBetween(c.from, before) && l.reachedLeader(c.server, c.from+tick, before):
			return c
		}
	}
	return nil
}

func (l *lives) faultBetween(from, until time.Duration) bool {
	i, _ := slices.BinarySearch(l.faults, from)
	return i < len(l.faults) && l.faults[i] <= until
}

// reachedLeader reports whether a request through a server reached the leader within a time.
func (l *lives) reachedLeader(server int, from, until time.Duration) bool {
	list := l.throughLeader[server]
	i, _ := slices.BinarySearchFunc(list, from, func(c contact, when time.Duration) int { return cmp.Compare(c.from, when) })
	for ; i < len(list) && list[i].from <= until; i++ {
		if timeOf(list[i].e) <= until {
			return true
		}
	}
	return false
}
