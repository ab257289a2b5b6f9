// Command docgen writes the reference of the language, docs/language.md and
// docs/defaults.md, from the registries, the structs that blocks are decoded into and the
// defaults in the code; docs/timeline.md from the types of the events;
// docs/track-record.md from the saved results of runs; and docs/bugs from the scenarios of
// known bugs. So the pages agree with the
// program.
package main

//go:generate go run . ../../docs
