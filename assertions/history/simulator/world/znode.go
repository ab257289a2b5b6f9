package world

import (
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Content is data as a timeline records it.
type Content struct {
	Text   string
	Size   int
	Digest string
}

// ContentOf returns data as a timeline records it.
func ContentOf(data string) Content {
	return Content{timeline.Text([]byte(data)), len(data), timeline.Digest([]byte(data))}
}

// Znode is the state of a znode. It is never changed, only replaced.
type Znode struct {
	Content  Content
	Stat     timeline.Stat
	Children []string
	ACL      []string
}

// Creates returns how many children were ever created, the number of the next sequential
// one. Clients see creates and deletes added up (DataNode.copyStat).
func (z *Znode) Creates() int32 { return (z.Stat.Cversion + z.Stat.NumChildren) / 2 }

// OpenACL permits everything to everybody. Requests without an ACL mean it.
var OpenACL = []string{"world:anyone:cdrwa"}

// ContainerOwner stands in place of the owner of a container (EphemeralType).
const ContainerOwner timeline.SessionID = 1 << 63

// ttlMask marks an owner as the TTL of a znode, in milliseconds (EphemeralType.TTL).
const ttlMask timeline.SessionID = 0xff << 56

// TTLOwner returns what stands in place of the owner of a znode with a TTL.
func TTLOwner(ttl time.Duration) timeline.SessionID {
	return ttlMask | timeline.SessionID(ttl.Milliseconds())
}

// TTL returns the TTL of a znode, or 0.
func (z *Znode) TTL() time.Duration {
	if z.Stat.EphemeralOwner&ttlMask != ttlMask {
		return 0
	}
	return time.Duration(z.Stat.EphemeralOwner&^ttlMask) * time.Millisecond
}

// IsContainer reports whether the leader deletes the znode after its last child.
func (z *Znode) IsContainer() bool { return z.Stat.EphemeralOwner == ContainerOwner }

// IsEphemeral reports whether a znode exists and belongs to a session.
func IsEphemeral(z *Znode) bool {
	return z != nil && z.Stat.EphemeralOwner != 0 && !z.IsContainer() && z.TTL() == 0
}

// HasOwner reports whether a create mode makes an ephemeral znode.
func HasOwner(mode string) bool {
	return mode == string(timeline.Ephemeral) || mode == string(timeline.EphemeralSequential)
}

// OwnerOf returns what a create with this mode puts in the place of the owner.
func OwnerOf(mode string, ttl time.Duration, session timeline.SessionID) timeline.SessionID {
	switch {
	case HasOwner(mode):
		return session
	case mode == string(timeline.Container):
		return ContainerOwner
	case timeline.CreateMode(mode).HasTTL():
		return TTLOwner(ttl)
	}
	return 0
}

// Shown returns a znode as a tree shows it to a reader that may see everything.
func (z *Znode) Shown(name string) timeline.Znode {
	shown := timeline.Znode{Path: name, Digest: z.Content.Digest, Stat: z.Stat, ACL: z.ACL}
	if slices.Equal(z.ACL, OpenACL) {
		shown.ACL = nil
	}
	return shown
}
