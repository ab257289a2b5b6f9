package main

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/fakert"
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

// However they were spread, and whichever ended first.
func TestReportsComeInTheOrderOfThePlans(t *testing.T) {
	cmd := newRun()
	cmd.SetOut(io.Discard)
	cmd.SetContext(t.Context())
	releases := planFlags{releases: []string{"3.4.14", "3.9.5"}}
	plans, err := releases.plans(cmd, []string{"operations", "great_id"})
	assert.NilError(t, err)
	f := runFlags{runsFlags: runsFlags{out: t.ArtifactDir()}, runs: 2, parallel: 2, rates: newRates(0)}
	var want, got []string
	for _, p := range plans {
		for range f.runs {
			want = append(want, p.Scenario.Name+" "+releaseOf(p))
		}
	}
	for _, r := range f.runAll(cmd, plans, &fakert.Runtime{}) {
		got = append(got, r.Scenario+" "+r.Release)
	}
	assert.DeepEqual(t, got, want)
}
