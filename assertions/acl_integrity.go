package assertions

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var aclIntegrity = harness.Kind[harness.Check]{
	Name:    "acl_integrity",
	Summary: "The ACL of a znode, in replies and in the trees at the end, is the one that the updates up to there gave.",
	New:     func() harness.Check { return ACLIntegrity{} },
}

// ACLIntegrity relies on ACLs being part of what transactions write (CreateTxn,
// SetACLTxn), so that they have a place in the order of zxids.
type ACLIntegrity struct{}

// Judge implements harness.Check.
func (ACLIntegrity) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	if found := blamed(r.found, aclIntegrity.Name); len(found) > 0 {
		return broken(found)
	}
	if r.tested.acls == 0 {
		return verdict.Untested("no znode was given an ACL of its own")
	}
	return verdict.Holds("%s shown as given to the znodes", plural(r.tested.acls, "ACL"))
}

// openACL lets everybody do everything; a create without an ACL gives it.
var openACL = []string{"world:anyone:cdrwa"}

// sameACL compares without regard to order. Servers since 3.5.6 (ZOOKEEPER-1392) show
// clients without the right to administer a znode an x for what a digest is.
func sameACL(given, shown []string) bool {
	a, b := canonicalACL(given), canonicalACL(shown)
	return len(a) == len(b) && !slices.ContainsFunc(a, func(entry string) bool {
		return !slices.ContainsFunc(b, func(other string) bool { return sameEntry(entry, other) })
	})
}

func canonicalACL(acl []string) []string {
	if len(acl) == 0 {
		return openACL
	}
	return acl
}

func sameEntry(given, shown string) bool {
	scheme, id, perms := splitACL(given)
	shownScheme, shownID, shownPerms := splitACL(shown)
	if scheme == "auth" {
		return shownPerms == perms // whom it stands for is the session's business
	}
	if scheme == "digest" && strings.HasSuffix(shownID, ":x") {
		id, _, _ = strings.Cut(id, ":")
		id += ":x"
	}
	return scheme == shownScheme && id == shownID && perms == shownPerms
}

// splitACL takes scheme:id:perms apart; the id may hold colons.
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

func aclText(acl []string) string { return strings.Join(canonicalACL(acl), ", ") }
