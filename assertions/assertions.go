// Package assertions holds the words of the language that observe an ensemble: they
// wait for a state, demand a condition or compare a fact. The checks that judge finished
// timelines are in the package history.
package assertions

import "github.com/zkscenario/zkscenario/harness"

// All returns the assertions.
func All() *harness.Registry[harness.Assertion] {
	return harness.NewRegistry("assertion",
		assert,
		await,
		fact,
		require,
	)
}
