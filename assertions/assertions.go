// Package assertions is what looks at the world and judges it: the words of the
// language that a step waits or asks with, and the checks that judge every
// finished timeline, one file each.
package assertions

import "github.com/zkscenario/zkscenario/harness"

// All lists the assertions.
func All() *harness.Registry[harness.Assertion] {
	return harness.NewRegistry("assertion",
		assert,
		await,
		fact,
		require,
	)
}

// Checks lists the history checks. A check is named for the guarantee that it
// watches over.
func Checks() *harness.Registry[harness.Check] {
	return harness.NewRegistry("check",
		aclIntegrity,
		atomicity,
		durability,
		ephemeralLifetime,
		readYourWrites,
		replicaAgreement,
		sequentialConsistency,
		singleSystemImage,
		syncFreshness,
		watchDelivery,
		watchOrder,
	)
}
