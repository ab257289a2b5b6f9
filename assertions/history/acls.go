package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// shownACL is the ACL that a reply showed.
type shownACL struct {
	acl      []string
	czxid    timeline.Zxid
	aversion int32
	by       *timeline.Event
}

// contradicts reports whether another ACL was shown with the same aversion.
func (s shownACL) contradicts(acl []string, stat *timeline.Stat) bool {
	return s.by != nil && s.czxid == stat.Czxid && s.aversion == stat.Aversion && !sameACL(s.acl, acl) && !sameACL(acl, s.acl)
}

// otherACL finds another ACL in a reply than the updates gave, or than another reply showed.
func (r *replay) otherACL(c comparison) *Deviation {
	if s := c.z.shownACL; c.op.Name == timeline.OpACL && s.contradicts(c.op.ACL, c.op.Stat) {
		return &Deviation{Guarantee: aclIntegrity, Event: c.e, Contradicts: s.by, Expected: "the ACL " + formatACL(s.acl),
			Problem: "shows the ACL " + formatACL(c.op.ACL) + " with the same aversion"}
	}
	u := c.z.lastACL
	if c.op.Name != timeline.OpACL || u == nil || c.op.Zxid == 0 || r.indeterminate.mayGiveACL(c.op.Path, c.op.ACL, c.bound()) || sameACL(u.acl(), c.op.ACL) {
		return nil
	}
	return &Deviation{Guarantee: aclIntegrity, Event: c.e, Contradicts: u.e, Expected: "the ACL " + formatACL(u.acl()) + " of " + u.zxid.String(),
		Problem: "shows the ACL " + formatACL(c.op.ACL)}
}

// judgeACLs compares the ACLs of all trees with those that were given, or that the
// majority has. A znode in another state than there has another deviation already.
func (r *replay) judgeACLs(majority map[string]timeline.Znode) {
	for _, e := range r.trees {
		for _, z := range e.Tree.Znodes {
			reference, ok := majority[z.Path]
			if !ok || !z.Same(reference) || slices.Equal(z.ACL, []string{timeline.NoPermission}) || r.afterSession(e, z.Path, z.Stat, e.Tree.Zxid) != nil {
				continue
			}
			d := Deviation{Guarantee: aclIntegrity, Event: e, Problem: fmt.Sprintf("%s has the ACL %s on server %d", z.Path, formatACL(z.ACL), e.Tree.Server)}
			want := reference.ACL
			if known := r.znodes[z.Path]; known != nil && known.lastACL != nil && !r.indeterminate.mayGiveACL(z.Path, z.ACL, unbounded) {
				want, d.Contradicts = known.lastACL.acl(), known.lastACL.e
			} else if known != nil && known.shownACL.contradicts(z.ACL, &z.Stat) {
				want, d.Contradicts = known.shownACL.acl, known.shownACL.by
			}
			if !sameACL(want, z.ACL) {
				d.Expected = "the ACL " + formatACL(want)
				r.found = append(r.found, d)
			}
		}
	}
}

// openACL permits everything to everybody; a create without an ACL gives it.
var openACL = []string{"world:anyone:cdrwa"}

// sameACL compares the ACL in a request with one that a server shows, as servers keep it
// (PrepRequestProcessor.fixupACL): entries that are given twice count once, in any order,
// and an entry with the scheme auth stands for all identities of the client, at least one.
// Servers since 3.5.6 (ZOOKEEPER-1392) show an x in place of a digest to clients that may
// not administer the znode.
func sameACL(given, shown []string) bool {
	a, b := canonicalACL(given), canonicalACL(shown)
	for _, entry := range a {
		if !slices.ContainsFunc(b, func(other string) bool { return stands(entry, other) }) {
			return false
		}
	}
	return !slices.ContainsFunc(b, func(other string) bool {
		return !slices.ContainsFunc(a, func(entry string) bool { return stands(entry, other) })
	})
}

func canonicalACL(acl []string) []string {
	if len(acl) == 0 {
		return openACL
	}
	return acl
}

// stands reports whether an entry that is shown can stand for one that was given.
func stands(given, shown string) bool {
	scheme, id, perms := splitACL(given)
	shownScheme, shownID, shownPerms := splitACL(shown)
	if scheme == "auth" {
		return shownPerms == perms && shownScheme != "world" && shownScheme != "ip" // which identify nobody
	}
	if scheme == "digest" && strings.HasSuffix(shownID, ":x") {
		id, _, _ = strings.Cut(id, ":")
		id += ":x"
	}
	return scheme == shownScheme && id == shownID && perms == shownPerms
}

// splitACL splits scheme:id:perms; the id may contain colons.
func splitACL(entry string) (scheme, id, perms string) {
	scheme, rest, _ := strings.Cut(entry, ":")
	i := strings.LastIndexByte(rest, ':')
	if i < 0 {
		return scheme, rest, ""
	}
	letters := []byte(rest[i+1:])
	slices.Sort(letters)
	return scheme, rest[:i], string(letters)
}

func formatACL(acl []string) string { return strings.Join(canonicalACL(acl), ", ") }
