package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"gotest.tools/v3/assert"
)

// No name is lost, whatever stands between them: several lines come from the input of a
// workflow.
func TestReleaseNames(t *testing.T) {
	for _, c := range []struct {
		given []string
		want  string // with bars between names
	}{
		{nil, "boundaries"},
		{[]string{""}, ""},
		{[]string{"3.4.14"}, "3.4.14"},
		{[]string{"3.4.14,3.9.5"}, "3.4.14|3.9.5"},
		{[]string{"3.4.14", "3.9.5"}, "3.4.14|3.9.5"},
		{[]string{"3.4.14\n3.9.5\n"}, "3.4.14|3.9.5"},
		{[]string{" 3.4.14,\n  3.9.5 latest"}, "3.4.14|3.9.5|latest"},
		{[]string{"3.4.14,,3.9.5,"}, "3.4.14||3.9.5|"},
	} {
		names := []string{"boundaries"}
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		flags.Var(&releaseNames{names: &names}, "releases", "")
		for _, text := range c.given {
			assert.NilError(t, flags.Set("releases", text))
		}
		assert.Equal(t, strings.Join(names, "|"), c.want, "%q", c.given)
	}
}

func TestRunsAtTheSameTimeAreOfDifferentScenarios(t *testing.T) {
	plans := catalogueOn(t, "boundaries")
	ordered := spread(plans)
	assert.DeepEqual(t, jobsOf(ordered), jobsOf(plans))
	for i, p := range ordered[1:] {
		assert.Assert(t, p.Scenario.Name != ordered[i].Scenario.Name, "%s twice in a row", p.Scenario.Name)
	}
}
