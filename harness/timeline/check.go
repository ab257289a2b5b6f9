package timeline

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"time"
)

// rule says what events of one kind must consist of.
type rule struct {
	kind     Kind
	outcomes []Outcome // that they can have
	part     part      // that they have
}

// rules has one for each kind, beginning with the most frequent ones.
var rules = []rule{
	{KindInvoke, []Outcome{""}, partOp},
	{KindOp, []Outcome{OK, Refused, Unknown}, partOp},
	{KindWatch, []Outcome{""}, partWatch},
	{KindHandshake, []Outcome{OK, Refused, Unknown}, partHandshake},
	{KindServer, []Outcome{""}, partServer},
	{KindRun, []Outcome{""}, partRun},
	{KindStep, []Outcome{""}, 0},
	{KindFault, []Outcome{OK, Refused, Unknown}, partFault},
	{KindTree, []Outcome{""}, partTree},
	{KindDisk, []Outcome{""}, partDisk},
	{KindFinding, []Outcome{OK, Broken, Unknown, Untested}, partFinding},
	{KindNote, []Outcome{""}, 0},
	{KindEnd, []Outcome{OK, Unknown, Failed}, 0},
}

// part is a set of parts of an event.
type part int

const (
	partRun part = 1 << iota
	partFault
	partServer
	partHandshake
	partOp
	partWatch
	partTree
	partDisk
	partFinding
)

// String returns the name of the first part.
func (p part) String() string {
	return [...]string{"run", "fault", "server", "handshake", "op", "watch", "tree", "disk", "finding"}[bits.TrailingZeros(uint(p))]
}

// parts returns those that the event has.
func (e *Event) parts() part {
	var set part
	for i, present := range [...]bool{
		e.Run != nil, e.Fault != nil, e.Server != nil, e.Handshake != nil, e.Op != nil, e.Watch != nil, e.Tree != nil, e.Disk != nil, e.Finding != nil,
	} {
		if present {
			set |= 1 << i
		}
	}
	return set
}

// check returns the first mistake in an event by itself.
func (e *Event) check() error {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.kind == e.Kind })
	switch {
	case i < 0:
		return fmt.Errorf("unknown kind %q", e.Kind)
	case !slices.Contains(rules[i].outcomes, e.Outcome):
		return fmt.Errorf("an event of kind %s has no outcome %q", e.Kind, e.Outcome)
	case e.Seq < 1 || e.At < 0:
		return errors.New("seq must be at least 1, and at_ns at least 0")
	}
	if err := e.checkParts(rules[i].part); err != nil {
		return err
	}
	if field := e.lacks(); field != "" {
		return fmt.Errorf("an event of kind %s lacks its %s", e.Kind, field)
	}
	if err := e.checkOp(); err != nil {
		return err
	}
	if err := e.checkNumbers(); err != nil {
		return err
	}
	return e.checkPaths()
}

// checkParts requires one part, and no other. Only a fault may lack its part.
func (e *Event) checkParts(wanted part) error {
	has := e.parts()
	if other := has &^ wanted; other != 0 {
		return fmt.Errorf("an event of kind %s has no part %s", e.Kind, other)
	}
	if has != wanted && e.Kind != KindFault {
		return fmt.Errorf("an event of kind %s lacks its part %s", e.Kind, wanted)
	}
	return nil
}

// lacks returns the name of a field that the part needs and lacks, or "". Checks would
// ignore a part with that field 0 or empty.
func (e *Event) lacks() string {
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

func (e *Event) checkOp() error {
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

// place is the place of an event in its timeline.
type place struct {
	seq  int
	at   time.Duration
	kind Kind
}

// checkOrder returns the reason for which e cannot be the event after another one.
func (e *Event) checkOrder(before place) error {
	switch {
	case before.kind == KindEnd:
		return errors.New("an event after the end of its timeline")
	case e.Seq <= before.seq:
		return fmt.Errorf("out of order: seq %d after seq %d", e.Seq, before.seq)
	case e.Seq > before.seq+1:
		return fmt.Errorf("lines are missing: seq %d after seq %d", e.Seq, before.seq)
	case e.At < before.at:
		return fmt.Errorf("out of order: time goes back, from %d to %d ns", before.at, e.At)
	}
	return nil
}
