package timeline

import (
	"errors"
	"fmt"
	"slices"
)

// outcomes maps each kind of event to the outcomes that it can have. A kind that is
// not listed does not exist.
var outcomes = map[Kind][]Outcome{
	KindRun:       {""},
	KindStep:      {""},
	KindFault:     {OK, Refused, Unknown},
	KindServer:    {""},
	KindHandshake: {OK, Refused, Unknown},
	KindInvoke:    {""},
	KindOp:        {OK, Refused, Unknown},
	KindWatch:     {""},
	KindTree:      {""},
	KindDisk:      {""},
	KindFinding:   {OK, Broken, Unknown, Untested},
	KindNote:      {""},
	KindEnd:       {OK, Unknown, Failed},
}

// effect classifies operations by the state that they read or change.
type effect int

const (
	noEffect effect = iota // reads and changes no znodes: concerns the connection, or is opaque
	reads                  // reads the state of one server
	updates                // changes the state of all servers
)

// effectOf returns the effect of the operation with a name, and whether there is one. An
// unknown name is an error, because every check would ignore the operation.
func effectOf(name string) (e effect, known bool) {
	switch name {
	case OpRead, OpExists, OpChildren, OpACL, OpSync, OpWatch:
		return reads, true
	case OpSet, OpCreate, OpDelete, OpTransaction, OpSetACL, OpClose, OpReconfig:
		return updates, true
	case OpAuth, OpRequest, OpUnwatch:
		return noEffect, true
	}
	return noEffect, false
}

// Reads reports whether the operation reads the state of one server: read, exists,
// children, acl, sync and watch.
func (op *Op) Reads() bool {
	e, _ := effectOf(op.Name)
	return e == reads
}

// Updates reports whether the operation has a place in the order of zxids if it
// succeeds: writes, and the close of a session.
func (op *Op) Updates() bool {
	e, _ := effectOf(op.Name)
	return e == updates
}

// check returns the first mistake in an event by itself.
func (e Event) check() error {
	allowed, ok := outcomes[e.Kind]
	switch {
	case !ok:
		return fmt.Errorf("unknown kind %q", e.Kind)
	case !slices.Contains(allowed, e.Outcome):
		return fmt.Errorf("an event of kind %s has no outcome %q", e.Kind, e.Outcome)
	case e.Seq < 1 || e.At < 0:
		return errors.New("seq must be at least 1, and at_ns at least 0")
	}
	if err := e.checkParts(); err != nil {
		return err
	}
	if field := e.lacks(); field != "" {
		return fmt.Errorf("an event of kind %s lacks its %s", e.Kind, field)
	}
	return e.checkOp()
}

// checkParts requires the part that belongs to the kind, and no other.
func (e Event) checkParts() error {
	for _, p := range []struct {
		name string
		set  bool
		of   []Kind
	}{
		{"run", e.Run != nil, []Kind{KindRun}},
		{"server", e.Server != nil, []Kind{KindServer}},
		{"handshake", e.Handshake != nil, []Kind{KindHandshake}},
		{"op", e.Op != nil, []Kind{KindInvoke, KindOp}},
		{"watch", e.Watch != nil, []Kind{KindWatch}},
		{"tree", e.Tree != nil, []Kind{KindTree}},
		{"disk", e.Disk != nil, []Kind{KindDisk}},
		{"finding", e.Finding != nil, []Kind{KindFinding}},
	} {
		wanted := slices.Contains(p.of, e.Kind)
		if p.set && !wanted {
			return fmt.Errorf("an event of kind %s has no part %s", e.Kind, p.name)
		}
		if wanted && !p.set {
			return fmt.Errorf("an event of kind %s lacks its part %s", e.Kind, p.name)
		}
	}
	if e.Fault != nil && e.Kind != KindFault {
		return fmt.Errorf("an event of kind %s has no part fault", e.Kind)
	}
	return nil
}

// lacks returns the name of a field that the part needs and lacks, or "". Checks would
// ignore a part with that field 0 or empty.
func (e Event) lacks() string {
	switch {
	case e.Run != nil && e.Run.Scenario == "":
		return "scenario"
	case e.Run != nil && e.Run.Release == "":
		return "release"
	case e.Server != nil && e.Server.Change == "":
		return "change"
	case e.Server != nil && e.Server.ID == 0:
		return "id"
	case e.Handshake != nil && e.Handshake.Server == 0, e.Tree != nil && e.Tree.Server == 0, e.Disk != nil && e.Disk.Server == 0:
		return "server"
	case e.Handshake != nil && e.Handshake.Client == "", e.Op != nil && e.Op.Client == "", e.Watch != nil && e.Watch.Client == "":
		return "client"
	case e.Watch != nil && e.Watch.Type == "":
		return "type"
	case e.Finding != nil && e.Finding.By == "":
		return "by"
	case e.Fault != nil && e.Fault.Word == "":
		return "word"
	}
	return ""
}

func (e Event) checkOp() error {
	op := e.Op
	if op == nil {
		return nil
	}
	switch _, known := effectOf(op.Name); {
	case !known:
		return fmt.Errorf("unknown operation %q", op.Name)
	case e.Kind == KindOp && op.Return < op.Invoke:
		return fmt.Errorf("the %s returned before it was invoked", op.Name)
	}
	return nil
}

// checkOrder returns the reason for which e cannot be the event after before.
func checkOrder(e, before Event) error {
	switch {
	case before.Kind == KindEnd:
		return errors.New("an event after the end of its timeline")
	case e.Seq <= before.Seq:
		return fmt.Errorf("out of order: seq %d after seq %d", e.Seq, before.Seq)
	case e.Seq > before.Seq+1:
		return fmt.Errorf("lines are missing: seq %d after seq %d", e.Seq, before.Seq)
	case e.At < before.At:
		return fmt.Errorf("out of order: time goes back, from %d to %d ns", before.At, e.At)
	}
	return nil
}
