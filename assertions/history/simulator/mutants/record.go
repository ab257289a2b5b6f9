package mutants

import (
	"math"
	"path"
	"slices"
	"sort"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// record holds what the events alone prove: the state of the servers at each zxid, and
// what each session had seen when. The kinds of mutants search it for places.
type record struct {
	arrivals

	world *world.World
	// indeterminate maps znodes to the zxid from which on they may differ from world.
	indeterminate map[string]timeline.Zxid
	ends          map[timeline.SessionID]timeline.Zxid
	// expired sessions ended by a transaction whose zxid no reply carries.
	expired map[timeline.SessionID]bool
	// localCloses are sessions that were closed and may have been local: then the close was no
	// transaction.
	localCloses []timeline.SessionID
	// tampered is true if the story destroyed or rolled back something, or ran programs that
	// may write: nothing is certain then.
	tampered bool
	refused  map[timeline.Zxid]int
	acked    map[timeline.Zxid]int
	millis   map[timeline.Zxid]int64
	reads    []int // replies that show a znode whose state is known
	trees    []int
	disks    []int
}

// endOfTime is beyond all zxids.
const endOfTime = timeline.Zxid(math.MaxUint64)

func newRecord(events []timeline.Event) *record {
	r := &record{
		arrivals: newArrivals(events), world: world.New(events[0].Run.Release), indeterminate: map[string]timeline.Zxid{}, ends: map[timeline.SessionID]timeline.Zxid{},
		expired: map[timeline.SessionID]bool{}, refused: map[timeline.Zxid]int{}, acked: map[timeline.Zxid]int{}, millis: map[timeline.Zxid]int64{},
	}
	r.tampered = r.has(func(e timeline.Event) bool {
		return e.Fault != nil && slices.Contains([]string{timeline.FaultEdit, timeline.FaultExec, timeline.FaultRestore, timeline.FaultRollBack, timeline.FaultWipe}, e.Fault.Word)
	})
	r.learnTimes()
	r.replay()
	r.markUnknown()
	r.markExpired()
	r.markUnreadable()
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
		case e.Op.Name == timeline.OpClose && r.events[0].Run.LocalSessions:
			r.localCloses = append(r.localCloses, e.Op.Session)
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
		t := world.Txn{Zxid: op.Zxid, Millis: r.millis[op.Zxid], Session: op.Session, Multi: op.Name == timeline.OpTransaction}
		if op.Name == timeline.OpClose {
			r.ends[op.Session] = op.Zxid
			for _, name := range r.world.Ephemerals(op.Session) {
				r.play(t, world.Change{Name: timeline.OpClose, Path: name})
			}
			continue
		}
		for _, c := range changesOf(op) {
			r.play(t, c)
		}
	}
}

// changesOf returns the parts of an update.
func changesOf(op *timeline.Op) []world.Change {
	parts := op.Parts
	if op.Name != timeline.OpTransaction {
		parts = []timeline.Part{{Name: op.Name, Path: op.Path, Mode: op.Mode, TTL: op.TTL, Data: op.Data, Size: op.Size, Digest: op.Digest, ACL: op.ACL}}
	}
	var changes []world.Change
	for _, p := range parts {
		c := world.Change{Name: p.Name, Path: p.Path, Content: world.Content{Text: p.Data, Size: p.Size, Digest: p.Digest}}
		c.ACL = slices.Compact(slices.Sorted(slices.Values(p.ACL))) // as clients show it
		if p.Name == timeline.OpCheck || p.Name == timeline.OpReconfig {
			continue
		}
		if p.Name == timeline.OpCreate && c.ACL == nil {
			c.ACL = world.OpenACL
		}
		c.Owner = world.OwnerOf(p.Mode, p.TTL, op.Session)
		changes = append(changes, c)
	}
	return changes
}

// play applies a change if it fits the known state.
func (r *record) play(t world.Txn, c world.Change) {
	node, parent := r.world.Last(c.Path), r.world.Last(path.Dir(c.Path))
	if parent == nil || (node == nil) != (c.Name == timeline.OpCreate) {
		r.markFrom(c.Path, 0)
		r.markFrom(path.Dir(c.Path), 0)
		return
	}
	r.world.Apply(t, c)
}

// readsLackZxids reports whether the release sends no zxid with reads.
func (r *record) readsLackZxids() bool {
	return r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Arrival > 0 && e.Op.Reads() && e.Op.Zxid == 0
	})
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
	if len(r.world.Past(name)) > 0 || name == "/" {
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
		case e.Kind == timeline.KindOp && e.Op.Name != timeline.OpWatch && world.IsAnswer(e) && r.known(e.Op.Path, e.Op.Zxid):
			r.reads = append(r.reads, i)
		case e.Tree != nil:
			r.trees = append(r.trees, i)
		case e.Disk != nil:
			r.disks = append(r.disks, i)
		}
	}
}
