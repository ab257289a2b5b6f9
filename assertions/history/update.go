package history

import (
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// update is one change of one znode that certainly happened: an operation of its own,
// or a part of a transaction.
type update struct {
	e       *timeline.Event
	part    *timeline.Part // nil for an operation of its own
	zxid    timeline.Zxid
	session timeline.SessionID // 0 if it is not known
	// proof is the reply that acknowledges it, or another one that shows an effect: what a
	// client has read is committed. It is nil if only the disks prove that it happened.
	proof     *timeline.Event
	witnessed bool // only an effect of it is known
	unnamed   bool // it is a sequential create whose number is not known
	kept      bool // it is from a chapter before, and was judged there
	// wrong marks an update that deviates: what it makes of the Stat is not known.
	wrong bool

	// The replay sets these: the znode and its previous update, the previous one of the
	// parent's list of children, and the ACLs of both.
	before, beforeOfParent *update
	guards                 guards
	z                      *znode
}

// guards are the ACLs of a znode and of its parent.
type guards struct{ znode, parent guard }

// unnamedCreate is the name of a sequential create whose number is not known.
const unnamedCreate = "unnamed create"

func (u *update) name() string {
	if u.unnamed {
		return unnamedCreate
	}
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

// size returns the length of the data that is written, and whether it is known: it is left
// out of the timeline if it is 0.
func (u *update) size() (int, bool) {
	if u.part != nil {
		return u.part.Size, u.part.Size > 0 || u.part.Digest == emptyDigest
	}
	return u.e.Op.Size, u.e.Op.Size > 0 || u.e.Op.Digest == emptyDigest
}

// emptyDigest identifies no data.
var emptyDigest = timeline.Digest(nil)

// stat returns the Stat of the znode in the reply, nil if there is none. That of a
// reconfiguration is not judged.
func (u *update) stat() *timeline.Stat {
	switch {
	case u.e.Outcome != timeline.OK || u.name() == timeline.OpReconfig:
		return nil
	case u.part != nil:
		return u.part.Stat
	}
	return u.e.Op.Stat
}

// version returns the version that is required, nil if any will do.
func (u *update) version() *int32 {
	if u.part != nil {
		return u.part.Version
	}
	return u.e.Op.Version
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

// invoked returns the time before which it cannot have happened.
func (u *update) invoked() time.Duration {
	if u.witnessed || u.e.Op == nil {
		return 0
	}
	return u.e.Op.Invoke
}

// inTransaction reports whether other updates happen together with it.
func (u *update) inTransaction() bool { return u.part != nil && !u.witnessed && !u.endsSession() }

// endsSession reports whether it deletes a znode because its session ended.
func (u *update) endsSession() bool { return u.e.Op != nil && u.e.Op.Name == timeline.OpClose }

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
