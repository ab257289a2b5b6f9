package simulator

import (
	"regexp"
	"slices"
	"strings"
)

// super is the identity of a reader that may do everything.
const super = "super:"

// permits reports whether an ACL gives one of the permissions to a client that it knows by
// these ids (ZooKeeperServer.checkACL).
func permits(acl []string, permissions string, ids []string) bool {
	return slices.Contains(ids, super) || slices.ContainsFunc(acl, func(entry string) bool {
		colon := strings.LastIndex(entry, ":")
		id := entry[:colon]
		return strings.ContainsAny(entry[colon:], permissions) && (id == "world:anyone" || slices.Contains(ids, id))
	})
}

// normalised returns an ACL as servers keep it, in the order in which clients show it:
// "auth" is all that the client has authenticated as, and nothing is listed twice
// (PrepRequestProcessor.fixupACL). It returns nil if "auth" is nobody.
func normalised(acl, ids []string) []string {
	var kept []string
	for _, entry := range acl {
		permissions, isAuth := strings.CutPrefix(entry, "auth::")
		if !isAuth {
			kept = append(kept, entry)
			continue
		}
		before := len(kept)
		for _, id := range ids {
			if id != localhost {
				kept = append(kept, id+":"+permissions)
			}
		}
		if len(kept) == before {
			return nil
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// digestID matches the secret part of an ACL's entry.
var digestID = regexp.MustCompile(`^(digest:[^:]*):[^:]*:`)

// masked returns an ACL as clients see it that may not change it, since 3.4.14.
func masked(acl []string) []string {
	shown := make([]string, len(acl))
	for i, entry := range acl {
		shown[i] = digestID.ReplaceAllString(entry, "$1:x:")
	}
	return shown
}
