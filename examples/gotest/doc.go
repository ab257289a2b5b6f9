// Package gotest is an example: a scenario that is checked in beside code and run
// by go test.
package gotest
