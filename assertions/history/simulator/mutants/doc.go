// Package mutants changes correct histories so that each mutant violates exactly one
// guarantee. It is written from docs/decisions/0015, without any knowledge of the checks or
// of the generator: the events alone decide where a history can be changed.
package mutants
