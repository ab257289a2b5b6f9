package spec

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Credentials prove an identity of a client under a scheme, such as "digest" and
// "ann:secret".
type Credentials struct{ Scheme, Secret string }

// credentials parses a list of credentials in the form of ZooKeeper's addauth: a scheme, and
// after a space what proves the identity.
func credentials(written []string, at hcl.Range) ([]Credentials, hcl.Diagnostics) {
	var all []Credentials
	var diags hcl.Diagnostics
	for _, text := range written {
		scheme, secret, _ := strings.Cut(text, " ")
		if scheme == "" || strings.Contains(scheme, ":") { // an ACL could not name it
			diags = append(diags, Errorf(at, "Invalid credentials", `%q does not begin with a scheme and a space; write credentials as addauth takes them, such as "digest ann:secret".`, text))
		}
		all = append(all, Credentials{Scheme: scheme, Secret: secret})
	}
	return all, diags
}
