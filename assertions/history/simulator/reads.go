package simulator

import (
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// readKinds make reads show a state that never existed, or not at that time.
func readKinds() []Kind {
	return []Kind{
		{Name: "position of a read below what was seen", Guarantee: "single_system_image", places: (*record).lowerable},
		{Name: "results of two reads swapped", Guarantee: "single_system_image", places: (*record).swappable},
		{Name: "other data at the same mzxid", Guarantee: "replica_agreement", places: (*record).forgeable},
		{Name: "state from beyond the position", Guarantee: "replica_agreement", places: (*record).beyond},
	}
}

// lowerable reads would show the same at a zxid below what their session had seen.
func (r *record) lowerable() []place {
	var places []place
	for i, e := range r.events {
		op := e.Op
		if e.Kind != timeline.KindOp || op.Zxid == 0 || r.seen[i] == 0 || e.Outcome == timeline.Unknown {
			continue
		}
		oldest := timeline.Zxid(0)
		switch {
		case op.Name == timeline.OpSync:
		case op.Name == timeline.OpWatch || !r.isAnswer(e) || !r.known(op.Path, op.Zxid):
			continue
		default:
			if v := r.world.index(op.Path, op.Zxid); v >= 0 {
				oldest = r.world.past[op.Path][v].zxid
			}
		}
		if z := r.seen[i] - 1; z > oldest && z.Counter() > 0 {
			places = append(places, func(m *mutant) { m.op(i).Zxid = z })
		}
	}
	return places
}

// adjacent reports whether two events of a client are replies on one connection.
func (r *record) adjacent(i, j int) bool {
	if j < 0 || r.events[i].Kind != timeline.KindOp || r.events[j].Kind != timeline.KindOp {
		return false
	}
	return r.connection(i) == r.connection(j) && r.events[i].Op.Session == r.events[j].Op.Session
}

// connection returns how many handshakes the client had made before an event arrived.
func (r *record) connection(i int) int {
	e := r.events[i]
	client, _ := arrivalOf(e)
	at, n := e.At, 0
	if e.Op != nil {
		at = e.Op.Return
	}
	for _, h := range r.events {
		if h.Handshake != nil && h.Handshake.Client == client && h.At <= at {
			n++
		}
	}
	return n
}

// swappable reads of one znode show different states, at different zxids.
func (r *record) swappable() []place {
	var places []place
	for _, i := range r.reads {
		j := r.next[i]
		if !r.adjacent(i, j) || !slices.Contains(r.reads, j) {
			continue
		}
		a, b := r.events[i].Op, r.events[j].Op
		if a.Name != b.Name || a.Path != b.Path || a.Zxid >= b.Zxid {
			continue
		}
		places = append(places, func(m *mutant) {
			first, second := m.op(i), m.op(j)
			copyAnswer(first, b)
			copyAnswer(second, a)
			x, y := &m.events[i], &m.events[j]
			x.Outcome, y.Outcome, x.What, y.What = y.Outcome, x.Outcome, y.What, x.What
		})
	}
	return places
}

func copyAnswer(to, from *timeline.Op) {
	to.Zxid, to.Code, to.Data, to.Size, to.Digest, to.Stat, to.Children, to.ACL = from.Zxid, from.Code, from.Data, from.Size, from.Digest, from.Stat, from.Children, from.ACL
}

// forgeable reads show what another session wrote.
func (r *record) forgeable() []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		if op.Name != timeline.OpRead || op.Stat == nil || op.Size == 0 || op.Stat.Mzxid == 0 {
			continue
		}
		writer := r.world.past[op.Path][r.world.index(op.Path, op.Stat.Mzxid)].cause
		if writer.session == op.Session || writer.multi {
			continue
		}
		places = append(places, func(m *mutant) {
			op := m.op(i)
			op.Digest = timeline.Digest([]byte("forged " + op.Digest))
			if op.Data != "" {
				op.Data = op.Data[:len(op.Data)-1] + "!"
				op.Digest = timeline.Digest([]byte(op.Data))
			}
		})
	}
	return places
}

// beyond are reads that can show the next set: later replies to their session include it.
func (r *record) beyond() []place {
	var places []place
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.index(op.Path, op.Zxid)
		past := r.world.past[op.Path]
		if now < 0 || now+1 >= len(past) || past[now].node == nil {
			continue
		}
		v := past[now+1]
		if v.cause.name != timeline.OpSet || v.cause.multi || v.cause.session == op.Session || isEphemeral(v.node) {
			continue
		}
		if r.known(op.Path, v.zxid) && r.laterPositionsReach(i, v.zxid) && !r.watches(op.Client, op.Path) {
			places = append(places, func(m *mutant) { m.show(i, v.node) })
		}
	}
	return places
}

// laterPositionsReach reports whether all later replies to a session are at or beyond z.
func (r *record) laterPositionsReach(i int, z timeline.Zxid) bool {
	for j := r.next[i]; j >= 0; j = r.next[j] {
		if op := r.events[j].Op; op != nil && op.Session == r.events[i].Op.Session && op.Zxid < z {
			return false
		}
	}
	return true
}

// watchesOf returns the operations by which a client set watches, or tried to.
func (r *record) watchesOf(client string) []*timeline.Op {
	var ops []*timeline.Op
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && e.Op.Name == timeline.OpWatch && e.Op.Client == client {
			ops = append(ops, e.Op)
		}
	}
	return ops
}

// watches reports whether a client ever set a watch that covers a path.
func (r *record) watches(client, name string) bool {
	return slices.ContainsFunc(r.watchesOf(client), func(op *timeline.Op) bool {
		for up := name; ; up = path.Dir(up) {
			if up == op.Path && (up == name || up == path.Dir(name) || op.Watch == string(timeline.WatchRecursive)) {
				return true
			}
			if up == "/" {
				return false
			}
		}
	})
}
