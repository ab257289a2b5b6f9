package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// An account has at most mostMoments moments, but room for leastContext besides the
// evidence. With enoughMoments it has none that is unlikely to explain anything.
const (
	mostMoments   = 9
	enoughMoments = 5
	leastContext  = 4
	mostEvidence  = 3
)

// Account lists the events that led to a violation, in order. seqs are the evidence: the
// events that contradict each other, the deviation first, and the finding of an assertion.
// With them come the operations that the assertion compares, the writes that were read or
// had to be, and of all other events those that explain most.
func Account(events []timeline.Event, seqs []int) []Moment {
	if len(seqs) == 0 || seqs[0] < 1 || seqs[0] > len(events) {
		return nil
	}
	a := &account{events: events, step: events[seqs[0]-1].Step, chosen: map[int]bool{}, servers: map[int]bool{}, sessions: map[timeline.SessionID]bool{}}
	for i, seq := range seqs[:min(mostEvidence, len(seqs))] {
		a.addEvidence(seq, i == 0)
	}
	a.dropStates()
	a.addWrites(len(seqs) == 1)
	context := a.context()
	if len(context) == 0 && len(a.chosen) == 1 && events[seqs[0]-1].Finding != nil {
		return nil // the finding is in the report already
	}
	all := context[:min(max(leastContext, mostMoments-len(a.chosen)), len(context))]
	for len(all) > 0 && all[len(all)-1].weight == unlikely && len(all)+len(a.chosen) > enoughMoments {
		all = all[:len(all)-1]
	}
	for seq := range a.chosen {
		all = append(all, candidate{seqs: []int{seq}})
	}
	return a.moments(all)
}

// account selects the events of an account.
type account struct {
	events   []timeline.Event
	chosen   map[int]bool // seqs of the evidence, and of the writes that it depends on
	servers  map[int]bool // that the evidence is about; empty if that is not known
	sessions map[timeline.SessionID]bool
	step     string // in which the guarantee broke
	last     int    // seq of the last event of the evidence
}

// addEvidence adds an event. If it deviates, its server is concerned. The timeline of
// another client may not count from 1.
func (a *account) addEvidence(seq int, deviates bool) {
	if seq < 1 || seq > len(a.events) {
		return
	}
	a.chosen[seq] = true
	a.last = max(a.last, seq)
	e := a.events[seq-1]
	if f := e.Finding; f != nil {
		a.step = e.Step
		for _, id := range f.Servers {
			a.servers[id] = true
		}
		for _, op := range f.Ops[max(0, len(f.Ops)-mostEvidence):] {
			a.addEvidence(op, true)
		}
		return
	}
	server, session := origin(e)
	if server != 0 && deviates {
		a.servers[server] = true
	}
	if session != 0 {
		a.sessions[session] = true
	}
}

// dropStates removes trees and disks, which contain everything and show nothing, if an
// assertion found the guarantee broken too.
func (a *account) dropStates() {
	found := false
	for seq := range a.chosen {
		found = found || a.events[seq-1].Finding != nil
	}
	for seq := range a.chosen {
		if e := &a.events[seq-1]; found && (e.Tree != nil || e.Disk != nil) {
			delete(a.chosen, seq)
		}
	}
}

// origin returns the server and the session of an event.
func origin(e timeline.Event) (server int, session timeline.SessionID) {
	switch {
	case e.Op != nil:
		return e.Op.Server, e.Op.Session
	case e.Watch != nil:
		return e.Watch.Server, e.Watch.Session
	case e.Tree != nil:
		return e.Tree.Server, 0
	case e.Disk != nil:
		return e.Disk.Server, 0
	case e.Handshake != nil:
		return e.Handshake.Server, max(e.Handshake.Granted, e.Handshake.Asked)
	}
	return 0, 0
}

// addWrites adds the writes whose values the chosen reads returned. If nothing else
// contradicts the reads, it adds what they had to return if they are wrong: the last write
// of the znode that was acknowledged before.
func (a *account) addWrites(alone bool) {
	for _, seq := range slices.Collect(maps.Keys(a.chosen)) {
		read := a.events[seq-1].Op
		if read == nil || !read.Reads() {
			continue
		}
		origin, newest := 0, 0
		for i := range a.events[:seq-1] {
			e := &a.events[i]
			if e.Kind != timeline.KindOp || e.Outcome != timeline.OK || !e.Op.Updates() {
				continue
			}
			if origin == 0 && read.Stat != nil && e.Op.Zxid == read.Stat.Mzxid {
				origin = i + 1
			}
			if alone && e.Op.Path == read.Path && e.Op.Return <= read.Invoke && (newest == 0 || e.Op.Zxid > a.events[newest-1].Op.Zxid) {
				newest = i + 1
			}
		}
		for _, write := range []int{origin, newest} {
			if write != 0 {
				a.chosen[write] = true
			}
		}
	}
}

// candidate is an event that explains the evidence, or several faults of the same kind.
type candidate struct {
	seqs   []int
	weight weight
}

// context returns what explains the evidence, the heaviest first, and of the same weight
// the latest.
func (a *account) context() []candidate {
	w := newWeighing(a)
	var all []candidate
	for i := range a.events[:a.last] {
		e := &a.events[i]
		if a.chosen[i+1] || e.Step == timeline.StepBoot {
			continue
		}
		weight := w.of(i)
		if weight == 0 {
			continue
		}
		if n := len(all); e.Fault != nil && n > 0 && a.isSameFault(all[n-1], e) {
			all[n-1].seqs = append(all[n-1].seqs, i+1)
			all[n-1].weight = max(all[n-1].weight, weight)
			continue
		}
		all = append(all, candidate{[]int{i + 1}, weight})
	}
	slices.SortStableFunc(all, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(y.seqs[0], x.seqs[0]))
	})
	return all
}

// isSameFault reports whether a fault is of the same kind, and in the same step, as those
// of a candidate.
func (a *account) isSameFault(c candidate, e *timeline.Event) bool {
	before := &a.events[c.seqs[0]-1]
	return before.Fault != nil && before.Fault.Word == e.Fault.Word && before.Step == e.Step
}

// moments returns the events in order.
func (a *account) moments(all []candidate) []Moment {
	moments := make([]Moment, len(all))
	for i, c := range all {
		moments[i] = a.moment(c.seqs)
	}
	slices.SortFunc(moments, func(x, y Moment) int { return cmp.Or(x.Clock.Compare(y.Clock), cmp.Compare(x.Seq, y.Seq)) })
	return moments
}

// isExplained reports whether the exit of a process is that of a fault: the receipt of the
// fault, which is recorded next, has it.
func isExplained(events []timeline.Event, exit int) bool {
	for i := exit + 1; i < len(events); i++ {
		if e := &events[i]; e.Kind == timeline.KindFault && e.Actor == events[exit].Actor {
			return strings.Contains(e.Receipt, events[exit].Server.Exit)
		}
	}
	return false
}
