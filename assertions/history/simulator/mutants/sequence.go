package mutants

import (
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// sequenceKinds violate the order of the requests of one session.
func sequenceKinds() []Kind {
	const guarantee = "sequential_consistency"
	return []Kind{
		{Name: "two replies out of order", Guarantee: guarantee, places: reversibleReplies},
		{Name: "read before its write", Guarantee: guarantee, places: prematureReads},
		{Name: "two sets of a znode exchanged", Guarantee: guarantee, Updates: true, places: exchangeableSets},
		{Name: "two updates exchanged", Guarantee: guarantee, places: exchangeableUpdates},
		{Name: "zxids of two updates swapped everywhere", Guarantee: guarantee, places: renamableSets},
		{Name: "position of an update not above what was seen", Guarantee: guarantee, places: lowerableUpdates},
	}
}

// reversibleReplies returns replies to requests that were in flight together.
func reversibleReplies(r *record) []place {
	return pairs(r, func(a, b timeline.Event) bool {
		if b.Op.Invoke >= a.Op.Return {
			return false
		}
		reads := a.Op.Reads() && b.Op.Reads() && a.Op.Zxid == b.Op.Zxid && a.Op.Name != timeline.OpWatch && b.Op.Name != timeline.OpWatch
		return reads || a.Op.Updates() && b.Op.Updates() && b.Op.Name != timeline.OpClose
	}, func(m *mutant, i, j int) {
		a, b := m.op(i), m.op(j)
		a.Arrival, b.Arrival = b.Arrival, a.Arrival
		a.Return, b.Return = b.Return, a.Return
	})
}

// pairs returns the places where two consecutive replies fit.
func pairs(r *record, fit func(a, b timeline.Event) bool, do func(m *mutant, i, j int)) []place {
	var places []place
	for i := range r.events {
		if j := r.next[i]; r.adjacent(i, j) && fit(r.events[i], r.events[j]) {
			places = append(places, func(m *mutant) { do(m, i, j) })
		}
	}
	return places
}

// inTurn reports whether the first operation ended before the second began.
func inTurn(a, b timeline.Event) bool { return a.Op.Return <= b.Op.Invoke }

func isSingleUpdate(e timeline.Event) bool {
	return e.Outcome == timeline.OK && e.Op.Updates() && e.Op.Name != timeline.OpTransaction && e.Op.Name != timeline.OpReconfig && e.Op.Name != timeline.OpClose
}

func prematureReads(r *record) []place {
	return pairs(r, func(a, b timeline.Event) bool {
		reads := slices.Contains([]string{timeline.OpRead, timeline.OpExists, timeline.OpChildren}, b.Op.Name) && b.Outcome == timeline.OK
		return inTurn(a, b) && isSingleUpdate(a) && reads && a.Op.Path == b.Op.Path && b.Op.Zxid >= a.Op.Zxid && r.canExchange(a.Op, b.Op)
	}, (*mutant).exchange)
}

func exchangeableUpdates(r *record) []place {
	return pairs(r, func(a, b timeline.Event) bool { return areExchangeable(r, a, b) }, (*mutant).exchange)
}

// areExchangeable reports whether two updates can change places. A sync in between would
// come from before the one that is acknowledged earlier then.
func areExchangeable(r *record, a, b timeline.Event) bool {
	return inTurn(a, b) && isSingleUpdate(a) && isSingleUpdate(b) && r.canExchange(a.Op, b.Op) && !r.has(func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Name == timeline.OpSync && a.Op.Return <= e.Op.Invoke && e.Op.Invoke < b.Op.Return
	})
}

// canExchange reports whether two operations of one session can change places without a
// contradiction to others: an update that is sent has a greater zxid than anybody had received,
// and what is received was requested.
func (r *record) canExchange(a, b *timeline.Op) bool {
	return r.canBeSentLater(a, b.Invoke) && r.canBeReceived(b.Zxid, a.Return, b)
}

// canBeSentLater reports whether no other session had received the zxid of an update, or a
// greater one, at a time.
func (r *record) canBeSentLater(update *timeline.Op, at time.Duration) bool {
	return !r.has(func(e timeline.Event) bool {
		received := e.At
		if e.Kind == timeline.KindOp {
			received = e.Op.Return
		}
		shown := e.Kind == timeline.KindOp && e.Op.Session != update.Session && e.Op.Zxid >= update.Zxid || e.Watch != nil && e.Watch.Zxid >= update.Zxid
		return shown && received <= at
	})
}

func exchangeableSets(r *record) []place {
	return pairs(r, func(a, b timeline.Event) bool {
		return areExchangeable(r, a, b) && a.Op.Name == timeline.OpSet && b.Op.Name == timeline.OpSet && a.Op.Path == b.Op.Path
	}, (*mutant).exchange)
}

// renamableSets returns two sets of one session with consecutive zxids and no read in
// between: in the other order everything else would be the same.
func renamableSets(r *record) []place {
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		if j, ok := r.acked[z+1]; ok && canRename(r, r.acked[z], j) {
			places = append(places, func(m *mutant) { m.swapZxids(z, z+1) })
		}
	}
	return places
}

func canRename(r *record, i, j int) bool {
	a, b := r.events[i], r.events[j]
	if a.Op.Name != timeline.OpSet || b.Op.Name != timeline.OpSet || a.Op.Session != b.Op.Session || a.Op.Path == b.Op.Path || !r.known(a.Op.Path, endOfTime) || !r.known(b.Op.Path, endOfTime) {
		return false
	}
	for n, e := range r.events {
		switch {
		case e.Watch != nil && (e.Watch.Path == a.Op.Path || e.Watch.Path == b.Op.Path):
			return false
		case e.Kind == timeline.KindOp && n != i && e.Op.Zxid == a.Op.Zxid:
			return false
		case e.Kind == timeline.KindOp && e.Op.Zxid == 0 && e.Op.Stat != nil:
			return false // reads without zxids may be anywhere
		}
	}
	return true
}

// swapZxids swaps the zxids of two updates everywhere.
func (m *mutant) swapZxids(a, b timeline.Zxid) {
	swap := func(zxids ...*timeline.Zxid) {
		for _, z := range zxids {
			switch *z {
			case a:
				*z = b
			case b:
				*z = a
			}
		}
	}
	swapIn := func(s *timeline.Stat) { swap(&s.Czxid, &s.Mzxid, &s.Pzxid) }
	for i, e := range m.events {
		switch {
		case e.Kind == timeline.KindOp:
			op := m.op(i)
			if op.Updates() {
				swap(&op.Zxid)
			}
			if op.Stat != nil {
				swapIn(op.Stat)
			}
			for n := range op.Parts {
				if part := &op.Parts[n]; part.Stat != nil {
					stat := *part.Stat
					swapIn(&stat)
					part.Stat = &stat
				}
			}
		case e.Watch != nil:
			swap(&m.watch(i).Zxid)
		case e.Tree != nil:
			t := m.tree(i)
			for n := range t.Znodes {
				swapIn(&t.Znodes[n].Stat)
			}
		}
	}
}

// lowerableUpdates returns changes of an ACL that is not read for a while: no Stat carries
// their zxid.
func lowerableUpdates(r *record) []place {
	var places []place
	for i, e := range r.events {
		if e.Kind != timeline.KindOp || e.Op.Name != timeline.OpSetACL || e.Outcome != timeline.OK || !r.known(e.Op.Path, endOfTime) {
			continue
		}
		z := r.seen[i]
		if z.Counter() > 0 && isUnread(r, e.Op.Path, z, e.Op.Zxid) {
			places = append(places, func(m *mutant) { m.op(i).Zxid = z })
		}
	}
	return places
}

// isUnread reports whether a znode was neither read nor changed at zxids in [z, end).
func isUnread(r *record, name string, z, end timeline.Zxid) bool {
	if i := r.world.Index(name, end-1); i >= 0 && r.world.Past(name)[i].Zxid >= z {
		return false
	}
	return !slices.ContainsFunc(r.events, func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Op.Path == name && e.Op.Zxid >= z && e.Op.Zxid < end
	})
}
