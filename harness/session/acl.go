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

// letters are the permissions, as ZooKeeper's command line writes them, from the
// lowest bit (ZooDefs.Perms) up.
const letters = "rwcda"

// World is the ACL of a znode that everybody may do everything with.
func World() []string { return []string{"world:anyone:cdrwa"} }

// CheckACL says what is wrong with an ACL, whose entries are written as
// ZooKeeper's command line does: "world:anyone:cdrwa", "ip:10.9.1.1:r".
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
			return nil, fmt.Errorf("%q is no entry of an ACL; write SCHEME:ID:PERMISSIONS, such as world:anyone:cdrwa", text)
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
		bit := strings.IndexRune(letters, c)
		if bit < 0 {
			return 0, fmt.Errorf("%q is no permission; they are c (create), d (delete), r (read), w (write) and a (admin)", c)
		}
		perms |= 1 << bit
	}
	if perms == 0 {
		return 0, fmt.Errorf("it gives no permission; write some of the letters cdrwa")
	}
	return perms, nil
}

// String writes the permissions in the order of ZooKeeper's command line.
func (a access) String() string {
	perms := ""
	for _, c := range "cdrwa" {
		if a.perms&(1<<strings.IndexRune(letters, c)) != 0 {
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

// acl reads an ACL, sorted: its order says nothing.
func (r *reader) acl() []string {
	all := []string{}
	for n := r.int(); n > 0 && !r.bad; n-- {
		a := access{perms: r.int(), scheme: r.string(), id: r.string()}
		all = append(all, a.String())
	}
	slices.Sort(all)
	return all
}
