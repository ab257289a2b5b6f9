package main

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

func TestHeadComment(t *testing.T) {
	assert.Equal(t, headComment([]byte("# A server\n# fails.\n\n# no part of it\nlocals {}\n")), "A server fails.")
	assert.Equal(t, headComment([]byte("locals {}\n# late\n")), "")
}

func TestStripOfReleases(t *testing.T) {
	runs, err := spec.ParseConstraint(">= 3.4.1")
	assert.NilError(t, err)
	breaks, err := spec.ParseConstraint("< 3.5.0 || = 3.5.1")
	assert.NilError(t, err)
	sc := &spec.Scenario{Releases: runs, Expects: []spec.Expect{{Guarantees: []string{"durability"}, ViolatedOn: breaks}}}
	got := strip(sc, []string{"3.4.0", "3.4.1", "3.4.10", "3.5.0-alpha", "3.5.1-alpha"})
	assert.DeepEqual(t, got, []line{{"3.4", "  .0   .1X .10X"}, {"3.5", "  .0+  .1X"}})
}

// A bug without a cause would be a page that explains nothing.
func TestEachBugHasACause(t *testing.T) {
	all, err := bugs([]trackrecord.Row{{Scenario: "binchanges", Release: "3.9.5"}, {Scenario: "another"}})
	assert.NilError(t, err)
	assert.Assert(t, len(all) > 30)
	for _, b := range all {
		assert.Check(t, b.Cause != "", b.Name)
		assert.Check(t, b.Example != "", "%s breaks nothing on any release", b.Name)
		if b.Name == "binchanges" {
			assert.Equal(t, len(b.Track), 1)
		}
	}
}
