package history

import (
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// comparison is a read with what is known of its znode.
type comparison struct {
	read
	op   *timeline.Op
	z    *znode
	last *lastRead // what the session had read before
}

// read compares one read with the replay and remembers what it showed.
func (r *replay) read(rd read) {
	r.counts.reads++
	op := rd.e.Op
	if op.Code == timeline.CodeNoAuth && op.Zxid != 0 {
		r.report(r.judgeAccess(rd.e, timeline.Part{Name: op.Name, Path: op.Path, Code: op.Code}, rd.bound()))
	}
	if !showsZnode(rd.e) || op.Zxid != 0 && op.Zxid < rd.seen {
		return // its zxid is the deviation; the state may well be that of the zxid
	}
	z := r.znode(op.Path)
	c := comparison{read: rd, op: op, z: z, last: z.lastReadBy(op.Session)}
	if u := c.z.last; u != nil && u.session == op.Session {
		r.counts.ownReads++
	}
	undecided := r.undecided
	if d := r.judge(c); d != nil || r.undecided > undecided {
		r.report(d)
		return // later reads are not compared with a wrong answer
	}
	c.remember()
	if !r.suspects[op.Session] {
		r.learnFrom(c)
	}
}

// learnFrom takes over what a read shows of the znode.
func (r *replay) learnFrom(c comparison) {
	if c.op.Stat != nil {
		r.learn(c.z, c.op.Stat, c.op.Zxid, c.e)
	}
	switch {
	case c.op.Zxid == 0:
	case c.op.Stat == nil:
		c.z.presence = presence{since: c.zxid, by: c.e}
	default:
		c.z.presence = presence{since: c.zxid, exists: true, czxid: c.op.Stat.Czxid, fleeting: c.z.created == nil && c.op.Stat.EphemeralOwner != 0, by: c.e}
		if listsChildren(c.op) {
			r.noteList(c)
		}
		if c.op.Digest != "" && c.z.model.mzxid == c.op.Stat.Mzxid {
			c.z.model.digest = c.op.Digest
		}
		if c.op.Name == timeline.OpACL {
			c.z.shownACL = shownACL{c.op.ACL, c.op.Stat.Czxid, c.op.Stat.Aversion, c.e}
		}
	}
}

func (z *znode) lastReadBy(id timeline.SessionID) *lastRead {
	last := z.reads[id]
	if last == nil {
		if z.reads == nil {
			z.reads = map[timeline.SessionID]*lastRead{}
		}
		last = &lastRead{}
		z.reads[id] = last
	}
	return last
}

// showsZnode reports whether the reply shows the state of its znode: the Stat, or that
// the znode does not exist.
func showsZnode(e *timeline.Event) bool {
	switch e.Op.Name {
	case timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpACL, timeline.OpWatch: // persistent watches have neither
		return e.Op.Stat != nil || e.Op.Code == timeline.CodeNoNode
	}
	return false
}

func (c comparison) remember() {
	last, stat := c.last, c.op.Stat
	if stat == nil {
		last.absent, last.absentFrom = c.zxid, c.e
		return
	}
	if stat.Mzxid > last.mzxid || last.mzxidBy == nil {
		last.mzxid, last.mzxidBy, last.digest = stat.Mzxid, c.e, ""
	}
	if stat.Mzxid == last.mzxid && c.op.Digest != "" {
		last.digest = c.op.Digest
	}
	if stat.Pzxid >= last.pzxid {
		last.pzxid, last.pzxidBy = stat.Pzxid, c.e
	}
	if stat.Mzxid > c.z.shown {
		c.z.shown, c.z.shownBy = stat.Mzxid, c.e
	}
}

// judge finds the first deviation of a read; what follows from it is not reported.
func (r *replay) judge(c comparison) *Deviation {
	if c.op.Stat == nil {
		return r.judgeAbsence(c)
	}
	r.noteShownPart(c)
	undecided := r.undecided
	for _, rule := range rulesOfReads {
		if d := rule(r, c); d != nil || r.undecided > undecided {
			return d
		}
	}
	return nil
}

// rulesOfReads find what can be wrong with a znode that is shown, the gravest first.
var rulesOfReads = []func(*replay, comparison) *Deviation{
	(*replay).newerThanReply, (*replay).effectOfRefused, (*replay).outlivesSession, (*replay).olderThanLastRead,
	(*replay).lacksUpdate, (*replay).backAgain, (*replay).lacksChildren, (*replay).nobodyWrote, (*replay).wrongOwner, (*replay).otherData,
	(*replay).otherACL, (*replay).otherStat, (*replay).forbidden,
}

// newerThanReply finds a state from beyond the zxid of the reply.
func (r *replay) newerThanReply(c comparison) *Deviation {
	newest := max(c.op.Stat.Czxid, c.op.Stat.Mzxid, c.op.Stat.Pzxid)
	if c.op.Zxid == 0 || newest <= c.op.Zxid {
		return nil
	}
	return &Deviation{Guarantee: replicaAgreement, Event: c.e, Expected: "a state as of " + c.op.Zxid.String(),
		Problem: fmt.Sprintf("shows a state as of %s, beyond the zxid of the reply", newest)}
}

// olderThanLastRead finds a state older than one that the session has read.
func (r *replay) olderThanLastRead(c comparison) *Deviation {
	last, stat := c.last, c.op.Stat
	switch {
	case stat.Mzxid < last.mzxid:
		return &Deviation{Guarantee: singleSystemImage, Event: c.e, Contradicts: last.mzxidBy, Expected: "mzxid " + last.mzxid.String() + withData(last.mzxidBy) + " or later",
			Problem: fmt.Sprintf("but the session had already read that znode as of %s", last.mzxid), lacks: last.mzxid}
	case last.absentFrom != nil && stat.Czxid < last.absent && stat.Czxid != 0:
		return &Deviation{Guarantee: singleSystemImage, Event: c.e, Contradicts: last.absentFrom, Expected: expectedAbsence(last.absent),
			Problem: fmt.Sprintf("but the session had already read at %s that the znode does not exist", last.absent), lacks: last.absent}
	case stat.Pzxid < last.pzxid:
		return &Deviation{Guarantee: singleSystemImage, Event: c.e, Contradicts: last.pzxidBy, Expected: "pzxid " + last.pzxid.String() + " or later",
			Problem: fmt.Sprintf("with the children as of %s, but the session had already read them as of %s", stat.Pzxid, last.pzxid), lacks: last.pzxid}
	}
	return nil
}

// lacksUpdate finds a state older than the updates make it, or than another read showed.
func (r *replay) lacksUpdate(c comparison) *Deviation {
	stat := c.op.Stat
	u := c.firstMissing(c.z.last, func(u *update) bool { return u.newerThan(stat) }, func(u *update) *update { return u.before })
	switch {
	case u != nil && u.newerThan(stat):
		return r.blame(c, u, fmt.Sprintf("the znode was %s at %s", u.pastTense(), u.zxid))
	case u != nil && u.deletes():
	case c.z.shown <= c.zxid && stat.Mzxid < c.z.shown:
		return &Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: c.z.shownBy,
			Problem: fmt.Sprintf("but another reply shows that znode as of %s", c.z.shown), Expected: "mzxid " + c.z.shown.String() + withData(c.z.shownBy) + " or later", lacks: c.z.shown}
	}
	return nil
}

// backAgain finds a znode from before a reply that showed that it does not exist.
func (r *replay) backAgain(c comparison) *Deviation {
	p := c.z.presence
	if p.by == nil || p.exists || c.op.Stat.Czxid > p.since || c.op.Zxid == 0 {
		return nil
	}
	d := Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: p.by, Expected: expectedAbsence(p.since), lacks: p.since,
		Problem: fmt.Sprintf("but another reply shows that the znode did not exist at %s", p.since)}
	if p.since <= c.seen {
		d.Guarantee = singleSystemImage
		d.Problem += fmt.Sprintf(", and the session had seen %s", c.seen)
	}
	return &d
}

// nobodyWrote finds a state that no operation can have made.
func (r *replay) nobodyWrote(c comparison) *Deviation {
	if m := &c.z.model; m.czxid == c.op.Stat.Czxid && m.mzxid == c.op.Stat.Mzxid && m.timed == m.mzxid && (c.z.last == nil || c.z.last.invoked() <= c.op.Return) {
		return nil // that is known
	}
	return r.unwritten(c.e, c.op.Path, *c.op.Stat, c.op.Digest)
}

func (r *replay) unwritten(e *timeline.Event, name string, s timeline.Stat, digest string) *Deviation {
	if isAtOrBelow(name, "/zookeeper") {
		return nil
	}
	for _, w := range shownIn(e, name, &s, digest) {
		switch {
		case name == "/" && w.name == timeline.OpCreate, w.name == anyChild:
			continue
		case w.zxid.Counter() == 0 && w.zxid != 0: // the beginning of an epoch is no transaction
			return r.unasked(e, w)
		case w.zxid <= r.beginning:
			continue
		}
		u, known := r.updateAt(w)
		if known && u.invoked() > timeOf(e) && !r.suspect[u.e] && !r.suspect[e] {
			return &Deviation{Guarantee: writeOrder, Event: e, Contradicts: u.e, Expected: "a state from before it",
				Problem: fmt.Sprintf("shows the %s of %s at %s, which was not invoked yet", w.name, name, w.zxid)}
		}
		if known {
			continue
		}
		if cause, possible := r.indeterminate.causeOf(w); cause.op == nil && !possible {
			return r.unasked(e, w)
		}
	}
	return nil
}

func (r *replay) unasked(e *timeline.Event, w witness) *Deviation {
	return &Deviation{Guarantee: writeOrder, Event: e, Expected: "a state that some client wrote",
		Problem: fmt.Sprintf("shows the %s of %s at %s, which no client asked for", w.name, w.path, w.zxid)}
}

// otherStat finds a Stat that the updates do not make.
func (r *replay) otherStat(c comparison) *Deviation {
	compare := r.statOf
	if c.op.Zxid == 0 {
		compare = r.knownStat
	}
	d := compare(c.z, c.op.Stat, c.bound())
	if d == nil && listsChildren(c.op) {
		d = c.otherList()
	}
	if size := c.op.Size; d == nil && size > 0 && int(c.op.Stat.DataLength) != size {
		d = &differing{problem: fmt.Sprintf("has the data_length %d, beside %d bytes of data", c.op.Stat.DataLength, size), expected: "the same number"}
	}
	if d == nil {
		return nil
	}
	return &Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: d.by, Problem: d.problem, Expected: d.expected}
}

// firstMissing returns the update to blame for what a read lacks: the newest, or an
// older one that is missing too and that is not beyond what the session had seen.
func (c comparison) firstMissing(newest *update, missing func(*update) bool, before func(*update) *update) *update {
	for u := newest; u != nil && missing(u); u = before(u) {
		if u.zxid <= c.seen {
			return u
		}
	}
	return newest
}

// judgeAbsence judges the answer that the znode does not exist.
func (r *replay) judgeAbsence(c comparison) *Deviation {
	z, u := c.z, c.z.last
	switch {
	case u == nil:
		return r.goneAgain(c)
	case u.deletes() || r.mayBeGone(c):
		return nil
	}
	if z.created != nil && isEphemeral(z.created.mode()) {
		return &Deviation{Guarantee: ephemeralLifetime, Event: c.e, Contradicts: z.created.e, Expected: "the znode", lacks: z.created.zxid,
			Problem: fmt.Sprintf("but session %s, which created it at %s, has not ended, and no operation deleted it", z.created.session, z.created.zxid)}
	}
	u = c.firstMissing(u, func(u *update) bool { return !u.deletes() }, func(u *update) *update { return u.before })
	if c.last.mzxid >= u.zxid {
		return &Deviation{Guarantee: singleSystemImage, Event: c.e, Contradicts: c.last.mzxidBy, lacks: u.zxid,
			Problem:  fmt.Sprintf("the znode was written at %s, and the session had already read it as of %s", u.zxid, c.last.mzxid),
			Expected: "mzxid " + c.last.mzxid.String() + withData(c.last.mzxidBy)}
	}
	return r.blame(c, u, fmt.Sprintf("the znode was written at %s", u.zxid))
}

// goneAgain finds the absence of a znode of which only replies are known.
func (r *replay) goneAgain(c comparison) *Deviation {
	by, certain := r.exists(c.z, c.bound())
	if !certain || c.op.Zxid == 0 {
		return nil
	}
	d := Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: by, Expected: "the znode", lacks: c.z.presence.since,
		Problem: fmt.Sprintf("but another reply shows the znode at %s, and no operation deleted it", c.z.presence.since)}
	if c.z.presence.since <= c.seen || c.last.mzxidBy != nil {
		d.Guarantee = singleSystemImage
	}
	return &d
}

// mayBeGone reports whether a znode that was created may be gone at the zxid of a read,
// though no reply to a delete came.
func (r *replay) mayBeGone(c comparison) bool {
	name, created := c.op.Path, c.z.created
	if r.indeterminate.mayBeGone(name, created, c.bound()) {
		return true
	}
	// A reply without a zxid may come from a server that is further on, and knows of a later delete.
	return c.op.Zxid == 0 && slices.ContainsFunc(r.updates, func(u update) bool {
		return u.zxid > c.zxid && (u.path() == name && u.deletes() || u.name() == timeline.OpClose && created != nil && isEphemeral(created.mode()) && u.session == created.session)
	})
}

// blame finds the guarantee that a read violates which does not show an update.
func (r *replay) blame(c comparison, u *update, problem string) *Deviation {
	d := Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: u.e, Problem: problem, Expected: u.expected(), lacks: u.zxid}
	switch {
	case u.endsSession() && u.path() == c.op.Path: // what is listed above it is no ephemeral znode
		d.Guarantee = ephemeralLifetime
	case u.session == c.op.Session:
		d.Guarantee = readYourWrites
	case u.zxid <= c.seen:
		d.Guarantee, d.inferred = singleSystemImage, true
		d.Problem += fmt.Sprintf(", and the session had seen %s", c.seen)
	}
	return r.notShown(u, d, c.op.Server)
}

// otherData finds other data than the update of the same zxid wrote, or than an earlier
// read of the session showed.
func (r *replay) otherData(c comparison) *Deviation {
	if c.op.Digest == "" || ownedByServers(c.op.Path) {
		return nil
	}
	if m := &c.z.model; m.czxid == c.op.Stat.Czxid && m.mzxid == c.op.Stat.Mzxid && m.digest != "" && m.digest != c.op.Digest && c.z.last == nil {
		return &Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: m.version.by, Problem: fmt.Sprintf("has other data at %s than another reply", m.mzxid)}
	}
	u := c.z.last
	if c.op.Zxid == 0 { // the server may be further on
		u, _ = r.updateAt(witness{name: timeline.OpSet, path: c.op.Path, zxid: c.op.Stat.Mzxid})
	}
	if u != nil && u.zxid == c.op.Stat.Mzxid && (u == c.z.last || !u.inTransaction()) && u.digest() != c.op.Digest && u.digest() != "" {
		return &Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: u.e, Expected: "the data of " + u.zxid.String() + withData(u.e),
			Problem: fmt.Sprintf("has other data than %s wrote", u.zxid)}
	}
	if last := c.last; last.mzxid == c.op.Stat.Mzxid && last.digest != "" && last.digest != c.op.Digest {
		return &Deviation{Guarantee: replicaAgreement, Event: c.e, Contradicts: last.mzxidBy, Problem: fmt.Sprintf("has other data at %s than an earlier read", last.mzxid)}
	}
	return nil
}
