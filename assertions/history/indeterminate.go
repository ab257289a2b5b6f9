package history

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// indeterminate holds what may have happened without any client having received a
// reply. It excuses deviations; nothing is required because of it.
type indeterminate struct {
	byPath, byParent map[string][]effect
	// sequential are creates whose znodes have a number that is not known.
	sequential []effect
	// transient are creates of znodes that the servers may delete by themselves.
	transient []transientCreate
	// raw are requests of any opcode, which may have done anything.
	raw []effect
	// ended are the sessions that the servers no longer know.
	ended map[timeline.SessionID]sessionEnd
	// logged are the transactions of operations of unknown outcome that a majority of
	// the servers has on disk.
	logged map[*timeline.Event]timeline.Txn
}

// effect is something that may have happened to one znode.
type effect struct {
	name       string // create, set, delete or set_acl
	path       string
	sequential bool // the path lacks its number
	acl        []string
	// invoked and after limit when it can have happened: its zxid is beyond every zxid
	// that any client had received before the operation was invoked.
	invoked time.Duration
	after   timeline.Zxid
	// czxid identifies the one znode that can be deleted; 0 stands for any.
	czxid timeline.Zxid
}

// transientCreate creates an ephemeral znode, a container or a znode with a TTL.
type transientCreate struct {
	effect
	mode    timeline.CreateMode
	session timeline.SessionID
}

// unknownCzxid is the czxid of a znode whose create has no reply.
const unknownCzxid = timeline.Zxid(math.MaxUint64)

// sessionEnd is the end of a session.
type sessionEnd struct {
	zxid  timeline.Zxid // 0 if it is not known
	after timeline.Zxid // it is beyond this one
	// by is the event that proves the end; nil if the session may still exist.
	by *timeline.Event
}

// bound is a time and a zxid up to which something can have happened.
type bound struct {
	time time.Duration
	zxid timeline.Zxid
}

// unbounded admits everything.
var unbounded = bound{math.MaxInt64, math.MaxUint64}

// possible reports whether the effect can have happened within a bound.
func (x effect) possible(b bound) bool { return x.invoked <= b.time && x.after < b.zxid }

// indeterminateOf collects what the events leave open.
func indeterminateOf(events []timeline.Event, replies []*timeline.Event) indeterminate {
	in := indeterminate{byPath: map[string][]effect{}, byParent: map[string][]effect{}, ended: map[timeline.SessionID]sessionEnd{}, logged: loggedOf(events)}
	received := greatestZxidsOf(replies)
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == timeline.KindOp && e.Op != nil && e.Op.Server != 0:
			in.addOp(e, received)
		case e.Server != nil && e.Server.Change == timeline.Expired:
			in.addEnd(e.Server.SessionID, e)
		case e.Handshake != nil && e.Outcome == timeline.Refused && e.Handshake.Asked != 0:
			in.addEnd(e.Handshake.Asked, e)
		}
	}
	for _, e := range replies { // a session that receives a reply has not ended yet
		if end, ok := in.ended[e.Op.Session]; ok && end.zxid == 0 {
			end.after = max(end.after, e.Op.Zxid)
			in.ended[e.Op.Session] = end
		}
	}
	return in
}

func (in *indeterminate) addEnd(id timeline.SessionID, e *timeline.Event) {
	end := in.ended[id]
	if end.by == nil {
		end.by = e
	}
	in.ended[id] = end
}

// greatestZxids are the greatest zxids that replies had carried by then, in the order
// of time.
type greatestZxids []bound

func greatestZxidsOf(replies []*timeline.Event) greatestZxids {
	var received greatestZxids
	greatest := timeline.Zxid(0)
	for _, e := range replies {
		if e.Op.Zxid > greatest {
			greatest = e.Op.Zxid
			received = append(received, bound{e.Op.Return, greatest})
		}
	}
	return received
}

// before returns the greatest zxid that any client had received before a time.
func (g greatestZxids) before(when time.Duration) timeline.Zxid {
	n, _ := slices.BinarySearchFunc(g, when, func(b bound, when time.Duration) int { return cmp.Compare(b.time, when) })
	if n == 0 {
		return 0
	}
	return g[n-1].zxid
}

// addOp adds what an operation of unknown outcome leaves open. If a majority has
// logged it, only the numbers of sequential creates remain open.
func (in *indeterminate) addOp(e *timeline.Event, received greatestZxids) {
	op := e.Op
	txn, logged := in.logged[e]
	x := effect{invoked: op.Invoke, after: received.before(op.Invoke)}
	if logged {
		x.after = txn.Zxid - 1
	}
	switch {
	case op.Name == timeline.OpRequest:
		if !op.Opcode.ReadOnly() {
			in.raw = append(in.raw, x)
		}
	case op.Name == timeline.OpClose && e.Outcome == timeline.OK:
		in.ended[op.Session] = sessionEnd{zxid: op.Zxid, after: op.Zxid - min(op.Zxid, 1), by: e}
	case e.Outcome != timeline.Unknown || logged && txn.Type == errorTxn:
	case op.Name == timeline.OpClose:
		in.ended[op.Session] = sessionEnd{zxid: txn.Zxid, after: x.after, by: in.ended[op.Session].by}
	case op.Name == timeline.OpTransaction:
		for _, p := range op.Parts {
			in.addUpdate(x, p, op.Session, logged)
		}
	default:
		in.addUpdate(x, timeline.Part{Name: op.Name, Path: op.Path, Mode: op.Mode, ACL: op.ACL}, op.Session, logged)
	}
}

// errorTxn is the type of a transaction that changes nothing.
const errorTxn = "error"

func (in *indeterminate) addUpdate(x effect, p timeline.Part, by timeline.SessionID, logged bool) {
	mode := timeline.CreateMode(p.Mode)
	x.sequential = mode.Sequential()
	if logged && !x.sequential {
		return
	}
	x.name, x.path, x.acl = p.Name, p.Path, p.ACL
	in.add(x)
	if mode.Vanishes() {
		x.czxid = unknownCzxid
		in.transient = append(in.transient, transientCreate{x, mode, by})
	}
}

func (in *indeterminate) add(x effect) {
	if x.sequential {
		in.sequential = append(in.sequential, x)
	} else {
		in.byPath[x.path] = append(in.byPath[x.path], x)
	}
	in.byParent[parent(x.path)] = append(in.byParent[parent(x.path)], x)
}

// addDeletions adds the deletes by the servers themselves, whose zxids are not known.
func (in *indeterminate) addDeletions(updates []update) {
	for i := range updates {
		if u := &updates[i]; u.name() == timeline.OpCreate && u.mode().Vanishes() {
			in.transient = append(in.transient, transientCreate{effect{path: u.path(), after: u.zxid, czxid: u.zxid}, u.mode(), u.session()})
		}
	}
	for _, t := range in.transient {
		if isEphemeral(t.mode) {
			end, ended := in.ended[t.session]
			if !ended || end.zxid != 0 && t.czxid != unknownCzxid {
				continue
			}
			t.after = max(t.after, end.after)
		}
		t.name = timeline.OpDelete
		in.add(t.effect)
	}
}

// may reports whether a fitting effect on a znode is possible within a bound.
func (in *indeterminate) may(znode string, b bound, fits func(effect) bool) bool {
	possible := func(x effect) bool { return x.possible(b) && fits(x) }
	return in.mayBeAnything(b) || slices.ContainsFunc(in.byPath[znode], possible) ||
		slices.ContainsFunc(in.sequential, func(x effect) bool { return x.mayName(znode) && possible(x) })
}

// mayBeAnything reports whether a raw request is possible within a bound.
func (in *indeterminate) mayBeAnything(b bound) bool {
	return slices.ContainsFunc(in.raw, func(x effect) bool { return x.possible(b) })
}

// sequenceDigits is the number of digits that a server appends to a sequential path
// (PrepRequestProcessor).
const sequenceDigits = 10

// mayName reports whether a sequential create can have given this path.
func (x effect) mayName(znode string) bool {
	number, ok := strings.CutPrefix(znode, x.path)
	return ok && len(number) == sequenceDigits && strings.Trim(number, "0123456789") == ""
}

// mayBeGone reports whether the znode of this create may have been deleted; a nil
// create is one without a reply.
func (in *indeterminate) mayBeGone(znode string, created *update, b bound) bool {
	czxid := unknownCzxid
	if created != nil {
		czxid = created.zxid
	}
	return in.may(znode, b, func(x effect) bool { return x.name == timeline.OpDelete && (x.czxid == 0 || x.czxid == czxid) })
}

// mayBeCreated reports whether a znode may have been created.
func (in *indeterminate) mayBeCreated(znode string, b bound) bool {
	return in.may(znode, b, func(x effect) bool { return x.name == timeline.OpCreate })
}

// mayGiveACL reports whether a znode may have been given this ACL.
func (in *indeterminate) mayGiveACL(znode string, acl []string, b bound) bool {
	return in.may(znode, b, func(x effect) bool {
		return (x.name == timeline.OpCreate || x.name == timeline.OpSetACL) && sameACL(x.acl, acl)
	})
}

// mayTrigger reports whether something may have caused such a watch event.
func (in *indeterminate) mayTrigger(event, znode string, b bound) bool {
	if event == timeline.NodeChildrenChanged {
		return in.mayBeAnything(b) || slices.ContainsFunc(in.byParent[znode], func(x effect) bool {
			return x.possible(b) && (x.name == timeline.OpCreate || x.name == timeline.OpDelete)
		})
	}
	causes := map[string]string{timeline.NodeCreated: timeline.OpCreate, timeline.NodeDeleted: timeline.OpDelete, timeline.NodeDataChanged: timeline.OpSet}
	return in.may(znode, b, func(x effect) bool { return x.name == causes[event] })
}

// loggedOf finds the operations of unknown outcome that a majority of the servers has
// in its logs: what a quorum has logged is committed.
func loggedOf(events []timeline.Event) map[*timeline.Event]timeline.Txn {
	disks := 0
	copies, txns := map[timeline.Request]int{}, map[timeline.Request]timeline.Txn{}
	for i := range events {
		if events[i].Disk == nil {
			continue
		}
		disks++
		for _, t := range events[i].Disk.Txns {
			copies[t.Request()]++
			txns[t.Request()] = t
		}
	}
	logged := map[*timeline.Event]timeline.Txn{}
	for i := range events {
		e := &events[i]
		if e.Kind != timeline.KindOp || e.Op == nil || e.Outcome != timeline.Unknown {
			continue
		}
		if r := e.Op.Request(); copies[r] > disks/2 {
			logged[e] = txns[r]
		}
	}
	return logged
}
