// Package gotest shows how go test runs a scenario that is checked in together with code.
package gotest
