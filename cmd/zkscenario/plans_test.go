package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/internal/shard"
)

// Commas, spaces and line breaks separate names: the input of a workflow has several lines.
func TestReleaseNamesAreSeparated(t *testing.T) {
	for _, c := range []struct {
		given []string
		want  string // names joined by bars
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

func TestConcurrentRunsHaveDifferentScenarios(t *testing.T) {
	plans := catalogueOn(t, "boundaries")
	f := runFlags{runs: 2, parallel: 2}
	order := f.order(plans)
	assert.DeepEqual(t, shard.JobsOf(order), shard.JobsOf(slices.Concat(plans, plans)))
	alike := 0
	for i, p := range order[1:] {
		if p.Scenario.Name == order[i].Scenario.Name {
			alike++
		}
	}
	assert.Assert(t, alike < len(order)/100, "%d of %d runs follow one of the same scenario", alike, len(order))
}

// The order of reports does not depend on which run ends first.
func TestReportsHaveTheOrderOfThePlans(t *testing.T) {
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
	for _, r := range f.runAll(cmd, plans, &fake.Runtime{}) {
		got = append(got, r.Scenario+" "+r.Release)
	}
	assert.DeepEqual(t, got, want)
}
