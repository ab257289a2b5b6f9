package simulator

import (
	"math"
	"path"
	"sort"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// record holds what the events alone prove: the state of the servers at each zxid, and what
// each session had seen when.
type record struct {
	events []timeline.Event
	world  *world
	// indeterminate maps znodes to the zxid from which on they may differ from world.
	indeterminate map[string]timeline.Zxid
	ends          map[timeline.SessionID]timeline.Zxid
	// expired sessions ended by a transaction whose zxid no reply carries.
	expired map[timeline.SessionID]bool
	clients map[string][]int // events that clients received, in the order of arrival
	seen    []timeline.Zxid  // by event: the greatest zxid of earlier replies to the session
	next    []int            // by event: the next one that the client received, or -1
	refused map[timeline.Zxid]int
	acked   map[timeline.Zxid]int
	shown   map[timeline.Zxid]bool // zxids in a Stat of a read or a tree
	millis  map[timeline.Zxid]int64
	reads   []int // replies that show a znode whose state is known
	trees   []int
	disks   []int
}

// endOfTime is beyond all zxids.
const endOfTime = timeline.Zxid(math.MaxUint64)

func newRecord(events []timeline.Event) *record {
	r := &record{
		events: events, world: newWorld(), indeterminate: map[string]timeline.Zxid{}, ends: map[timeline.SessionID]timeline.Zxid{},
		expired: map[timeline.SessionID]bool{}, clients: map[string][]int{}, refused: map[timeline.Zxid]int{}, acked: map[timeline.Zxid]int{},
		shown: map[timeline.Zxid]bool{}, millis: map[timeline.Zxid]int64{},
	}
	r.order()
	r.learnStats()
	r.replay()
	r.markUnknown()
	r.markExpired()
	r.markMismatches()
	r.findParts()
	return r
}

// arrivalOf returns the place of an event among what its client received; 0 if it has none.
func arrivalOf(e timeline.Event) (client string, arrival int) {
	switch {
	case e.Kind == timeline.KindWatch:
		return e.Watch.Client, e.Watch.Arrival
	case e.Kind == timeline.KindOp && e.Op.Arrival > 0:
		return e.Op.Client, e.Op.Arrival
	}
	return "", 0
}

// order sorts what each client received, and notes what its session had seen.
func (r *record) order() {
	r.seen, r.next = make([]timeline.Zxid, len(r.events)), make([]int, len(r.events))
	for i, e := range r.events {
		r.next[i] = -1
		if client, n := arrivalOf(e); n > 0 {
			r.clients[client] = append(r.clients[client], i)
		}
	}
	for _, got := range r.clients {
		sort.Slice(got, func(i, j int) bool {
			_, a := arrivalOf(r.events[got[i]])
			_, b := arrivalOf(r.events[got[j]])
			return a < b
		})
		seen := map[timeline.SessionID]timeline.Zxid{}
		for n, i := range got {
			if n > 0 {
				r.next[got[n-1]] = i
			}
			session := sessionOf(r.events[i])
			r.seen[i] = seen[session]
			if op := r.events[i].Op; op != nil {
				seen[session] = max(seen[session], op.Zxid)
			}
		}
	}
}

func sessionOf(e timeline.Event) timeline.SessionID {
	if e.Watch != nil {
		return e.Watch.Session
	}
	return e.Op.Session
}

// learnStats collects which zxids were shown, and their times.
func (r *record) learnStats() {
	for _, e := range r.events {
		if e.Kind == timeline.KindOp {
			if e.Op.Stat != nil {
				r.learnStat(*e.Op.Stat, e.Op.Reads())
			}
			for _, p := range e.Op.Parts {
				if p.Stat != nil {
					r.learnStat(*p.Stat, false)
				}
			}
		}
		if e.Tree != nil {
			for _, z := range e.Tree.Znodes {
				r.learnStat(z.Stat, true)
			}
		}
	}
}

func (r *record) learnStat(s timeline.Stat, shown bool) {
	r.millis[s.Czxid], r.millis[s.Mzxid] = s.Ctime, s.Mtime
	if shown {
		r.shown[s.Czxid], r.shown[s.Mzxid], r.shown[s.Pzxid] = true, true, true
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
