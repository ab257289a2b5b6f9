package fake

import (
	"crypto/sha1" //nolint:gosec // ZooKeeper's scheme digest is made of it
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
)

// Permissions (ZooDefs.Perms).
const (
	mayRead = 1 << iota
	mayWrite
	mayCreate
	mayDelete
	mayAdmin
	mayAll = mayRead | mayWrite | mayCreate | mayDelete | mayAdmin
)

// identity is an identity of a client under a scheme.
type identity struct{ scheme, name string }

// acl is one entry of an ACL.
type acl struct {
	perms int32
	who   identity
}

var (
	anyone   = identity{scheme: "world", name: "anyone"}
	openACL  = []acl{{perms: mayAll, who: anyone}}
	readOnly = []acl{{perms: mayRead, who: anyone}}
)

// allowsLocked reports whether an ACL gives the client a permission
// (ZooKeeperServer.checkACL). An empty list allows everything.
func (c *client) allowsLocked(list []acl, perm int32) bool {
	if len(list) == 0 || c.p.settings.get("skipACL") == "yes" {
		return true
	}
	if slices.ContainsFunc(c.ids, func(i identity) bool { return i.scheme == "super" }) {
		return true
	}
	return slices.ContainsFunc(list, func(a acl) bool {
		return a.perms&perm != 0 && (a.who == anyone || slices.ContainsFunc(c.ids, a.who.matches))
	})
}

// matches reports whether an identity in an ACL covers that of a client.
func (i identity) matches(client identity) bool {
	if i.scheme != "ip" || client.scheme != "ip" {
		return i == client
	}
	from, err := netip.ParseAddr(client.name)
	if err != nil {
		return false
	}
	if to, err := netip.ParsePrefix(i.name); err == nil {
		return to.Contains(from)
	}
	return i.name == client.name
}

// valid reports whether a server without further authentication providers accepts the
// identity.
func (i identity) valid() bool {
	switch i.scheme {
	case "world":
		return i == anyone
	case "ip":
		_, addrErr := netip.ParseAddr(i.name)
		_, prefixErr := netip.ParsePrefix(i.name)
		return addrErr == nil || prefixErr == nil
	case "digest":
		_, hash, _ := strings.Cut(i.name, ":")
		return hash != "" && !strings.Contains(hash, ":")
	}
	return false
}

// fixLocked replaces scheme auth by the identities that the client has proved, and
// removes duplicates (PrepRequestProcessor.fixupACL).
func (c *client) fixLocked(list []acl) ([]acl, int32) {
	var fixed []acl
	add := func(a acl) {
		if !slices.Contains(fixed, a) {
			fixed = append(fixed, a)
		}
	}
	for _, a := range list {
		if a.who.scheme != "auth" {
			if !a.who.valid() {
				return nil, invalidACL
			}
			add(a)
			continue
		}
		proved := slices.DeleteFunc(slices.Clone(c.ids), func(i identity) bool { return i.scheme == "ip" })
		if len(proved) == 0 {
			return nil, invalidACL
		}
		for _, who := range proved {
			add(acl{perms: a.perms, who: who})
		}
	}
	if len(fixed) == 0 {
		return nil, invalidACL
	}
	return fixed, ok
}

// authLocked adds an identity for which the client sends a proof.
func (q *request) authLocked() int32 {
	q.in.Int32() // a type that ZooKeeper ignores
	scheme, proof := q.in.String(), q.in.String()
	switch scheme {
	case "ip":
		return ok
	case "digest":
		who := identity{scheme: scheme, name: digest(proof)}
		q.c.addLocked(who)
		if who.name == q.c.p.settings.get("DigestAuthenticationProvider.superDigest") {
			q.c.addLocked(identity{scheme: "super"})
		}
		return ok
	}
	return authFailed
}

func (c *client) addLocked(who identity) {
	if !slices.Contains(c.ids, who) {
		c.ids = append(c.ids, who)
	}
}

// digest returns the identity of user:password under the scheme digest
// (DigestAuthenticationProvider.generateDigest).
func digest(credentials string) string {
	user, _, _ := strings.Cut(credentials, ":")
	sum := sha1.Sum([]byte(credentials)) //nolint:gosec // see the import
	return user + ":" + base64.StdEncoding.EncodeToString(sum[:])
}

// hidden returns an ACL without its hashes, as clients see it that may not change it.
func hidden(list []acl) []acl {
	list = slices.Clone(list)
	for i, a := range list {
		if user, _, found := strings.Cut(a.who.name, ":"); found && a.who.scheme == "digest" {
			list[i].who.name = user + ":x"
		}
	}
	return list
}
