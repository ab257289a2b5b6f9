package assertions

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// doubts is what a timeline leaves open: what may have happened without any client
// being told. It excuses; nothing is demanded because of it.
type doubts struct {
	// written, deleted, acl and children are the znodes that somebody may have made or
	// written, deleted, given an ACL, or whose children may have come or gone.
	written, deleted, children map[string]bool
	acl                        map[string][][]string
	// numbered are the paths of sequential creates, to which a number may have been added.
	numbered []string
	// untold is that a raw request may have done anything.
	untold bool
	// ended are the sessions that the servers know no more, by the zxid of their end;
	// 0 is an end at a place that nobody was told.
	ended map[timeline.SessionID]timeline.Zxid
	// expired are those of which a server said so.
	expired map[timeline.SessionID]*timeline.Event
	// logged are the transactions of operations whose end no client knows, which a
	// majority of the servers have on their disks.
	logged map[*timeline.Event]timeline.Txn
}

func doubtsOf(events []timeline.Event) doubts {
	d := doubts{
		written: map[string]bool{}, deleted: map[string]bool{}, acl: map[string][][]string{}, children: map[string]bool{},
		ended: map[timeline.SessionID]timeline.Zxid{}, expired: map[timeline.SessionID]*timeline.Event{},
		logged: loggedOf(events),
	}
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == timeline.KindOp && e.Op != nil:
			d.addOp(e)
		case e.Server != nil && e.Server.Change == timeline.Expired:
			d.addEnd(e.Server.SessionID, e)
		case e.Handshake != nil && e.Outcome == timeline.Refused && e.Handshake.Asked != 0:
			d.addEnd(e.Handshake.Asked, e)
		}
	}
	return d
}

func (d *doubts) addEnd(id timeline.SessionID, e *timeline.Event) {
	if _, closed := d.ended[id]; !closed {
		d.ended[id] = 0
	}
	if d.expired[id] == nil {
		d.expired[id] = e
	}
}

func (d *doubts) addOp(e *timeline.Event) {
	op := e.Op
	switch {
	case op.Name == session.OpRequest:
		d.untold = d.untold || op.Server != 0 && !session.Reads(op.Opcode)
	case op.Name == session.OpClose && e.Outcome == timeline.OK:
		d.ended[op.Session] = op.Zxid
	case e.Outcome != timeline.Unknown || !isUpdate(op.Name):
	case op.Name == session.OpClose:
		d.ended[op.Session] = 0
	case op.Name == session.OpTransaction:
		for _, p := range op.Parts {
			d.mayHappen(p.Name, p.Path, session.CreateMode(p.Mode), p.ACL)
		}
	default:
		d.mayHappen(op.Name, op.Path, session.CreateMode(op.Mode), op.ACL)
	}
}

func (d *doubts) mayHappen(name, znode string, mode session.CreateMode, acl []string) {
	switch name {
	case session.OpCreate:
		d.children[parent(znode)] = true
		if mode.Sequential() {
			d.numbered = append(d.numbered, znode)
			return
		}
		d.written[znode] = true
		d.acl[znode] = append(d.acl[znode], acl)
		d.deleted[znode] = d.deleted[znode] || mode.Vanishes()
	case session.OpSet:
		d.written[znode] = true
	case session.OpSetACL:
		d.acl[znode] = append(d.acl[znode], acl)
	case session.OpDelete:
		d.children[parent(znode)] = true
		d.deleted[znode] = true
	}
}

// digitsOfNumber is how many digits a server adds to a sequential path (PrepRequestProcessor).
const digitsOfNumber = 10

// mayBe tells whether a znode is one of some, or came of a sequential create that
// nobody was told of.
func (d *doubts) mayBe(some map[string]bool, znode string) bool {
	return some[znode] || slices.ContainsFunc(d.numbered, func(path string) bool {
		return len(znode) == len(path)+digitsOfNumber && strings.HasPrefix(znode, path)
	})
}

// mayGive tells whether something that nobody was told of may have given this ACL.
func (d *doubts) mayGive(znode string, acl []string) bool {
	return d.mayBe(nil, znode) || slices.ContainsFunc(d.acl[znode], func(given []string) bool { return sameACL(given, acl) })
}

// loggedOf finds the operations of unknown end that a majority of the servers have
// in their logs: what a quorum has logged is committed.
func loggedOf(events []timeline.Event) map[*timeline.Event]timeline.Txn {
	type request struct {
		session timeline.SessionID
		xid     int32
	}
	disks := 0
	copies, txns := map[request]int{}, map[request]timeline.Txn{}
	for i := range events {
		if events[i].Disk == nil {
			continue
		}
		disks++
		for _, t := range events[i].Disk.Txns {
			r := request{t.Session, t.Xid}
			copies[r]++
			txns[r] = t
		}
	}
	logged := map[*timeline.Event]timeline.Txn{}
	for i := range events {
		e := &events[i]
		if e.Kind != timeline.KindOp || e.Op == nil || e.Outcome != timeline.Unknown {
			continue
		}
		if r := (request{e.Op.Session, e.Op.Xid}); copies[r] > disks/2 {
			logged[e] = txns[r]
		}
	}
	return logged
}
