package assertions

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// judge says what is wrong with a look. What follows from the first deviation needs
// no name of its own.
func (r *replay) judge(g glance) *deviation {
	if g.op.Stat == nil {
		return r.judgeAbsence(g)
	}
	r.noteParts(g)
	for _, find := range onPresence {
		if d := find(r, g); d != nil {
			return d
		}
	}
	return nil
}

// onPresence is what can be wrong with a znode that is shown, the gravest first.
var onPresence = []func(*replay, glance) *deviation{
	(*replay).beyond, (*replay).trace, (*replay).revived, (*replay).older, (*replay).lacks, (*replay).lacksChildren,
	(*replay).wrongOwner, (*replay).otherData, (*replay).otherACL,
}

// beyond finds a state from behind the reply's own position.
func (r *replay) beyond(g glance) *deviation {
	newest := max(g.op.Stat.Czxid, g.op.Stat.Mzxid, g.op.Stat.Pzxid)
	if g.op.Zxid == 0 || newest <= g.op.Zxid {
		return nil
	}
	return &deviation{guarantee: replicaAgreement.Name, event: g.e, want: "a state as of " + g.op.Zxid.String(),
		what: fmt.Sprintf("shows a state as of %s, behind its own position", newest)}
}

// trace finds the zxid of an update that was refused.
func (r *replay) trace(g glance) *deviation { return r.traceIn(g.e, *g.op.Stat) }

func (r *replay) traceIn(e *timeline.Event, s timeline.Stat) *deviation {
	for _, z := range []timeline.Zxid{s.Mzxid, s.Czxid, s.Pzxid} {
		if by := r.refused[z]; by != nil && !r.committed(z) {
			return &deviation{guarantee: atomicity.Name, event: e, before: by, want: "nothing of it",
				what: fmt.Sprintf("shows a trace of %s, of an update that was refused", z)}
		}
	}
	return nil
}

// revived finds an ephemeral znode whose session is gone.
func (r *replay) revived(g glance) *deviation {
	return r.outlives(g.e, g.op.Path, *g.op.Stat, g.op.Zxid)
}

// outlives finds a znode that is shown at a position behind the end of its session,
// or, where nobody was told the place of that, in a tree at the end.
func (r *replay) outlives(e *timeline.Event, name string, s timeline.Stat, at timeline.Zxid) *deviation {
	end := r.doubts.ended[s.EphemeralOwner]
	if s.EphemeralOwner == 0 || end.by == nil || end.zxid > at || end.zxid == 0 && e.Tree == nil {
		return nil
	}
	return &deviation{guarantee: ephemeralLifetime.Name, event: e, before: end.by, want: "NoNode",
		what: fmt.Sprintf("%s is still there, though its session %s has ended", name, s.EphemeralOwner)}
}

// older finds a state older than one that the session has looked at itself.
func (r *replay) older(g glance) *deviation {
	s, stat := g.seen, g.op.Stat
	switch {
	case stat.Mzxid < s.mzxid:
		return &deviation{guarantee: singleSystemImage.Name, event: g.e, before: s.data, want: "mzxid " + s.mzxid.String() + withData(s.data) + " or later",
			what: fmt.Sprintf("but the session had seen that znode as of %s before", s.mzxid)}
	case s.gone != nil && stat.Czxid < s.absent && stat.Czxid != 0:
		return &deviation{guarantee: singleSystemImage.Name, event: g.e, before: s.gone, want: "NoNode, or a znode made after " + s.absent.String(),
			what: fmt.Sprintf("but the session had seen at %s that there is no such znode", s.absent)}
	case stat.Pzxid < s.pzxid:
		return &deviation{guarantee: singleSystemImage.Name, event: g.e, before: s.listing, want: "pzxid " + s.pzxid.String() + " or later",
			what: fmt.Sprintf("with the children as of %s, but the session had seen them as of %s before", stat.Pzxid, s.pzxid)}
	}
	return nil
}

// lacks finds an older state than the updates say, or than another look showed.
func (r *replay) lacks(g glance) *deviation {
	stat := g.op.Stat
	u := g.nearest(g.z.last, func(u *update) bool { return u.newerThan(stat) }, func(u *update) *update { return u.before })
	switch {
	case u != nil && u.newerThan(stat):
		return r.blame(g, u, fmt.Sprintf("the znode was %s at %s", u.done(), u.zxid))
	case u != nil && u.name() == timeline.OpDelete:
	case g.z.shown <= g.at && stat.Mzxid < g.z.shown:
		return &deviation{guarantee: replicaAgreement.Name, event: g.e, before: g.z.shownBy,
			what: fmt.Sprintf("but that znode was shown as of %s", g.z.shown), want: "mzxid " + g.z.shown.String() + withData(g.z.shownBy) + " or later"}
	}
	return nil
}

// newerThan tells whether a state lacks the update.
func (u *update) newerThan(s *timeline.Stat) bool {
	if u.name() == timeline.OpDelete {
		return s.Czxid < u.zxid
	}
	return s.Mzxid < u.zxid
}

func (u *update) done() string {
	if u.name() == timeline.OpDelete {
		return "deleted"
	}
	return "written"
}

// nearest is the update to blame for what a look lacks: the newest, or, when an
// older one is lacking too that the session had passed before, that one.
func (g glance) nearest(newest *update, lacking func(*update) bool, before func(*update) *update) *update {
	for u := newest; u != nil && lacking(u); u = before(u) {
		if u.zxid <= g.look.seen {
			return u
		}
	}
	return newest
}

// lacksChildren finds a list of children of the past. The list itself need not have
// been asked for: pzxid is that of the last child that came or went.
func (r *replay) lacksChildren(g glance) *deviation {
	lacking := func(u *update) bool { return g.op.Stat.Pzxid < u.zxid }
	if u := g.nearest(g.z.kids, lacking, func(u *update) *update { return u.beforeOfParent }); u != nil && lacking(u) {
		return r.blame(g, u, fmt.Sprintf("with the children as of %s; the %s of %s was acknowledged at %s", g.op.Stat.Pzxid, u.name(), u.path(), u.zxid))
	}
	if g.op.Name != timeline.OpChildren || g.z.children == nil || g.op.Zxid == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(g.z.children)) {
		made := r.znode(name).made
		if !slices.Contains(g.op.Children, path.Base(name)) && !r.doubts.mayBeGone(name, made, g.by()) {
			return r.blame(g, made, fmt.Sprintf("without %s, which was made at %s", path.Base(name), made.zxid))
		}
	}
	for _, base := range g.op.Children {
		if name := path.Join(g.op.Path, base); !g.z.children[name] && !r.doubts.mayBeMade(name, g.by()) {
			return &deviation{guarantee: replicaAgreement.Name, event: g.e, what: "lists " + base + ", which nobody made"}
		}
	}
	return nil
}

// judgeAbsence judges the answer that there is no such znode.
func (r *replay) judgeAbsence(g glance) *deviation {
	z, u := g.z, g.z.last
	if u == nil || u.name() == timeline.OpDelete || r.mayBeGone(g) {
		return nil
	}
	if z.made != nil && isEphemeral(z.made.mode()) {
		return &deviation{guarantee: ephemeralLifetime.Name, event: g.e, before: z.made.e, want: "the znode",
			what: fmt.Sprintf("though session %s, which made it at %s, lives, and nobody deleted it", z.made.session(), z.made.zxid)}
	}
	u = g.nearest(u, func(u *update) bool { return u.name() != timeline.OpDelete }, func(u *update) *update { return u.before })
	if g.seen.mzxid >= u.zxid {
		return &deviation{guarantee: singleSystemImage.Name, event: g.e, before: g.seen.data,
			what: fmt.Sprintf("the znode was written at %s, and the session had seen that znode as of %s before", u.zxid, g.seen.mzxid),
			want: "mzxid " + g.seen.mzxid.String() + withData(g.seen.data)}
	}
	return r.blame(g, u, fmt.Sprintf("the znode was written at %s", u.zxid))
}

// mayBeGone tells whether a znode that was made may be gone by the position of a
// look, though nobody was told of a delete.
func (r *replay) mayBeGone(g glance) bool {
	name, made := g.op.Path, g.z.made
	if r.doubts.mayBeGone(name, made, g.by()) {
		return true
	}
	// How far a server was that told no position is not known: it may know of a delete that comes later.
	return g.op.Zxid == 0 && slices.ContainsFunc(r.updates, func(u update) bool {
		return u.zxid > g.at && (u.path() == name && u.name() == timeline.OpDelete || u.name() == timeline.OpClose && made != nil && isEphemeral(made.mode()) && u.session() == made.session())
	})
}

// blame finds the promise that a look breaks which does not show an update.
func (r *replay) blame(g glance, u *update, what string) *deviation {
	d := deviation{guarantee: replicaAgreement.Name, event: g.e, before: u.e, what: what, want: u.wanted()}
	switch {
	case u.e.Op.Name == timeline.OpClose:
		d.guarantee = ephemeralLifetime.Name
	case u.session() == g.op.Session:
		d.guarantee = readYourWrites.Name
	case u.zxid <= g.look.seen:
		d.guarantee = singleSystemImage.Name
		d.what += fmt.Sprintf(", and the session had seen %s", g.look.seen)
	}
	return r.short(u, d, g.op.Server)
}

// wanted says what has to be shown at or after an update.
func (u *update) wanted() string {
	if u.name() == timeline.OpDelete {
		return "NoNode, or a znode made after " + u.zxid.String()
	}
	return "zxid " + u.zxid.String() + withData(u.e) + " or later"
}

// wrongOwner finds an ephemeral znode that belongs to nobody, or to somebody else.
func (r *replay) wrongOwner(g glance) *deviation {
	return r.ownerOf(g.e, g.op.Path, g.z, *g.op.Stat)
}

func (r *replay) ownerOf(e *timeline.Event, name string, z *znode, s timeline.Stat) *deviation {
	if z.made == nil || z.made.zxid != s.Czxid {
		return nil
	}
	owner := timeline.SessionID(0)
	if isEphemeral(z.made.mode()) {
		owner = z.made.session()
	}
	if s.EphemeralOwner == owner || owner == 0 && z.made.mode().Vanishes() { // containers and TTLs have a mark there
		return nil
	}
	return &deviation{guarantee: ephemeralLifetime.Name, event: e, before: z.made.e, want: "owner " + owner.String(),
		what: fmt.Sprintf("%s belongs to session %s, and was made for %s", name, s.EphemeralOwner, owner)}
}

// otherData finds other data than the update of the same zxid wrote, or than were
// shown before.
func (r *replay) otherData(g glance) *deviation {
	if g.op.Digest == "" {
		return nil
	}
	if u := g.z.last; u != nil && u.zxid == g.op.Stat.Mzxid && u.digest() != g.op.Digest {
		return &deviation{guarantee: replicaAgreement.Name, event: g.e, before: u.e, want: "the data of " + u.zxid.String() + withData(u.e),
			what: fmt.Sprintf("has other data than %s wrote", u.zxid)}
	}
	if s := g.seen; s.mzxid == g.op.Stat.Mzxid && s.digest != "" && s.digest != g.op.Digest {
		return &deviation{guarantee: replicaAgreement.Name, event: g.e, before: s.data, what: fmt.Sprintf("has other data at %s than were shown before", s.mzxid)}
	}
	return nil
}

// otherACL finds another ACL than the updates gave.
func (r *replay) otherACL(g glance) *deviation {
	u := g.z.acl
	if g.op.Name != timeline.OpACL || u == nil || g.op.Zxid == 0 || r.doubts.mayGive(g.op.Path, g.op.ACL, g.by()) || sameACL(u.acl(), g.op.ACL) {
		return nil
	}
	return &deviation{guarantee: aclIntegrity.Name, event: g.e, before: u.e, want: "the ACL " + aclText(u.acl()) + " of " + u.zxid.String(),
		what: "shows the ACL " + aclText(g.op.ACL)}
}
