// Command docgen writes the reference of the language, docs/language.md, from
// the registries of words and checks, the structs that blocks are decoded into,
// and the defaults in the code, so that the page cannot say anything else than
// the program does.
package main

//go:generate go run . ../../docs/language.md
