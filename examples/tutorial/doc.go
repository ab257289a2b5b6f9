// Package tutorial contains the scenario files of docs/tutorial.md, and tests that they have
// the verdicts stated there.
package tutorial
