package history

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// indeterminate holds what may have happened without any client having received a
// reply. It excuses deviations; nothing is required because of it.
type indeterminate struct {
	byPath, byParent map[string]effects
	// sequential are, by parent, creates whose znodes have a number that is not known.
	sequential map[string]effects
	// transient are creates of znodes that the servers may delete by themselves.
	transient []transientCreate
	// open are effects of any kind on any znode: raw requests, and programs whose
	// operations are not recorded.
	open effects
	// ended are the sessions that the servers no longer know, or may no longer know.
	ended map[timeline.SessionID]sessionEnd
	// logged are the transactions of operations of unknown outcome that a majority of
	// the servers has on disk.
	logged map[*timeline.Event]timeline.Txn
}

// transientCreate creates an ephemeral znode, a container or a znode with a TTL.
type transientCreate struct {
	effect

	mode    timeline.CreateMode
	session timeline.SessionID
}

// indeterminateOf collects what the events of a chapter leave open.
func indeterminateOf(c chapter, replies []*timeline.Event, received greatestZxids, ended map[timeline.SessionID]sessionEnd) indeterminate {
	in := indeterminate{byPath: map[string]effects{}, byParent: map[string]effects{}, sequential: map[string]effects{}, ended: ended, logged: loggedOf(c)}
	later := laterUpdatesOf(replies)
	for i := range c.events {
		e := &c.events[i]
		switch {
		case e.Kind == timeline.KindOp && e.Op != nil && e.Op.Server != 0:
			in.addOp(e, received, later)
		case e.Fault != nil && e.Fault.Word == timeline.FaultExec:
			in.open = append(in.open, effect{invoked: e.At, after: received.before(e.At).zxid, before: unbounded.zxid, by: e})
		}
	}
	return in
}

// greatestZxids are the greatest zxids that clients had received by then, in the order of
// time.
type greatestZxids []receivedZxid

type receivedZxid struct {
	bound

	by *timeline.Event
}

// greatestZxidsOf leaves out what contradicts itself.
func greatestZxidsOf(replies []*timeline.Event, events []timeline.Event, suspects map[timeline.SessionID]bool) greatestZxids {
	shown := make([]receivedZxid, 0, len(replies))
	for _, e := range replies {
		if !suspects[e.Op.Session] {
			shown = append(shown, receivedZxid{bound{e.Op.Return, e.Op.Zxid}, e})
		}
	}
	for i := range events {
		switch e := &events[i]; {
		case e.Tree != nil:
			shown = append(shown, receivedZxid{bound{e.At, e.Tree.Zxid}, e})
		case e.Watch != nil:
			shown = append(shown, receivedZxid{bound{e.At, e.Watch.Zxid}, e})
		}
	}
	slices.SortStableFunc(shown, func(a, b receivedZxid) int { return cmp.Compare(a.time, b.time) })
	received := shown[:0]
	greatest := timeline.Zxid(0)
	for _, r := range shown {
		if r.zxid > greatest {
			greatest = r.zxid
			received = append(received, r)
		}
	}
	return received
}

// before returns the greatest zxid that any client had received before a time.
func (g greatestZxids) before(when time.Duration) receivedZxid {
	n, _ := slices.BinarySearchFunc(g, when, func(r receivedZxid, when time.Duration) int { return cmp.Compare(r.time, when) })
	if n == 0 {
		return receivedZxid{}
	}
	return g[n-1]
}

// laterUpdates are the updates of each session whose zxids are known, by the time of their
// invocation.
type laterUpdates map[timeline.SessionID][]*timeline.Op

func laterUpdatesOf(replies []*timeline.Event) laterUpdates {
	later := laterUpdates{}
	for _, e := range replies {
		if acknowledges(e) || usesZxid(e) {
			later[e.Op.Session] = append(later[e.Op.Session], e.Op)
		}
	}
	for _, list := range later {
		slices.SortStableFunc(list, func(a, b *timeline.Op) int { return cmp.Compare(a.Invoke, b.Invoke) })
	}
	return later
}

// limit returns the least zxid of an update that the session certainly sent after an
// operation: it was invoked later, and has a greater xid. Xids that begin anew on each
// connection prove nothing.
func (l laterUpdates) limit(op *timeline.Op) timeline.Zxid {
	list := l[op.Session]
	i, _ := slices.BinarySearchFunc(list, op.Invoke+1, func(u *timeline.Op, when time.Duration) int { return cmp.Compare(u.Invoke, when) })
	least := timeline.Zxid(math.MaxUint64)
	for _, u := range list[i:] {
		if op.Xid != 0 && u.Xid > op.Xid {
			least = min(least, u.Zxid)
		}
	}
	return least
}

// addOp adds what an operation of unknown outcome leaves open. If a majority has
// logged it, only the numbers of sequential creates remain open.
func (in *indeterminate) addOp(e *timeline.Event, received greatestZxids, later laterUpdates) {
	op := e.Op
	raw := op.Name == timeline.OpRequest && !op.Opcode.ReadOnly()
	if e.Outcome != timeline.Unknown && !raw {
		return
	}
	txn, logged := in.logged[e]
	x := effect{invoked: op.Invoke, after: received.before(op.Invoke).zxid, before: later.limit(op), by: e}
	if end := in.ended[op.Session]; end.by != nil && end.until != unbounded.zxid {
		x.before = min(x.before, end.until+1) // a request of a session that has ended is refused
	}
	switch {
	case raw && e.Outcome == timeline.Refused:
	case raw:
		if op.Zxid != 0 {
			x.before = min(x.before, op.Zxid+1)
		}
		in.open = append(in.open, x)
	case logged && txn.Type == timeline.TxnError:
	case op.Name == timeline.OpClose:
		in.addClose(op, x, txn)
	case op.Name == timeline.OpTransaction:
		x.mayHaveZxid(txn)
		for i, p := range op.Parts {
			x.part = i
			in.addUpdate(x, p, op.Session, logged)
		}
	default:
		x.mayHaveZxid(txn)
		in.addUpdate(x, timeline.Part{Name: op.Name, Path: op.Path, Mode: op.Mode, ACL: op.ACL, Digest: op.Digest}, op.Session, logged)
	}
}

// mayHaveZxid limits an effect to the zxid of its logged transaction.
func (x *effect) mayHaveZxid(txn timeline.Txn) {
	if txn.Zxid != 0 {
		x.after, x.before = txn.Zxid-1, txn.Zxid+1
	}
}

// addClose adds the end of a session whose close has no reply.
func (in *indeterminate) addClose(op *timeline.Op, x effect, txn timeline.Txn) {
	end, known := in.ended[op.Session]
	end.from = min(end.from, op.Invoke)
	switch {
	case known && end.zxid != 0:
		return
	case txn.Zxid != 0:
		end.zxid, end.after, end.until = txn.Zxid, txn.Zxid-1, txn.Zxid
	case !known:
		end = sessionEnd{after: x.after, until: unbounded.zxid}
	}
	in.ended[op.Session] = end
}

func (in *indeterminate) addUpdate(x effect, p timeline.Part, by timeline.SessionID, logged bool) {
	mode := timeline.CreateMode(p.Mode)
	x.sequential = mode.Sequential()
	if logged && !x.sequential {
		return
	}
	x.name, x.path, x.mode, x.acl, x.digest = p.Name, p.Path, mode, p.ACL, p.Digest
	in.add(x)
	if mode.Vanishes() {
		x.czxid = unknownCzxid
		in.transient = append(in.transient, transientCreate{x, mode, by})
	}
}

func (in *indeterminate) add(x effect) {
	if x.sequential {
		in.sequential[parent(x.path)] = append(in.sequential[parent(x.path)], x)
	} else {
		in.byPath[x.path] = append(in.byPath[x.path], x)
	}
	in.byParent[parent(x.path)] = append(in.byParent[parent(x.path)], x)
}

// addDeletions adds the deletes by the servers themselves, whose zxids are not known.
func (in *indeterminate) addDeletions(updates []update) {
	for i := range updates {
		if u := &updates[i]; u.name() == timeline.OpCreate && u.mode().Vanishes() {
			x := effect{path: u.path(), after: u.zxid, before: unbounded.zxid, czxid: u.zxid}
			in.transient = append(in.transient, transientCreate{x, u.mode(), u.session})
		}
	}
	for _, t := range in.transient {
		t.before = unbounded.zxid
		if isEphemeral(t.mode) {
			end, ended := in.ended[t.session]
			if !ended || end.zxid != 0 && t.czxid != unknownCzxid {
				continue
			}
			t.after, t.invoked = max(t.after, end.after), max(t.invoked, end.from)
			if end.until != unbounded.zxid {
				t.before = end.until + 1
			}
		}
		t.name, t.by = timeline.OpDelete, nil
		in.add(t.effect)
	}
}

// resolve leaves open of operations whose zxids are known by now only what remains.
func (in *indeterminate) resolve(ops map[*timeline.Event]timeline.Zxid) {
	if len(ops) == 0 {
		return
	}
	for _, byPath := range []map[string]effects{in.byPath, in.byParent, in.sequential} {
		for path, list := range byPath {
			byPath[path] = list.resolved(ops)
		}
	}
	in.transient = slices.DeleteFunc(in.transient, func(t transientCreate) bool {
		_, known := ops[t.by]
		return known && !t.sequential
	})
}

// may reports whether a fitting effect on a znode is possible within a bound.
func (in *indeterminate) may(znode string, b bound, fits func(*effect) bool) bool {
	return in.mayBeAnything(b) || in.some(znode, func(x *effect) bool { return x.possible(b) && fits(x) })
}

// some reports whether an effect on a znode fits.
func (in *indeterminate) some(znode string, fits func(*effect) bool) bool {
	if in.byPath[znode].any(fits) {
		return true
	}
	return len(in.sequential) > 0 && in.sequential[parent(znode)].any(func(x *effect) bool { return x.mayName(znode) && fits(x) })
}

// mayBeAnything reports whether an effect on any znode is possible within a bound.
func (in *indeterminate) mayBeAnything(b bound) bool {
	return len(in.open) > 0 && in.open.any(func(x *effect) bool { return x.possible(b) })
}

// openSince reports whether an effect on any znode is possible beyond a zxid, within a bound.
func (in *indeterminate) openSince(z timeline.Zxid, b bound) bool {
	return len(in.open) > 0 && in.open.any(func(x *effect) bool { return x.possibleSince(z, b) })
}

// mayBeGone reports whether the znode of this create may have been deleted; a nil
// create is one without a reply.
func (in *indeterminate) mayBeGone(znode string, created *update, b bound) bool {
	czxid := unknownCzxid
	if created != nil {
		czxid = created.zxid
	}
	return in.may(znode, b, func(x *effect) bool {
		return x.name == timeline.OpDelete && (x.czxid == 0 || x.czxid == czxid) && (created == nil || x.before > czxid+1)
	})
}

// mayBeCreated reports whether a znode may have been created beyond a zxid.
func (in *indeterminate) mayBeCreated(znode string, since timeline.Zxid, b bound) bool {
	return in.may(znode, b, func(x *effect) bool { return x.name == timeline.OpCreate && x.before > since+1 })
}

// mayGiveACL reports whether a znode may have been given this ACL.
func (in *indeterminate) mayGiveACL(znode string, acl []string, b bound) bool {
	return in.may(znode, b, func(x *effect) bool {
		return (x.name == timeline.OpCreate || x.name == timeline.OpSetACL) && sameACL(x.acl, acl)
	})
}

// mayTrigger reports whether something may have caused such a watch event.
func (in *indeterminate) mayTrigger(event, znode string, b bound) bool {
	if event == timeline.NodeChildrenChanged {
		return in.mayBeAnything(b) || in.byParent[znode].any(func(x *effect) bool {
			return x.possible(b) && (x.name == timeline.OpCreate || x.name == timeline.OpDelete)
		})
	}
	return in.may(znode, b, func(x *effect) bool { return x.name == causeOf[event] })
}

// causeOf maps the type of a watch event to the update that causes it.
var causeOf = map[string]string{timeline.NodeCreated: timeline.OpCreate, timeline.NodeDeleted: timeline.OpDelete, timeline.NodeDataChanged: timeline.OpSet}

// loggedOf finds the operations of unknown outcome that a majority of the voters has in
// its logs: what a quorum has logged is committed, unless a later leader began without it.
// A server that was synced twice by a DIFF has a record twice.
func loggedOf(ch chapter) map[*timeline.Event]timeline.Txn {
	type copies struct {
		servers map[int]bool
		txn     timeline.Txn
	}
	events := ch.events
	found := map[timeline.Request]*copies{}
	for i := range events {
		d := events[i].Disk
		if d == nil || ch.observers[d.Server] {
			continue
		}
		for _, t := range d.Txns {
			c := found[t.Request()]
			if c == nil {
				c = &copies{servers: map[int]bool{}}
				found[t.Request()] = c
			}
			c.servers[d.Server], c.txn = true, t
		}
	}
	requests := map[timeline.Request]int{}
	for i := range events {
		if e := &events[i]; e.Kind == timeline.KindOp && e.Op != nil && found[e.Op.Request()] != nil {
			requests[e.Op.Request()]++
		}
	}
	leaders := electionsIn(events)
	logged := map[*timeline.Event]timeline.Txn{}
	for i := range events {
		e := &events[i]
		if e.Kind != timeline.KindOp || e.Op == nil || e.Outcome != timeline.Unknown {
			continue
		}
		c := found[e.Op.Request()]
		if c != nil && len(c.servers) > ch.voters/2 && requests[e.Op.Request()] == 1 && !leaders.leaveOut(c.txn.Zxid) { // else its client numbers anew
			logged[e] = c.txn
		}
	}
	return logged
}

// votersOf returns the number of servers that vote, and those that do not.
func votersOf(events []timeline.Event) (voters int, observers map[int]bool) {
	observers = map[int]bool{}
	disks := map[int]bool{}
	for i := range events {
		switch e := &events[i]; {
		case e.Run != nil:
			for _, m := range e.Run.Servers {
				observers[m.ID] = m.Observer
				if !m.Observer {
					voters++
				}
			}
		case e.Disk != nil:
			disks[e.Disk.Server] = true
		}
	}
	if voters == 0 {
		voters = len(disks)
	}
	return voters, observers
}
