package history

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// presence records what the newest event that shows it proves of the existence of a znode.
type presence struct {
	since    timeline.Zxid
	exists   bool
	czxid    timeline.Zxid   // if it exists; 0 if it is not known
	fleeting bool            // it may vanish by itself, with a session that is not recorded or after its TTL
	by       *timeline.Event // nil if nothing is known
}

// presenceNow returns what the newest event proves, of the znode itself or of the list of
// children that has it or lacks it.
func (z *znode) presenceNow() presence {
	list := z.above.list
	if z.path == "/" || list.by == nil || list.since <= z.presence.since {
		return z.presence
	}
	_, exists := slices.BinarySearch(list.names, path.Base(z.path))
	if exists && z.presence.exists {
		return z.presence // which has the czxid
	}
	return presence{since: list.since, exists: exists, fleeting: exists, by: list.by}
}

// exists reports whether a znode certainly exists within a bound, and the event that proves
// it.
func (r *replay) exists(z *znode, b bound) (proof *timeline.Event, certain bool) {
	if z.path == "/" {
		return z.presence.by, true
	}
	p := z.presenceNow()
	if p.by == nil || !p.exists || p.fleeting || p.since < r.beginning || r.indeterminate.openSince(p.since, b) || r.indeterminate.some(z.path, func(x *effect) bool {
		return x.name == timeline.OpDelete && (x.czxid == 0 || p.czxid == 0 || x.czxid == p.czxid || x.czxid == unknownCzxid) && x.possibleSince(p.since, b)
	}) {
		return nil, false
	}
	return p.by, true
}

// absent reports whether a znode certainly does not exist within a bound.
func (r *replay) absent(z *znode, b bound) (proof *timeline.Event, certain bool) {
	p := z.presenceNow()
	if p.by == nil || p.exists || p.since < r.beginning || r.indeterminate.openSince(p.since, b) || r.indeterminate.some(z.path, func(x *effect) bool {
		return x.name == timeline.OpCreate && x.possibleSince(p.since, b)
	}) {
		return nil, false
	}
	return p.by, true
}

// judgeUpdate finds an acknowledged update that had to be refused, because of the updates
// before it (PrepRequestProcessor).
func (r *replay) judgeUpdate(u *update) *Deviation {
	if u.witnessed || u.unnamed || u.endsSession() || ownedByServers(u.path()) {
		return nil
	}
	b := bound{u.e.Op.Return, u.zxid}
	refused := func(code, because string, by *timeline.Event) *Deviation {
		return &Deviation{Guarantee: writeOrder, Event: cmp.Or(u.proof, u.e), Contradicts: by, Problem: because, Expected: code}
	}
	if before := r.taken; before != nil && before.zxid == u.zxid && before.e != u.e && !before.witnessed && !r.suspect[before.e] && !r.suspect[u.e] {
		return refused("a zxid of its own", "another update has the same zxid", before.e)
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
		return refused(codeBadVersion, fmt.Sprintf("it required version %d of %s, which had version %d", *u.version(), u.path(), *v), by)
	}
	return nil
}

func (r *replay) judgeCreate(u *update, z *znode, b bound, refused func(code, because string, by *timeline.Event) *Deviation) *Deviation {
	above := z.above
	number, sequential := u.number()
	if by, exists := r.exists(z, b); exists {
		return refused(codeNodeExists, u.path()+" existed", by)
	}
	if by, absent := r.absent(above, b); absent {
		return refused(timeline.CodeNoNode, above.path+" did not exist", by)
	}
	if by, ephemeral := r.ephemeralOrGone(above, b); ephemeral {
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

// ephemeralOrGone reports whether a znode is certainly ephemeral, unless it is gone: then
// too nothing can be created below it.
func (r *replay) ephemeralOrGone(z *znode, b bound) (proof *timeline.Event, certain bool) {
	p := z.presence
	recreated := r.indeterminate.openSince(p.since, b) || p.since < r.beginning || r.indeterminate.some(z.path, func(x *effect) bool {
		return x.name == timeline.OpCreate && x.possibleSince(p.since, b)
	})
	return p.by, p.exists && z.model.czxid != 0 && !z.model.anyOwner && modeOf(z.model.owner) == timeline.Ephemeral && !recreated
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

// childless reports whether a znode certainly has no children.
func (r *replay) childless(z *znode, b bound) (proof *timeline.Event, certain bool) {
	c := &z.model.children
	_, exists := r.exists(z, b)
	if c.by != nil && c.by.Op != nil && c.by.Op.Name == timeline.OpClose {
		return nil, false // the leader counts the znodes of a session until it has applied its end
	}
	return c.by, exists && c.known && c.n == 0 && r.possible(r.indeterminate.byParent[z.path], c.since, b, timeline.OpCreate) == 0
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
	if u := r.taken; u != nil && u.zxid == f.zxid && !u.witnessed && !r.suspect[u.e] {
		return &Deviation{Guarantee: writeOrder, Event: f.e, Contradicts: u.e, Problem: "an update has the same zxid", Expected: "a zxid of its own"}
	}
	b := bound{op.Return, f.zxid}
	if op.Name != timeline.OpTransaction {
		part := timeline.Part{Name: op.Name, Path: op.Path, Code: op.Code, Mode: op.Mode, Version: op.Version}
		return r.judgeRefusedPart(f.e, part, b)
	}
	touched, touchedBelow := map[string]bool{}, map[string]bool{}
	for _, p := range op.Parts {
		switch {
		case p.Name == timeline.OpCheck && p.Code == "":
			continue
		case p.Code == "" || p.Code == "RuntimeInconsistency":
			touched[p.Path] = true
			if p.Name != timeline.OpSet {
				touchedBelow[parent(p.Path)] = true
			}
			continue
		case touched[p.Path] || touched[parent(p.Path)] || touchedBelow[p.Path]:
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
	if impossible(p) {
		return &Deviation{Guarantee: writeOrder, Event: e, Problem: "a " + p.Name + " is never refused with " + p.Code, Expected: "another answer"}
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
		if by, childless := r.childless(above, b); childless {
			return wrong(above.path+" had no children", by)
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
		if by, childless := r.childless(z, b); childless {
			return wrong(p.Path+" had no children", by)
		}
	case codeNoChildren:
		if by, exists := r.exists(above, b); exists && above.model.czxid != 0 && modeOf(above.model.owner) != timeline.Ephemeral || above.path == "/" {
			return wrong(above.path+" was not ephemeral", by)
		}
	}
	r.learnFromRefusal(e, p, b.zxid)
	return nil
}

// possibleCodes are the codes with which the leader refuses each kind of update because of
// other updates (PrepRequestProcessor).
var possibleCodes = map[string][]string{
	timeline.OpCreate: {codeNodeExists, timeline.CodeNoNode, codeNoChildren},
	timeline.OpSet:    {timeline.CodeNoNode, codeBadVersion},
	timeline.OpSetACL: {timeline.CodeNoNode, codeBadVersion},
	timeline.OpDelete: {timeline.CodeNoNode, codeBadVersion, codeNotEmpty},
	timeline.OpCheck:  {timeline.CodeNoNode, codeBadVersion},
}

// impossible reports whether an update cannot be refused with this code.
func impossible(p timeline.Part) bool {
	codes, known := possibleCodes[p.Name]
	return known && !slices.Contains(codes, p.Code) && slices.Contains([]string{codeNodeExists, codeNoChildren, codeBadVersion, codeNotEmpty}, p.Code)
}

// learnFromRefusal records what the reason of a refusal proves of the existence of a znode.
func (r *replay) learnFromRefusal(e *timeline.Event, p timeline.Part, at timeline.Zxid) {
	z := r.znode(p.Path)
	exists := true
	switch {
	case p.Code == timeline.CodeNoNode && p.Name == timeline.OpCreate:
		z, exists = z.above, false
	case p.Code == timeline.CodeNoNode:
		exists = false
	case p.Code == codeNoChildren:
		z = z.above
	case p.Code != codeNodeExists && p.Code != codeBadVersion && p.Code != codeNotEmpty:
		return
	}
	if z.path != "/" && (z.presence.by == nil || z.presence.exists != exists) {
		z.presence = presence{since: at, exists: exists, fleeting: exists && r.mayVanish(z), by: e}
	}
}

// ownedByServers reports whether servers write a znode by themselves: the statistics of
// quotas (DataTree.updateCountBytes) and the configuration.
func ownedByServers(znode string) bool {
	return znode == "/zookeeper/config" || isAtOrBelow(znode, "/zookeeper/quota") && path.Base(znode) == "zookeeper_stats"
}

// otherNames finds sequential znodes that were given another name than was asked for, which
// only the invocation has.
func otherNames(events []timeline.Event) []Deviation {
	var found []Deviation
	asked := map[timeline.Request]*timeline.Event{}
	for i := range events {
		e := &events[i]
		switch {
		case e.Op == nil || e.Op.Name != timeline.OpCreate || !timeline.CreateMode(e.Op.Mode).Sequential() || e.Op.Xid == 0:
		case e.Kind == timeline.KindInvoke:
			asked[e.Op.Request()] = e
		case e.Outcome == timeline.OK:
			by := asked[e.Op.Request()]
			if prefix, long := e.Op.Path, len(e.Op.Path) > sequenceDigits; by != nil && (!long || prefix[:len(prefix)-sequenceDigits] != by.Op.Path) {
				found = append(found, Deviation{Guarantee: writeOrder, Event: e, Contradicts: by,
					Problem: "the znode has another name than was asked for", Expected: by.Op.Path + " and a number"})
			}
		}
	}
	return found
}

// mayVanish reports whether a znode of which no create is known may vanish by itself: not if
// only creates of others can have made it.
func (r *replay) mayVanish(z *znode) bool {
	if z.created != nil {
		return false // the effects of servers have it
	}
	persistent, fleeting := false, false
	r.indeterminate.some(z.path, func(x *effect) bool {
		persistent = persistent || x.name == timeline.OpCreate && !x.mode.Vanishes()
		fleeting = fleeting || x.name == timeline.OpCreate && x.mode.Vanishes()
		return false
	})
	return fleeting || !persistent
}
