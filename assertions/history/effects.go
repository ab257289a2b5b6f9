package history

import (
	"math"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// effect is something that may have happened to one znode.
type effect struct {
	name       string // create, set, delete or set_acl
	path       string
	sequential bool                // the path lacks its number
	mode       timeline.CreateMode // of a create
	acl        []string
	digest     string
	// invoked, after and before limit when it can have happened: its zxid is beyond every
	// zxid that any client had received before the operation was invoked, and below that of
	// a later update of the session, whose updates are applied in the order in which it sent
	// them.
	invoked       time.Duration
	after, before timeline.Zxid
	// czxid identifies the one znode that can be deleted; 0 stands for any.
	czxid timeline.Zxid
	by    *timeline.Event // the operation; nil if servers do it by themselves
	part  int             // of a transaction: its index
}

// unknownCzxid is the czxid of a znode whose create has no reply.
const unknownCzxid = timeline.Zxid(math.MaxUint64)

// bound is a time and a zxid up to which something can have happened.
type bound struct {
	time time.Duration
	zxid timeline.Zxid
}

// unbounded admits everything.
var unbounded = bound{math.MaxInt64, math.MaxUint64}

// possible reports whether the effect can have happened within a bound.
func (x *effect) possible(b bound) bool { return x.invoked <= b.time && x.after < b.zxid }

// possibleSince reports whether the effect can have happened beyond a zxid, within a bound.
func (x *effect) possibleSince(z timeline.Zxid, b bound) bool {
	return x.possible(b) && x.before > z+1
}

// mayBe reports whether the effect can have this zxid.
func (x *effect) mayBe(z timeline.Zxid) bool { return x.after < z && z < x.before }

// sequenceDigits is the number of digits that a server appends to a sequential path
// (PrepRequestProcessor).
const sequenceDigits = 10

// mayName reports whether a sequential create can have given this path.
func (x *effect) mayName(znode string) bool {
	number, ok := strings.CutPrefix(znode, x.path)
	return ok && len(number) == sequenceDigits && strings.Trim(number, "0123456789") == ""
}

// effects lists those of one kind, such as all on one path.
type effects []effect

func (list effects) any(fits func(*effect) bool) bool {
	for i := range list {
		if fits(&list[i]) {
			return true
		}
	}
	return false
}

// resolved returns the effects that remain open once the zxids of some operations are
// known: the numbers of their sequential creates.
func (list effects) resolved(ops map[*timeline.Event]timeline.Zxid) effects {
	rest := list[:0]
	for _, x := range list {
		z, known := ops[x.by]
		if known && !x.sequential {
			continue
		}
		if known {
			x.after, x.before = z-1, z+1
		}
		rest = append(rest, x)
	}
	return rest
}
