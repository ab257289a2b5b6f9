package history

import "github.com/zkscenario/zkscenario/harness/timeline"

// update is one change of one znode that certainly happened: an operation of its own,
// or a part of a transaction.
type update struct {
	e     *timeline.Event
	part  *timeline.Part // nil for an operation of its own
	zxid  timeline.Zxid
	acked bool // some client received the reply

	// The replay sets these: the previous update of the znode, and the previous one of
	// the parent's list of children.
	before, beforeOfParent *update
}

func (u *update) session() timeline.SessionID { return u.e.Op.Session }

func (u *update) name() string {
	if u.part != nil {
		return u.part.Name
	}
	return u.e.Op.Name
}

func (u *update) path() string {
	if u.part != nil {
		return u.part.Path
	}
	return u.e.Op.Path
}

func (u *update) mode() timeline.CreateMode {
	if u.part != nil {
		return timeline.CreateMode(u.part.Mode)
	}
	return timeline.CreateMode(u.e.Op.Mode)
}

func (u *update) digest() string {
	if u.part != nil {
		return u.part.Digest
	}
	return u.e.Op.Digest
}

func (u *update) acl() []string {
	if u.part != nil {
		return u.part.ACL
	}
	return u.e.Op.ACL
}

// inTransaction reports whether other updates happen together with it.
func (u *update) inTransaction() bool { return u.e.Op.Name == timeline.OpTransaction }

func (u *update) deletes() bool { return u.name() == timeline.OpDelete }

// newerThan reports whether a state lacks the update.
func (u *update) newerThan(s *timeline.Stat) bool {
	if u.deletes() {
		return s.Czxid < u.zxid
	}
	return s.Mzxid < u.zxid
}

func (u *update) pastTense() string {
	if u.deletes() {
		return "deleted"
	}
	return "written"
}

// expected describes what must be shown at or after the update.
func (u *update) expected() string {
	if u.deletes() {
		return expectedAbsence(u.zxid)
	}
	return "zxid " + u.zxid.String() + withData(u.e) + " or later"
}

func expectedAbsence(z timeline.Zxid) string {
	return "NoNode, or a znode created after " + z.String()
}

func isEphemeral(m timeline.CreateMode) bool {
	return m == timeline.Ephemeral || m == timeline.EphemeralSequential
}
