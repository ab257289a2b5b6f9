package history

import (
	"fmt"
	"path"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// presence is what the newest event that shows it proves of the existence of a znode.
type presence struct {
	since  timeline.Zxid
	exists bool
	czxid  timeline.Zxid   // if it exists; 0 if it is not known
	by     *timeline.Event // nil if nothing is known
}

// exists reports whether a znode certainly exists within a bound, and the event that proves
// it.
func (r *replay) exists(z *znode, b bound) (proof *timeline.Event, certain bool) {
	p := z.presence
	if p.by == nil || !p.exists || r.indeterminate.openSince(p.since, b) || r.indeterminate.some(z.path, func(x *effect) bool {
		return x.name == timeline.OpDelete && (x.czxid == 0 || p.czxid == 0 || x.czxid == p.czxid || x.czxid == unknownCzxid) && x.possibleSince(p.since, b)
	}) {
		return nil, false
	}
	return p.by, true
}

// absent reports whether a znode certainly does not exist within a bound.
func (r *replay) absent(z *znode, b bound) (proof *timeline.Event, certain bool) {
	p := z.presence
	if p.by == nil || p.exists || r.indeterminate.openSince(p.since, b) || r.indeterminate.some(z.path, func(x *effect) bool {
		return x.name == timeline.OpCreate && x.possibleSince(p.since, b)
	}) {
		return nil, false
	}
	return p.by, true
}

// judgeUpdate finds an acknowledged update that had to be refused, because of the updates
// before it (PrepRequestProcessor).
func (r *replay) judgeUpdate(u *update) *Deviation {
	if u.e.Outcome != timeline.OK || u.endsSession() || ownedByServers(u.path()) {
		return nil
	}
	b := bound{u.e.Op.Return, u.zxid}
	refused := func(code, because string, by *timeline.Event) *Deviation {
		return &Deviation{Guarantee: writeOrder, Event: u.e, Contradicts: by, Problem: because, Expected: code}
	}
	z := u.z
	if u.name() == timeline.OpCreate {
		return r.judgeCreate(u, z, b, refused)
	}
	if by, absent := r.absent(z, b); absent {
		return refused(timeline.CodeNoNode, u.path()+" did not exist", by)
	}
	if u.name() == timeline.OpDelete {
		if n, by := r.certainChildren(z, b); n > 0 {
			return refused(codeNotEmpty, fmt.Sprintf("%s had at least %d children", u.path(), n), by)
		}
	}
	if v, by := r.versionNow(z, u.name(), b); v != nil && u.version() != nil && *u.version() != *v {
		return refused("BadVersion", fmt.Sprintf("it required version %d of %s, which had version %d", *u.version(), u.path(), *v), by)
	}
	return nil
}

func (r *replay) judgeCreate(u *update, z *znode, b bound, refused func(code, because string, by *timeline.Event) *Deviation) *Deviation {
	above := z.above
	number, sequential := u.number()
	if by, exists := r.exists(z, b); exists {
		return refused("NodeExists", u.path()+" existed", by)
	}
	if by, absent := r.absent(above, b); absent {
		return refused(timeline.CodeNoNode, above.path+" did not exist", by)
	}
	if by, exists := r.exists(above, b); exists && above.created != nil && isEphemeral(above.created.mode()) {
		return refused(codeNoChildren, above.path+" was ephemeral", by)
	}
	if c := &above.model.created; sequential && c.known {
		more := r.possible(r.indeterminate.byParent[above.path], c.since, b, timeline.OpCreate)
		if number < c.n || number > c.n+more {
			return &Deviation{Guarantee: writeOrder, Event: u.e, Contradicts: c.by, Expected: "the number " + atLeast(c.n, more),
				Problem: fmt.Sprintf("its number counts the children that were created before in %s", above.path)}
		}
	}
	return nil
}

// number returns the number that the server gave to a sequential znode.
func (u *update) number() (int32, bool) {
	name := u.path()
	if u.name() != timeline.OpCreate || !u.mode().Sequential() || len(name) < sequenceDigits {
		return 0, false
	}
	n, err := strconv.ParseInt(name[len(name)-sequenceDigits:], 10, 32)
	return int32(n), err == nil //nolint:gosec // ParseInt bounds it
}

// versionNow returns the version that an update compares with the one it requires, nil if it
// is not certain.
func (r *replay) versionNow(z *znode, name string, b bound) (*int32, *timeline.Event) {
	c, kind := &z.model.version, timeline.OpSet
	if name == timeline.OpSetACL {
		c, kind = &z.model.aversion, timeline.OpSetACL
	}
	_, exists := r.exists(z, b)
	if !exists || !c.known || r.possible(r.indeterminate.byPath[z.path], c.since, b, kind) > 0 {
		return nil, nil
	}
	return &c.n, c.by
}

// certainChildren returns the least number of children that a znode has.
func (r *replay) certainChildren(z *znode, b bound) (int32, *timeline.Event) {
	c := &z.model.children
	if !c.known {
		return 0, nil
	}
	return c.n - r.possible(r.indeterminate.byParent[z.path], c.since, b, timeline.OpDelete), c.by
}

// The codes of refusals that depend on other updates.
const (
	codeBadVersion = "BadVersion"
	codeNodeExists = "NodeExists"
	codeNotEmpty   = "NotEmpty"
	codeNoChildren = "NoChildrenForEphemerals"
)

// judgeRefusal finds a refused update that had to succeed, by the reason that the server
// gives. That of a transaction is judged if no part before the failing one touches the same
// znodes.
func (r *replay) judgeRefusal(f refusal) *Deviation {
	op := f.e.Op
	b := bound{op.Return, f.zxid}
	if op.Name != timeline.OpTransaction {
		part := timeline.Part{Name: op.Name, Path: op.Path, Code: op.Code, Mode: op.Mode, Version: op.Version}
		return r.judgeRefusedPart(f.e, part, b)
	}
	touched := map[string]bool{}
	for _, p := range op.Parts {
		switch {
		case p.Code == "" || p.Code == "RuntimeInconsistency":
			touched[p.Path], touched[parent(p.Path)] = true, true
			continue
		case touched[p.Path] || touched[parent(p.Path)]:
			return nil
		}
		return r.judgeRefusedPart(f.e, p, b)
	}
	return nil
}

func (r *replay) judgeRefusedPart(e *timeline.Event, p timeline.Part, b bound) *Deviation {
	if ownedByServers(p.Path) || timeline.CreateMode(p.Mode).Sequential() && p.Code == codeNodeExists {
		return nil
	}
	z := r.znode(p.Path)
	above := z.above
	wrong := func(because string, by *timeline.Event) *Deviation {
		return &Deviation{Guarantee: writeOrder, Event: e, Contradicts: by, Problem: because, Expected: "that it succeeds"}
	}
	switch p.Code {
	case timeline.CodeNoAuth:
		return r.judgeAccess(e, p, b)
	case codeNodeExists:
		if by, absent := r.absent(z, b); absent {
			return wrong(p.Path+" did not exist", by)
		}
	case timeline.CodeNoNode:
		needed := z
		if p.Name == timeline.OpCreate {
			needed = above
		}
		if by, exists := r.exists(needed, b); exists {
			return wrong(needed.path+" existed", by)
		}
	case codeBadVersion:
		if v, by := r.versionNow(z, p.Name, b); v != nil && p.Version != nil && *p.Version == *v {
			return wrong(fmt.Sprintf("%s had the version %d that it required", p.Path, *v), by)
		}
	case codeNotEmpty:
		c := &z.model.children
		if _, exists := r.exists(z, b); exists && c.known && c.n == 0 && r.possible(r.indeterminate.byParent[z.path], c.since, b, timeline.OpCreate) == 0 {
			return wrong(p.Path+" had no children", c.by)
		}
	case codeNoChildren:
		if by, exists := r.exists(above, b); exists && above.created != nil && !isEphemeral(above.created.mode()) && !above.created.witnessed {
			return wrong(above.path+" was not ephemeral", by)
		}
	}
	return nil
}

// ownedByServers reports whether servers write a znode by themselves: the statistics of
// quotas (DataTree.updateCountBytes) and the configuration.
func ownedByServers(znode string) bool {
	return znode == "/zookeeper/config" || isAtOrBelow(znode, "/zookeeper/quota") && path.Base(znode) == "zookeeper_stats"
}
