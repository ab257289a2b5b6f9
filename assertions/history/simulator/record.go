package simulator

import (
	"math"
	"path"
	"sort"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// record is what can be said of a history by its events alone: what the servers
// had at each zxid, and what each session had seen when.
type record struct {
	events []timeline.Event
	world  *world
	doubt  map[string]timeline.Zxid // from where on a znode may be otherwise than in world
	ends   map[timeline.SessionID]timeline.Zxid
	// expired sessions ended by a transaction that no reply has the zxid of.
	expired map[timeline.SessionID]bool
	clients map[string][]int // events that clients received, in the order of arrival
	seen    []timeline.Zxid  // by event: the greatest position of the session's replies before
	next    []int            // by event: the next one that the client received, or -1
	refused map[timeline.Zxid]int
	acked   map[timeline.Zxid]int
	shown   map[timeline.Zxid]bool // zxids that a Stat carries, in a look or a tree
	millis  map[timeline.Zxid]int64
	looks   []int // answers that show a znode of which it is known what it must be
	trees   []int
	disks   []int
}

// never is beyond all zxids.
const never = timeline.Zxid(math.MaxUint64)

func newRecord(events []timeline.Event) *record {
	r := &record{
		events: events, world: newWorld(), doubt: map[string]timeline.Zxid{}, ends: map[timeline.SessionID]timeline.Zxid{},
		expired: map[timeline.SessionID]bool{}, clients: map[string][]int{}, refused: map[timeline.Zxid]int{}, acked: map[timeline.Zxid]int{},
		shown: map[timeline.Zxid]bool{}, millis: map[timeline.Zxid]int64{},
	}
	r.order()
	r.learnStats()
	r.replay()
	r.doubtUnknown()
	r.doubtExpired()
	r.doubtMismatches()
	r.findParts()
	return r
}

// arrivalOf is an event's place among what its client received, 0 for none.
func arrivalOf(e timeline.Event) (client string, arrival int) {
	switch {
	case e.Kind == timeline.KindWatch:
		return e.Watch.Client, e.Watch.Arrival
	case e.Kind == timeline.KindOp && e.Op.Arrival > 0:
		return e.Op.Client, e.Op.Arrival
	}
	return "", 0
}

// order puts what each client received in order, and says what its session had seen.
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

// learnStats collects which zxids were shown, and when they were written.
func (r *record) learnStats() {
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Op.Stat != nil {
			r.learnStat(*e.Op.Stat, e.Op.Looks())
		}
		if e.Kind == timeline.KindOp {
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

func (r *record) learnStat(s timeline.Stat, look bool) {
	r.millis[s.Czxid], r.millis[s.Mzxid] = s.Ctime, s.Mtime
	if look {
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
		t := txn{op.Zxid, r.millis[op.Zxid], op.Session, op.Name == "transaction"}
		if op.Name == "close" {
			r.ends[op.Session] = op.Zxid
			for _, name := range r.world.ephemerals(op.Session) {
				r.play(t, change{name: "close", path: name})
			}
			continue
		}
		for _, c := range changesOf(op) {
			r.play(t, c)
		}
	}
}

// changesOf reads an update as its parts.
func changesOf(op *timeline.Op) []change {
	parts := op.Parts
	if op.Name != "transaction" {
		parts = []timeline.Part{{Name: op.Name, Path: op.Path, Mode: op.Mode, Data: op.Data, Size: op.Size, Digest: op.Digest, ACL: op.ACL}}
	}
	var all []change
	for _, p := range parts {
		c := change{name: p.Name, path: p.Path, content: content{p.Data, p.Size, p.Digest}, acl: p.ACL}
		if p.Name == "check" || p.Name == "reconfig" {
			continue
		}
		if p.Name == "create" && c.acl == nil {
			c.acl = everybody
		}
		if strings.HasPrefix(p.Mode, "ephemeral") {
			c.owner = op.Session
		}
		all = append(all, c)
	}
	return all
}

// play applies a change, if it fits to what is known.
func (r *record) play(t txn, c change) {
	node, parent := r.world.last(c.path), r.world.last(path.Dir(c.path))
	if parent == nil || (node == nil) != (c.name == "create") {
		r.doubtFrom(c.path, 0)
		r.doubtFrom(path.Dir(c.path), 0)
		return
	}
	r.world.apply(t, c)
}

func (r *record) doubtFrom(name string, z timeline.Zxid) {
	if old, ok := r.doubt[name]; !ok || z < old {
		r.doubt[name] = z
	}
}

// sure tells whether it is known what a znode is at a zxid.
func (r *record) sure(name string, z timeline.Zxid) bool {
	if from, doubted := r.doubt[name]; doubted && z >= from {
		return false
	}
	if len(r.world.past[name]) > 0 || name == "/" {
		return true
	}
	// It may come from a sequential create, of which nobody knows the path.
	from, doubted := r.doubt[path.Dir(name)]
	return !doubted || z < from
}

// findParts lists what mutants are made of.
func (r *record) findParts() {
	for i, e := range r.events {
		switch {
		case e.Kind == timeline.KindOp && e.Op.Name != "watch" && r.isAnswer(e) && r.sure(e.Op.Path, e.Op.Zxid):
			r.looks = append(r.looks, i)
		case e.Tree != nil:
			r.trees = append(r.trees, i)
		case e.Disk != nil:
			r.disks = append(r.disks, i)
		}
	}
}
