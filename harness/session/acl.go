package session

import (
	"fmt"
	"slices"
	"strings"
)

// access is one entry of an ACL.
type access struct {
	perms      int32
	scheme, id string
}

// permLetters are the letters of the permissions in ZooKeeper's command line, from the
// lowest bit (ZooDefs.Perms) up.
const permLetters = "rwcda"

// World returns the ACL that permits everything to everybody.
func World() []string { return []string{"world:anyone:cdrwa"} }

// CheckACL returns an error unless all entries of an ACL have the form of ZooKeeper's
// command line: "world:anyone:cdrwa", "ip:10.9.1.1:r".
func CheckACL(entries []string) error {
	_, err := parseACL(entries)
	return err
}

func parseACL(entries []string) ([]access, error) {
	acl := make([]access, len(entries))
	for i, text := range entries {
		scheme, rest, ok := strings.Cut(text, ":")
		colon := strings.LastIndex(rest, ":")
		if !ok || scheme == "" || colon < 0 {
			return nil, fmt.Errorf("%q is not an ACL entry; write SCHEME:ID:PERMISSIONS, such as world:anyone:cdrwa", text)
		}
		perms, err := parsePerms(rest[colon+1:])
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		acl[i] = access{perms: perms, scheme: scheme, id: rest[:colon]}
	}
	return acl, nil
}

func parsePerms(text string) (int32, error) {
	var perms int32
	for _, c := range text {
		bit := strings.IndexRune(permLetters, c)
		if bit < 0 {
			return 0, fmt.Errorf("%q is not a permission; the permissions are c (create), d (delete), r (read), w (write) and a (admin)", c)
		}
		perms |= 1 << bit
	}
	if perms == 0 {
		return 0, fmt.Errorf("it grants no permission; write at least one of the letters cdrwa")
	}
	return perms, nil
}

// String formats the entry with the permissions in the order of ZooKeeper's command line.
func (a access) String() string {
	perms := ""
	for _, c := range "cdrwa" {
		if a.perms&(1<<strings.IndexRune(permLetters, c)) != 0 {
			perms += string(c)
		}
	}
	return a.scheme + ":" + a.id + ":" + perms
}

func (w *writer) acl(acl []access) {
	w.int(int32(len(acl)))
	for _, a := range acl {
		w.int(a.perms)
		w.string(a.scheme)
		w.string(a.id)
	}
}

// acl decodes an ACL and sorts its entries, because their order has no meaning.
func (r *reader) acl() []string {
	all := []string{}
	for n := r.int(); n > 0 && !r.bad; n-- {
		a := access{perms: r.int(), scheme: r.string(), id: r.string()}
		all = append(all, a.String())
	}
	slices.Sort(all)
	return all
}
