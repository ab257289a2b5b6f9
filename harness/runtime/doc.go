// Package runtime holds the contracts between the engine and the places where
// servers run, and the lease by which a run owns what it made on a machine. Each
// runtime is a package below this one (docker, local, and fake for tests);
// package conformance tests what all of them must do, and package machine defines
// the requests that they pass to a server's machine.
package runtime
