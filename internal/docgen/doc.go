// Command docgen writes the reference of the language, docs/language.md and
// docs/defaults.md, from the registries of words and checks, the structs that
// blocks are decoded into, and the defaults in the code, and docs/timeline.md from
// the types of the events, so that the pages cannot say anything else than the
// program does.
package main

//go:generate go run . ../../docs
