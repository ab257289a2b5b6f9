package assertions

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// doubts is what a timeline leaves open: what may have happened without any client
// being told. It excuses; nothing is demanded because of it.
type doubts struct {
	// at are those by path, and below by the path of the parent.
	at, below map[string][]doubt
	numbered  []doubt
	// passing are creates of znodes that may go by themselves.
	passing []passing
	// untold are raw requests, which may have done anything.
	untold []doubt
	// ended are the sessions that the servers know no more.
	ended map[timeline.SessionID]ending
	// logged are the transactions of operations whose end no client knows, which a
	// majority of the servers have on their disks.
	logged map[*timeline.Event]timeline.Txn
}

// doubt is something that may have happened to one znode.
type doubt struct {
	name     string // create, set, delete or set_acl
	path     string
	numbered bool // the path lacks its number
	acl      []string
	// asked is when; after is a position that a reply had before. An update has a zxid
	// beyond all that anybody was told before it was asked for.
	asked time.Duration
	after timeline.Zxid
	// of is the czxid of the one znode that can be deleted; 0 is any.
	of timeline.Zxid
}

// passing is the create of an ephemeral znode, a container or one with a TTL.
type passing struct {
	doubt
	mode    timeline.CreateMode
	session timeline.SessionID
}

// untoldZnode is the czxid of a znode of which nobody was told.
const untoldZnode = timeline.Zxid(math.MaxUint64)

// ending is the end of a session.
type ending struct {
	zxid  timeline.Zxid // 0 is a place that nobody was told
	after timeline.Zxid // it is behind this position
	// by is what tells that it surely ended; nil where that is not sure.
	by *timeline.Event
}

// moment is the time and the position of what shows something.
type moment struct {
	when time.Duration
	at   timeline.Zxid
}

// atLast is behind all that can happen.
var atLast = moment{math.MaxInt64, math.MaxUint64}

// before tells whether it may have happened before something was shown.
func (d doubt) before(m moment) bool { return d.asked <= m.when && d.after < m.at }

func doubtsOf(events []timeline.Event, replies []*timeline.Event) doubts {
	d := doubts{at: map[string][]doubt{}, below: map[string][]doubt{}, ended: map[timeline.SessionID]ending{}, logged: loggedOf(events)}
	told := positionsOf(replies)
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == timeline.KindOp && e.Op != nil && e.Op.Server != 0:
			d.addOp(e, told)
		case e.Server != nil && e.Server.Change == timeline.Expired:
			d.addEnd(e.Server.SessionID, e)
		case e.Handshake != nil && e.Outcome == timeline.Refused && e.Handshake.Asked != 0:
			d.addEnd(e.Handshake.Asked, e)
		}
	}
	for _, e := range replies { // which a session has that lives
		if end, ok := d.ended[e.Op.Session]; ok && end.zxid == 0 {
			end.after = max(end.after, e.Op.Zxid)
			d.ended[e.Op.Session] = end
		}
	}
	return d
}

func (d *doubts) addEnd(id timeline.SessionID, e *timeline.Event) {
	end := d.ended[id]
	if end.by == nil {
		end.by = e
	}
	d.ended[id] = end
}

// positions are the greatest that replies had by then, in the order of time.
type positions []moment

func positionsOf(replies []*timeline.Event) positions {
	var all positions
	greatest := timeline.Zxid(0)
	for _, e := range replies {
		if e.Op.Zxid > greatest {
			greatest = e.Op.Zxid
			all = append(all, moment{e.Op.Return, greatest})
		}
	}
	return all
}

// before is the greatest position that anybody was told before a time.
func (p positions) before(when time.Duration) timeline.Zxid {
	n, _ := slices.BinarySearchFunc(p, when, func(m moment, when time.Duration) int { return cmp.Compare(m.when, when) })
	if n == 0 {
		return 0
	}
	return p[n-1].at
}

// addOp notes what an operation of unknown end leaves open. What a majority has
// logged leaves nothing open but the numbers of sequential creates.
func (d *doubts) addOp(e *timeline.Event, told positions) {
	op := e.Op
	txn, logged := d.logged[e]
	at := doubt{asked: op.Invoke, after: told.before(op.Invoke)}
	if logged {
		at.after = txn.Zxid - 1
	}
	switch {
	case op.Name == timeline.OpRequest:
		if !op.Opcode.ReadOnly() {
			d.untold = append(d.untold, at)
		}
	case op.Name == timeline.OpClose && e.Outcome == timeline.OK:
		d.ended[op.Session] = ending{zxid: op.Zxid, after: op.Zxid - min(op.Zxid, 1), by: e}
	case e.Outcome != timeline.Unknown || logged && txn.Type == failed:
	case op.Name == timeline.OpClose:
		d.ended[op.Session] = ending{zxid: txn.Zxid, after: at.after, by: d.ended[op.Session].by}
	case op.Name == timeline.OpTransaction:
		for _, p := range op.Parts {
			d.addUpdate(at, p, op.Session, logged)
		}
	default:
		d.addUpdate(at, timeline.Part{Name: op.Name, Path: op.Path, Mode: op.Mode, ACL: op.ACL}, op.Session, logged)
	}
}

// failed is the type of a transaction that changes nothing.
const failed = "error"

func (d *doubts) addUpdate(at doubt, p timeline.Part, by timeline.SessionID, logged bool) {
	mode := timeline.CreateMode(p.Mode)
	at.numbered = mode.Sequential()
	if logged && !at.numbered {
		return
	}
	at.name, at.path, at.acl = p.Name, p.Path, p.ACL
	d.add(at)
	if mode.Vanishes() {
		at.of = untoldZnode
		d.passing = append(d.passing, passing{at, mode, by})
	}
}

func (d *doubts) add(u doubt) {
	if u.numbered {
		d.numbered = append(d.numbered, u)
	} else {
		d.at[u.path] = append(d.at[u.path], u)
	}
	d.below[parent(u.path)] = append(d.below[parent(u.path)], u)
}

// addDeletions notes which znodes may have gone by themselves, at a place that
// nobody was told.
func (d *doubts) addDeletions(updates []update) {
	for i := range updates {
		if u := &updates[i]; u.name() == timeline.OpCreate && u.mode().Vanishes() {
			d.passing = append(d.passing, passing{doubt{path: u.path(), after: u.zxid, of: u.zxid}, u.mode(), u.session()})
		}
	}
	for _, p := range d.passing {
		if isEphemeral(p.mode) {
			end, ended := d.ended[p.session]
			if !ended || end.zxid != 0 && p.of != untoldZnode {
				continue
			}
			p.after = max(p.after, end.after)
		}
		p.name = timeline.OpDelete
		d.add(p.doubt)
	}
}

// may tells whether there is something that may have happened to a znode before it
// was shown.
func (d *doubts) may(znode string, by moment, fits func(doubt) bool) bool {
	happened := func(u doubt) bool { return u.before(by) && fits(u) }
	return d.mayAnything(by) || slices.ContainsFunc(d.at[znode], happened) ||
		slices.ContainsFunc(d.numbered, func(u doubt) bool { return u.made(znode) && happened(u) })
}

// mayAnything tells whether a raw request came before, which nobody can read.
func (d *doubts) mayAnything(by moment) bool {
	return slices.ContainsFunc(d.untold, func(u doubt) bool { return u.before(by) })
}

// digitsOfNumber is how many digits a server adds to a sequential path (PrepRequestProcessor).
const digitsOfNumber = 10

// made tells whether a sequential create can have made this znode.
func (d doubt) made(znode string) bool {
	number, ok := strings.CutPrefix(znode, d.path)
	return ok && len(number) == digitsOfNumber && strings.Trim(number, "0123456789") == ""
}

// mayBeGone tells whether a znode may have been deleted that this create made, nil
// for one of which nobody was told.
func (d *doubts) mayBeGone(znode string, made *update, by moment) bool {
	of := untoldZnode
	if made != nil {
		of = made.zxid
	}
	return d.may(znode, by, func(u doubt) bool { return u.name == timeline.OpDelete && (u.of == 0 || u.of == of) })
}

// mayBeMade tells whether somebody may have made a znode.
func (d *doubts) mayBeMade(znode string, by moment) bool {
	return d.may(znode, by, func(u doubt) bool { return u.name == timeline.OpCreate })
}

// mayGive tells whether a znode may have been given this ACL.
func (d *doubts) mayGive(znode string, acl []string, by moment) bool {
	return d.may(znode, by, func(u doubt) bool {
		return (u.name == timeline.OpCreate || u.name == timeline.OpSetACL) && sameACL(u.acl, acl)
	})
}

// mayTell tells whether something may have caused such an event.
func (d *doubts) mayTell(event, znode string, by moment) bool {
	if event == timeline.NodeChildrenChanged {
		return d.mayAnything(by) || slices.ContainsFunc(d.below[znode], func(u doubt) bool {
			return u.before(by) && (u.name == timeline.OpCreate || u.name == timeline.OpDelete)
		})
	}
	causes := map[string]string{timeline.NodeCreated: timeline.OpCreate, timeline.NodeDeleted: timeline.OpDelete, timeline.NodeDataChanged: timeline.OpSet}
	return d.may(znode, by, func(u doubt) bool { return u.name == causes[event] })
}

// loggedOf finds the operations of unknown end that a majority of the servers have
// in their logs: what a quorum has logged is committed.
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
