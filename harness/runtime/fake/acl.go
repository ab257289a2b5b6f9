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

// identity is somebody, in the words of a scheme.
type identity struct{ scheme, name string }

// acl is what somebody may do.
type acl struct {
	perms int32
	who   identity
}

var (
	anyone   = identity{scheme: "world", name: "anyone"}
	openACL  = []acl{{perms: mayAll, who: anyone}}
	readOnly = []acl{{perms: mayRead, who: anyone}}
)

// allowsLocked is ZooKeeperServer.checkACL: an empty list allows everything.
func (c *client) allowsLocked(list []acl, perm int32) bool {
	if len(list) == 0 || c.p.setting("skipACL") == "yes" {
		return true
	}
	if slices.ContainsFunc(c.ids, func(i identity) bool { return i.scheme == "super" }) {
		return true
	}
	return slices.ContainsFunc(list, func(a acl) bool {
		return a.perms&perm != 0 && (a.who == anyone || slices.ContainsFunc(c.ids, a.who.is))
	})
}

// is tells whether the identity of an ACL stands for that of a client.
func (i identity) is(client identity) bool {
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

// valid is what the schemes of a server without further providers take for an
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

// fixLocked is PrepRequestProcessor.fixupACL: scheme auth stands for all that the
// client has proved to be, and each entry counts once.
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

// authLocked takes the proof of an identity that a client brings.
func (q *request) authLocked() int32 {
	q.in.int32() // a type that nobody reads
	scheme, proof := q.in.string(), q.in.string()
	switch scheme {
	case "ip":
		return ok
	case "digest":
		who := identity{scheme: scheme, name: digest(proof)}
		q.c.addLocked(who)
		if who.name == q.c.p.setting("DigestAuthenticationProvider.superDigest") {
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

// digest is what stands in an ACL for a user:password
// (DigestAuthenticationProvider.generateDigest).
func digest(credentials string) string {
	user, _, _ := strings.Cut(credentials, ":")
	sum := sha1.Sum([]byte(credentials)) //nolint:gosec // see the import
	return user + ":" + base64.StdEncoding.EncodeToString(sum[:])
}

// hidden is the ACL as those see it who may not change it: without the hashes.
func hidden(list []acl) []acl {
	list = slices.Clone(list)
	for i, a := range list {
		if user, _, found := strings.Cut(a.who.name, ":"); found && a.who.scheme == "digest" {
			list[i].who.name = user + ":x"
		}
	}
	return list
}
