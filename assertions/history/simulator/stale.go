package simulator

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// stale is a look that is to show an older state of its znode.
type stale struct {
	look  int // event
	op    *timeline.Op
	now   int // version that it should show
	then  int // version that it shows, -1 before there was any
	owner string
	// Of what is missing:
	children bool // it is changes of the children only, else only of the znode itself
	gone     bool // the znode was deleted
	created  bool // the znode was created
	looked   bool // the session had looked at something newer
}

// staleKinds show states that were right once.
func staleKinds() []Kind {
	kind := func(name, guarantee string, fits func(stale) bool) Kind {
		return Kind{Name: name, Guarantee: guarantee, places: func(r *record) []place {
			var places []place
			for _, s := range r.stales() {
				if s.owner == guarantee && fits(s) {
					places = append(places, func(m *mutant) { m.show(s.look, r.version(s.op.Path, s.then)) })
				}
			}
			return places
		}}
	}
	data := func(s stale) bool { return !s.children && !s.gone && !s.created }
	return []Kind{
		kind("data older than looked at", "single_system_image", func(s stale) bool { return data(s) && s.looked }),
		kind("data older than another's write up to the position seen", "single_system_image", func(s stale) bool { return data(s) && !s.looked }),
		kind("children older than looked at", "single_system_image", func(s stale) bool { return s.children && s.looked }),
		kind("children lack another's create or delete up to the position seen", "single_system_image", func(s stale) bool { return s.children && !s.looked }),
		kind("deleted znode comes back", "single_system_image", func(s stale) bool { return s.gone }),
		kind("created znode is not there", "single_system_image", func(s stale) bool { return s.created }),
		kind("own set not shown", "read_your_writes", data),
		kind("own create not shown", "read_your_writes", func(s stale) bool { return s.created }),
		kind("own delete not shown", "read_your_writes", func(s stale) bool { return s.gone }),
		kind("own child not listed", "read_your_writes", func(s stale) bool { return s.children }),
		kind("set up to the own position not shown", "replica_agreement", data),
		kind("create or delete up to the own position not shown", "replica_agreement", func(s stale) bool { return s.created || s.gone }),
		kind("child up to the own position not listed", "replica_agreement", func(s stale) bool { return s.children }),
	}
}

func (r *record) version(name string, i int) *znode {
	if i < 0 {
		return nil
	}
	return r.world.past[name][i].node
}

// stales are all older states that the looks could show, and whom they would break.
func (r *record) stales() []stale {
	var all []stale
	for _, i := range r.looks {
		op := r.events[i].Op
		now := r.world.index(op.Path, op.Zxid)
		for then := now - 1; then >= -1 && then >= now-3; then-- {
			s := stale{look: i, op: op, now: now, then: then}
			if r.classify(&s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// classify says what is missing in a look, and blames it by decision 15. It answers
// false where more than one promise would be broken.
func (r *record) classify(s *stale) bool {
	before, after := r.version(s.op.Path, s.then), r.version(s.op.Path, s.now)
	if before == nil && after == nil {
		return false
	}
	missed := r.world.past[s.op.Path][s.then+1 : s.now+1]
	of := 0
	for _, v := range missed {
		if v.cause.multi || v.cause.name == "close" || v.cause.name == "set_acl" || v.node != nil && v.node.stat.EphemeralOwner != 0 {
			return false
		}
		if v.cause.path != s.op.Path {
			of++
		}
	}
	if before != nil && before.stat.EphemeralOwner != 0 || of != 0 && of != len(missed) || of > 0 && r.byEphemeral(missed) {
		return false
	}
	if before == nil && slices.ContainsFunc(missed, func(v version) bool { return v.node == nil }) {
		return false // it was not there later either: nobody can tell since when it is missing
	}
	s.children, s.gone, s.created = of > 0, after == nil, before == nil
	if s.created && r.looksAgain(s.look) {
		return false // it would find what it had seen to be gone, made long ago
	}
	return r.blame(s, missed)
}

// byEphemeral tells whether children are concerned that come and go with sessions.
func (r *record) byEphemeral(missed []version) bool {
	return slices.ContainsFunc(missed, func(v version) bool {
		return slices.ContainsFunc(r.world.past[v.cause.path], func(c version) bool { return c.node != nil && c.node.stat.EphemeralOwner != 0 })
	})
}

// blame finds the one promise.
func (r *record) blame(s *stale, missed []version) bool {
	session, seen := s.op.Session, r.seen[s.look]
	looked := r.lookedAt(s.look, s.op.Path)
	s.looked = looked > s.then
	var own, others, later int
	for n, v := range missed {
		switch {
		case v.cause.session == session && s.then+1+n > looked:
			own++
			if v.cause.path != s.op.Path && r.lookedAt(s.look, v.cause.path) >= 0 {
				return false // at the child, if not at the list of the children
			}
		case v.cause.session == session:
		case v.zxid <= seen:
			others++
		default:
			later++
		}
	}
	switch {
	case s.looked && own == 0, own == 0 && others > 0:
		s.owner = "single_system_image"
	case !s.looked && own > 0 && others+later == 0:
		s.owner = "read_your_writes"
	case own == 0 && !s.looked && later > 0:
		s.owner = "replica_agreement"
	default:
		return false
	}
	return true
}

// lookedAt is the newest version of a znode that the session had looked at before
// an event, or -2.
func (r *record) lookedAt(event int, name string) int {
	newest := -2
	_, arrival := arrivalOf(r.events[event])
	for _, i := range r.clients[r.events[event].Op.Client] {
		e := r.events[i]
		if _, n := arrivalOf(e); n >= arrival {
			break
		}
		if e.Op != nil && e.Op.Path == name && e.Op.Session == r.events[event].Op.Session && r.isAnswer(e) {
			newest = max(newest, r.world.index(name, e.Op.Zxid))
		}
	}
	return newest
}
