package simulator

import (
	"math"
	"path"
	"sort"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// record holds what the events alone prove: the state of the servers at each zxid, and
// what each session had seen when. The kinds of mutants search it for places.
type record struct {
	arrivals

	world *world
	// indeterminate maps znodes to the zxid from which on they may differ from world.
	indeterminate map[string]timeline.Zxid
	ends          map[timeline.SessionID]timeline.Zxid
	// expired sessions ended by a transaction whose zxid no reply carries.
	expired map[timeline.SessionID]bool
	refused map[timeline.Zxid]int
	acked   map[timeline.Zxid]int
	millis  map[timeline.Zxid]int64
	reads   []int // replies that show a znode whose state is known
	trees   []int
	disks   []int
}

// endOfTime is beyond all zxids.
const endOfTime = timeline.Zxid(math.MaxUint64)

func newRecord(events []timeline.Event) *record {
	r := &record{
		arrivals: newArrivals(events), world: newWorld(), indeterminate: map[string]timeline.Zxid{}, ends: map[timeline.SessionID]timeline.Zxid{},
		expired: map[timeline.SessionID]bool{}, refused: map[timeline.Zxid]int{}, acked: map[timeline.Zxid]int{}, millis: map[timeline.Zxid]int64{},
	}
	r.learnTimes()
	r.replay()
	r.markUnknown()
	r.markExpired()
	r.markMismatches()
	r.findParts()
	return r
}

// learnTimes collects the times of zxids.
func (r *record) learnTimes() {
	learn := func(s *timeline.Stat) {
		if s != nil {
			r.millis[s.Czxid], r.millis[s.Mzxid] = s.Ctime, s.Mtime
		}
	}
	for _, e := range r.events {
		if e.Kind == timeline.KindOp {
			learn(e.Op.Stat)
			for _, p := range e.Op.Parts {
				learn(p.Stat)
			}
		}
		if e.Tree != nil {
			for i := range e.Tree.Znodes {
				learn(&e.Tree.Znodes[i].Stat)
			}
		}
	}
}

// replay applies the acknowledged updates in the order of their zxids.
func (r *record) replay() {
	var updates []int
	for i, e := range r.events {
		if e.Kind != timeline.KindOp || e.Op.Zxid == 0 {
			continue
		}
		switch {
		case e.Outcome == timeline.OK && e.Op.Updates():
			updates = append(updates, i)
			r.acked[e.Op.Zxid] = i
		case e.Outcome == timeline.Refused && e.Op.Updates():
			r.refused[e.Op.Zxid] = i
		}
	}
	sort.Slice(updates, func(i, j int) bool { return r.events[updates[i]].Op.Zxid < r.events[updates[j]].Op.Zxid })
	for _, i := range updates {
		op := r.events[i].Op
		t := txn{op.Zxid, r.millis[op.Zxid], op.Session, op.Name == timeline.OpTransaction}
		if op.Name == timeline.OpClose {
			r.ends[op.Session] = op.Zxid
			for _, name := range r.world.ephemerals(op.Session) {
				r.play(t, change{name: timeline.OpClose, path: name})
			}
			continue
		}
		for _, c := range changesOf(op) {
			r.play(t, c)
		}
	}
}

// changesOf returns the parts of an update.
func changesOf(op *timeline.Op) []change {
	parts := op.Parts
	if op.Name != timeline.OpTransaction {
		parts = []timeline.Part{{Name: op.Name, Path: op.Path, Mode: op.Mode, Data: op.Data, Size: op.Size, Digest: op.Digest, ACL: op.ACL}}
	}
	var changes []change
	for _, p := range parts {
		c := change{name: p.Name, path: p.Path, content: content{p.Data, p.Size, p.Digest}, acl: p.ACL}
		if p.Name == timeline.OpCheck || p.Name == timeline.OpReconfig {
			continue
		}
		if p.Name == timeline.OpCreate && c.acl == nil {
			c.acl = openACL
		}
		if hasOwner(p.Mode) {
			c.owner = op.Session
		}
		changes = append(changes, c)
	}
	return changes
}

// play applies a change if it fits the known state.
func (r *record) play(t txn, c change) {
	node, parent := r.world.last(c.path), r.world.last(path.Dir(c.path))
	if parent == nil || (node == nil) != (c.name == timeline.OpCreate) {
		r.markFrom(c.path, 0)
		r.markFrom(path.Dir(c.path), 0)
		return
	}
	r.world.apply(t, c)
}

func (r *record) markFrom(name string, z timeline.Zxid) {
	if old, ok := r.indeterminate[name]; !ok || z < old {
		r.indeterminate[name] = z
	}
}

// known reports whether the state of a znode at a zxid is certain.
func (r *record) known(name string, z timeline.Zxid) bool {
	if from, marked := r.indeterminate[name]; marked && z >= from {
		return false
	}
	if len(r.world.past[name]) > 0 || name == "/" {
		return true
	}
	// It may come from a sequential create, whose path is not known.
	from, marked := r.indeterminate[path.Dir(name)]
	return !marked || z < from
}

// findParts lists the events that mutants change.
func (r *record) findParts() {
	for i, e := range r.events {
		switch {
		case e.Kind == timeline.KindOp && e.Op.Name != timeline.OpWatch && r.isAnswer(e) && r.known(e.Op.Path, e.Op.Zxid):
			r.reads = append(r.reads, i)
		case e.Tree != nil:
			r.trees = append(r.trees, i)
		case e.Disk != nil:
			r.disks = append(r.disks, i)
		}
	}
}
