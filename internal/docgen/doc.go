// Command docgen writes the reference of the language, docs/language.md and
// docs/defaults.md, from the registries of words and checks, the structs that
// blocks are decoded into, and the defaults in the code, docs/timeline.md from the
// types of the events, and docs/track-record.md from the saved results of runs, so
// that the pages cannot say anything else than the program does or has done.
package main

//go:generate go run . ../../docs
