package timeline

import (
	"errors"
	"fmt"
	"slices"
)

// outcomes are those that an event of each kind can have; the first line of each
// tells all kinds that there are.
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

// effect is what an operation is about.
type effect int

const (
	neither effect = iota // its connection, or what nobody can read
	looks                 // the state of a server
	updates               // the state of all servers
)

// operations are the names of operations. One that nobody knows would be passed
// over by every check.
var operations = map[string]effect{
	"acl": looks, "children": looks, "exists": looks, "read": looks, "sync": looks, "watch": looks,
	"close": updates, "create": updates, "delete": updates, "reconfig": updates, "set": updates, "set_acl": updates, "transaction": updates,
	"auth": neither, "request": neither, "unwatch": neither,
}

// Looks tells whether the operation asks what a server has: a read and the like.
func (op *Op) Looks() bool { return operations[op.Name] == looks }

// Updates tells whether the operation has a place in the order of zxids when it
// succeeds: a set and the like, and the end of a session.
func (op *Op) Updates() bool { return operations[op.Name] == updates }

// check says what is wrong with an event as such.
func (e Event) check() error {
	allowed, ok := outcomes[e.Kind]
	switch {
	case !ok:
		return fmt.Errorf("unknown kind %q", e.Kind)
	case !slices.Contains(allowed, e.Outcome):
		return fmt.Errorf("an event of kind %s has no outcome %q", e.Kind, e.Outcome)
	case e.Seq < 1 || e.At < 0:
		return errors.New("seq counts from 1, and at_ns from 0")
	}
	if err := e.checkParts(); err != nil {
		return err
	}
	if field := e.lacks(); field != "" {
		return fmt.Errorf("an event of kind %s lacks its %s", e.Kind, field)
	}
	return e.checkOp()
}

// checkParts demands the part that the kind names, and no other.
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
	return nil
}

// lacks names a field of the part without which it says nothing; "" is none. Read
// as 0 or empty it would be passed over.
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
	}
	return ""
}

func (e Event) checkOp() error {
	op := e.Op
	if op == nil {
		return nil
	}
	switch _, known := operations[op.Name]; {
	case !known:
		return fmt.Errorf("unknown operation %q", op.Name)
	case e.Kind == KindOp && op.Return < op.Invoke:
		return fmt.Errorf("the %s returned before it was invoked", op.Name)
	}
	return nil
}

// follows says why an event cannot come behind another one.
func follows(e, before Event) error {
	switch {
	case before.Kind == KindEnd:
		return errors.New("an event behind the end of its timeline")
	case e.Seq <= before.Seq:
		return fmt.Errorf("out of order: seq %d behind seq %d", e.Seq, before.Seq)
	case e.Seq > before.Seq+1:
		return fmt.Errorf("lines are missing: seq %d behind seq %d", e.Seq, before.Seq)
	case e.At < before.At:
		return fmt.Errorf("out of order: time goes back, from %d to %d ns", before.At, e.At)
	}
	return nil
}
