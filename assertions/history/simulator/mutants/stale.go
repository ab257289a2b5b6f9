package mutants

import (
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// stale is a read that can show an older state of its znode.
type stale struct {
	read   int // event
	op     *timeline.Op
	now    int // version that it should show
	then   int // version that it shows, -1 before there was any
	blamed string
	// The missing changes are:
	children bool // of the list of children only, else of the znode itself only
	gone     bool // up to its delete
	created  bool // from its create on
	readSome bool // read by the session in part
}

// staleKinds show states that were right earlier.
func staleKinds() []Kind {
	kind := func(name, guarantee string, fits func(stale) bool) Kind {
		return Kind{Name: name, Guarantee: guarantee, places: func(r *record) []place {
			var places []place
			for _, s := range staleReads(r) {
				if s.blamed == guarantee && fits(s) {
					places = append(places, func(m *mutant) { m.show(s.read, r.version(s.op.Path, s.then)) })
				}
			}
			return places
		}}
	}
	data := func(s stale) bool { return !s.children && !s.gone && !s.created }
	return []Kind{
		kind("data older than read before", "single_system_image", func(s stale) bool { return data(s) && s.readSome }),
		kind("data older than another's write up to the position seen", "single_system_image", func(s stale) bool { return data(s) && !s.readSome }),
		kind("children older than read before", "single_system_image", func(s stale) bool { return s.children && s.readSome }),
		kind("children lack another's create or delete up to the position seen", "single_system_image", func(s stale) bool { return s.children && !s.readSome }),
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

func (r *record) version(name string, i int) *world.Znode {
	if i < 0 {
		return nil
	}
	return r.world.Past(name)[i].Node
}

// staleReads returns all older states that reads can show, with the guarantee they violate.
func staleReads(r *record) []stale {
	var all []stale
	for _, i := range r.reads {
		op := r.events[i].Op
		now := r.world.Index(op.Path, op.Zxid)
		for then := now - 1; then >= -1 && then >= now-3; then-- {
			s := stale{read: i, op: op, now: now, then: then}
			if s.classify(r) {
				all = append(all, s)
			}
		}
	}
	return all
}

// classify determines what a read lacks, and which guarantee is blamed. It returns false
// if more than one would be violated.
func (s *stale) classify(r *record) bool {
	before, after := r.version(s.op.Path, s.then), r.version(s.op.Path, s.now)
	if before == nil && after == nil {
		return false
	}
	missed := r.world.Past(s.op.Path)[s.then+1 : s.now+1]
	of := 0
	for _, v := range missed {
		if v.Cause.Multi || v.Cause.Name == timeline.OpClose || v.Cause.Name == timeline.OpSetACL || world.IsEphemeral(v.Node) {
			return false
		}
		if v.Cause.Path != s.op.Path {
			of++
		}
	}
	if world.IsEphemeral(before) || of != 0 && of != len(missed) || of > 0 && byEphemeral(r, missed) {
		return false
	}
	if before == nil && slices.ContainsFunc(missed, func(v world.Version) bool { return v.Node == nil }) {
		return false // it was absent later too: since when it is missing cannot be determined
	}
	s.children, s.gone, s.created = of > 0, after == nil, before == nil
	if s.created && r.readsAgain(s.read) {
		return false // it would find what it had read as absent, created before
	}
	return s.blame(r, missed)
}

// byEphemeral reports whether a change is about an ephemeral child.
func byEphemeral(r *record, missed []world.Version) bool {
	return slices.ContainsFunc(missed, func(v world.Version) bool {
		return slices.ContainsFunc(r.world.Past(v.Cause.Path), func(c world.Version) bool { return world.IsEphemeral(c.Node) })
	})
}

// blame finds the one guarantee.
func (s *stale) blame(r *record, missed []world.Version) bool {
	session, seen := s.op.Session, r.seen[s.read]
	read := r.lastRead(s.read, s.op.Path)
	s.readSome = read > s.then
	var own, others, later int
	for n, v := range missed {
		switch {
		case v.Cause.Session == session && s.then+1+n > read:
			own++
			if v.Cause.Path != s.op.Path && r.lastRead(s.read, v.Cause.Path) >= 0 {
				return false // the child, if not the list of children
			}
		case v.Cause.Session == session:
		case v.Zxid <= seen:
			others++
		default:
			later++
		}
	}
	switch {
	case s.readSome && own == 0, own == 0 && others > 0:
		s.blamed = "single_system_image"
	case !s.readSome && own > 0 && others+later == 0:
		s.blamed = "read_your_writes"
	case own == 0 && !s.readSome && later > 0:
		s.blamed = "replica_agreement"
	default:
		return false
	}
	return true
}

// lastRead returns the newest version that the session had read before an event, or -2.
func (r *record) lastRead(event int, name string) int {
	newest := -2
	_, arrival := arrivalOf(r.events[event])
	for _, i := range r.clients[r.events[event].Op.Client] {
		e := r.events[i]
		if _, n := arrivalOf(e); n >= arrival {
			break
		}
		if e.Op != nil && e.Op.Path == name && e.Op.Session == r.events[event].Op.Session && world.IsAnswer(e) {
			newest = max(newest, r.world.Index(name, e.Op.Zxid))
		}
	}
	return newest
}
