package cluster

import (
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // ZooKeeper's scheme digest is made of it
	"encoding/base64"

	"github.com/zkscenario/zkscenario/harness/session"
)

// superDigest is the system property that names ZooKeeper's super user, who is permitted
// everything (DigestAuthenticationProvider, since 3.2.0).
const superDigest = "zookeeper.DigestAuthenticationProvider.superDigest"

// superUser is the super user of one run, whom all its servers know. The harness's own
// sessions authenticate as this user, so that they see what ACLs hide from others.
type superUser struct {
	credentials session.Credentials // known to nobody else
	jvmOption   string
}

// newSuperUser makes a super user with a random password. Servers get only its digest
// (DigestAuthenticationProvider.generateDigest).
func newSuperUser() superUser {
	const name = "zkscenario"
	secret := name + ":" + rand.Text()
	digest := sha1.Sum([]byte(secret)) //nolint:gosec // see the import
	return superUser{
		credentials: session.Credentials{Scheme: "digest", Secret: secret},
		jvmOption:   "-D" + superDigest + "=" + name + ":" + base64.StdEncoding.EncodeToString(digest[:]),
	}
}
