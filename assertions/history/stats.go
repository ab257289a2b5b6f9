package history

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// model describes what the Stat of a znode must show, as far as it is known. Updates change
// what is known; what a reply shows is known from then on.
type model struct {
	czxid    timeline.Zxid // of the incarnation; 0 if it is not known
	mzxid    timeline.Zxid
	pzxid    timeline.Zxid
	timed    timeline.Zxid // the mzxid whose time is known
	owner    timeline.SessionID
	anyOwner bool   // the owner is not known
	digest   string // of the data at mzxid; "" if it is not known
	version  counter
	aversion counter
	// created counts the children that were ever created: servers keep it, name sequential
	// children by it, and show twice of it less the children that exist (DataNode.copyStat).
	created  counter
	children counter
	length   counter
}

// counter holds a number that is known up to the effects that are possible since a zxid.
type counter struct {
	n     int32
	known bool
	since timeline.Zxid
	by    *timeline.Event // the newest event that made or showed it
}

func (c *counter) add(n int32, by *timeline.Event) { c.n, c.by = c.n+n, by }

func exactly(n int32, z timeline.Zxid, by *timeline.Event) counter { return counter{n, true, z, by} }

// timeOfZxid holds the time that the leader gave to a transaction, and where it was shown.
type timeOfZxid struct {
	millis int64
	by     *timeline.Event
}

// differing describes a field of a Stat that contradicts the model.
type differing struct {
	problem, expected string
	by                *timeline.Event
}

// statOf compares the Stat of a znode with the model, within a bound.
func (r *replay) statOf(z *znode, s *timeline.Stat, b bound) *differing {
	if s.Czxid > s.Mzxid && s.Mzxid != 0 || s.Czxid > s.Pzxid && s.Pzxid != 0 {
		return &differing{problem: fmt.Sprintf("has the czxid %s, beyond its mzxid %s or its pzxid %s", s.Czxid, s.Mzxid, s.Pzxid), expected: "a znode is created before it changes"}
	}
	for _, compare := range []func(*replay, *znode, *timeline.Stat, bound) *differing{
		(*replay).otherTimes, (*replay).otherIncarnation, (*replay).otherVersion, (*replay).otherChildren, (*replay).otherAversion,
	} {
		if d := compare(r, z, s, b); d != nil {
			return d
		}
	}
	return nil
}

// knownStat compares a Stat in a reply without a zxid with the model: the server may be
// further on, but the mzxid and the czxid identify its state.
func (r *replay) knownStat(z *znode, s *timeline.Stat, b bound) *differing {
	if d := r.otherTimes(z, s, b); d != nil {
		return d
	}
	if z.model.czxid == s.Czxid && z.model.mzxid == s.Mzxid {
		return r.otherVersion(z, s, b)
	}
	u, known := r.updateAt(witness{name: timeline.OpSet, path: z.path, zxid: s.Mzxid})
	if known && u.z != nil && !u.wrong && u.stat() != nil && !u.inTransaction() && u.stat().Version != s.Version {
		return &differing{fmt.Sprintf("has the version %d", s.Version), fmt.Sprint(u.stat().Version), u.e}
	}
	return nil
}

// otherTimes compares ctime and mtime with those that were shown of the same transactions:
// each has one time, in its header.
func (r *replay) otherTimes(_ *znode, s *timeline.Stat, _ bound) *differing {
	if s.Czxid == s.Mzxid && s.Ctime != s.Mtime && s.Czxid != 0 {
		return &differing{problem: fmt.Sprintf("has the ctime %d and the mtime %d", s.Ctime, s.Mtime), expected: "the same, that of " + s.Czxid.String()}
	}
	if d := r.otherTime("ctime", s.Czxid, s.Ctime); d != nil || s.Czxid == s.Mzxid {
		return d
	}
	return r.otherTime("mtime", s.Mzxid, s.Mtime)
}

func (r *replay) otherTime(name string, z timeline.Zxid, millis int64) *differing {
	shown, known := r.times[z]
	if !known || z == 0 || shown.millis == millis {
		return nil
	}
	return &differing{fmt.Sprintf("has the %s %d, but the time of %s is another one", name, millis, z), fmt.Sprint(shown.millis), shown.by}
}

// otherIncarnation finds another czxid beside the same mzxid.
func (r *replay) otherIncarnation(z *znode, s *timeline.Stat, b bound) *differing {
	m := &z.model
	recreated := func(x *effect) bool { return x.name == timeline.OpCreate && x.possibleSince(m.czxid, b) }
	if m.czxid == 0 || s.Mzxid != m.mzxid || s.Czxid == m.czxid || m.version.since < r.beginning || r.indeterminate.openSince(m.czxid, b) || r.indeterminate.some(z.path, recreated) {
		return nil
	}
	return &differing{fmt.Sprintf("has the czxid %s", s.Czxid), m.czxid.String(), m.version.by}
}

func (r *replay) otherVersion(z *znode, s *timeline.Stat, b bound) *differing {
	m := &z.model
	if m.czxid != s.Czxid {
		return nil
	}
	if s.EphemeralOwner != m.owner && !m.anyOwner {
		return &differing{fmt.Sprintf("has the owner %s", s.EphemeralOwner), m.owner.String(), m.version.by}
	}
	if s.Mzxid < m.mzxid {
		return &differing{fmt.Sprintf("has the mzxid %s", s.Mzxid), m.mzxid.String(), m.version.by}
	}
	more := r.possible(r.indeterminate.byPath[z.path], m.version.since, bound{b.time, s.Mzxid}, timeline.OpSet)
	if d := m.version.compare("version", s.Version, 0, more); d != nil {
		return d
	}
	if s.Mzxid == m.mzxid && !ownedByServers(z.path) {
		return m.length.compare("data_length", s.DataLength, 0, 0)
	}
	return nil
}

func (r *replay) otherChildren(z *znode, s *timeline.Stat, b bound) *differing {
	m := &z.model
	if m.czxid != s.Czxid {
		return nil
	}
	if s.Pzxid < m.pzxid {
		return &differing{fmt.Sprintf("has the pzxid %s", s.Pzxid), m.pzxid.String(), m.children.by}
	}
	until, effects := bound{b.time, s.Pzxid}, r.indeterminate.byParent[z.path]
	added := r.possible(effects, m.children.since, until, timeline.OpCreate)
	removed := r.possible(effects, m.children.since, until, timeline.OpDelete)
	if s.Pzxid > m.pzxid && added+removed == 0 && m.children.known && z.created != nil {
		return &differing{fmt.Sprintf("has the pzxid %s, at which no child was created or deleted", s.Pzxid), m.pzxid.String(), m.children.by}
	}
	if d := m.children.compare("num_children", s.NumChildren, removed, added); d != nil {
		return d
	}
	created := r.possible(effects, m.created.since, until, timeline.OpCreate)
	if is := s.Cversion + s.NumChildren; m.created.known && (is < 2*m.created.n || is > 2*(m.created.n+created) || is%2 != 0) {
		return &differing{fmt.Sprintf("has the cversion %d", s.Cversion), "twice the number of children ever created, " + atLeast(m.created.n, created) + ", less those that exist", m.created.by}
	}
	return nil
}

func (r *replay) otherAversion(z *znode, s *timeline.Stat, b bound) *differing {
	m := &z.model
	if m.czxid != s.Czxid {
		return nil
	}
	return m.aversion.compare("aversion", s.Aversion, 0, r.possible(r.indeterminate.byPath[z.path], m.aversion.since, b, timeline.OpSetACL))
}

// many stands for any number of effects.
const many = int32(1) << 24

// possible counts the effects with a name that are possible beyond a zxid, within a bound.
func (r *replay) possible(list effects, since timeline.Zxid, b bound, name string) int32 {
	switch {
	case since >= b.zxid:
		return 0
	case since < r.beginning || r.indeterminate.openSince(since, b): // also by clients from before the record
		return many
	}
	n := int32(0)
	for i := range list {
		if x := &list[i]; x.name == name && x.possibleSince(since, b) {
			n++
		}
	}
	return n
}

// compare reports a number that is neither the known one nor can have become of it.
func (c *counter) compare(name string, is, less, more int32) *differing {
	if !c.known || is >= c.n-less && is <= c.n+more {
		return nil
	}
	return &differing{fmt.Sprintf("has the %s %d", name, is), atLeast(c.n-less, less+more), c.by}
}

func atLeast(low, more int32) string {
	switch {
	case more == 0:
		return fmt.Sprint(low)
	case more >= many:
		return fmt.Sprintf("at least %d", low)
	}
	return fmt.Sprintf("%d to %d", low, low+more)
}

// learn takes over what a Stat shows at a zxid; 0 if it is not known. Then the znode may be
// further on, but not behind what is shown.
func (r *replay) learn(z *znode, s *timeline.Stat, at timeline.Zxid, by *timeline.Event) {
	m := &z.model
	if m.timed != s.Mzxid {
		m.timed = s.Mzxid
		r.learnTime(s.Czxid, s.Ctime, by)
		r.learnTime(s.Mzxid, s.Mtime, by)
	}
	if s.Czxid < m.czxid || at == 0 {
		return
	}
	if s.Czxid != m.czxid {
		*m = model{czxid: s.Czxid}
	}
	m.owner, m.anyOwner = s.EphemeralOwner, false
	if s.Mzxid > m.mzxid {
		m.digest = ""
	}
	if s.Mzxid >= m.mzxid {
		m.mzxid, m.version, m.length = s.Mzxid, exactly(s.Version, at, by), exactly(s.DataLength, at, by)
	}
	if s.Pzxid >= m.pzxid {
		m.pzxid, m.created, m.children = s.Pzxid, exactly((s.Cversion+s.NumChildren)/2, at, by), exactly(s.NumChildren, at, by)
	}
	m.aversion = exactly(s.Aversion, at, by)
}

func (r *replay) learnTime(z timeline.Zxid, millis int64, by *timeline.Event) {
	if _, known := r.times[z]; !known {
		r.times[z] = timeOfZxid{millis, by}
	}
}

// created returns the model of a znode as it is created.
func createdModel(u *update) model {
	z := u.zxid
	m := model{czxid: z, mzxid: z, pzxid: z, version: exactly(0, z, u.e), aversion: exactly(0, z, u.e), created: exactly(0, z, u.e), children: exactly(0, z, u.e)}
	m.setLength(u)
	m.digest = u.digest()
	switch {
	case isEphemeral(u.mode()):
		m.owner = u.session
	case u.mode() != timeline.Persistent && u.mode() != timeline.PersistentSequential || u.witnessed:
		m.anyOwner = true
	}
	return m
}

func (m *model) setLength(u *update) {
	size, known := u.size()
	m.length = counter{int32(size), known && !u.witnessed, u.zxid, u.e} //nolint:gosec // at most jute.maxbuffer
}

// addChild counts a child that was created.
func (m *model) addChild(u *update) {
	m.pzxid = u.zxid
	m.created.add(1, u.e)
	m.children.add(1, u.e)
	if number, ok := u.number(); ok && u.e.Outcome == timeline.OK {
		m.created = exactly(number+1, u.zxid, u.e)
	}
}

// removeChild counts a child that was deleted.
func (m *model) removeChild(u *update) {
	m.pzxid = u.zxid
	m.children.add(-1, u.e)
}

// forgetChildren leaves open how many children there are.
func (m *model) forgetChildren() { m.created.known, m.children.known = false, false }

func (m *model) set(u *update) {
	m.mzxid = u.zxid
	m.version.add(1, u.e)
	m.setLength(u)
	m.digest = u.digest()
}
