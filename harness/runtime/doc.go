// Package runtime holds the contracts between the engine and the places where
// servers run, and the lease that marks what a run owns on a machine. Each runtime
// is a package below this one; conformance holds the tests that all must pass.
package runtime
