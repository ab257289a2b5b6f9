// Package adding tests the examples of docs/adding.md in a copy of the repository.
package adding
