package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/internal/shard"
)

// catalogueOn returns the plans of the catalogue on some releases.
func catalogueOn(t *testing.T, releases ...string) []*harness.Plan {
	t.Helper()
	cmd := newRun()
	cmd.SetErr(io.Discard)
	f := planFlags{choices: true, releases: releases}
	plans, err := f.plans(cmd, nil)
	assert.NilError(t, err)
	return plans
}

func TestShardsHaveAllPlansAndEqualDurations(t *testing.T) {
	plans := catalogueOn(t, "boundaries")
	for _, n := range []int{1, 2, 8, len(plans) + 3} {
		var all []*harness.Plan
		var least, most, longest float64
		for i, part := range shard.Split(plans, n) {
			sum := 0.0
			for _, p := range part {
				s := shard.Measured().Of(p.Scenario.Name, releaseOf(p))
				sum, longest = sum+s, max(longest, s)
			}
			if i == 0 {
				least = sum
			}
			least, most = min(least, sum), max(most, sum)
			all = append(all, part...)
		}
		assert.DeepEqual(t, shard.JobsOf(all), shard.JobsOf(plans))
		// The longest shard got its last plan when it was the shortest.
		assert.Assert(t, most-least <= longest, "of %d shards the shortest takes %.1f s and the longest %.1f s", n, least, most)
	}
}

// Each machine computes its shard separately, from arguments in any order.
func TestShardsAreTheSameEverywhere(t *testing.T) {
	plans := catalogueOn(t, "3.9.5", "3.4.14")
	again := catalogueOn(t, "3.4.14", "3.9.5")
	slices.Reverse(again)
	first, second := shard.Split(plans, 3), shard.Split(again, 3)
	for i := range first {
		assert.DeepEqual(t, shard.JobsOf(first[i]), shard.JobsOf(second[i]))
	}
}

// Merging accepts the runs of a shard on real servers, and refuses them after a second run
// of the same shard.
func TestMergeRefusesASecondRunOfAShard(t *testing.T) {
	dir, merged := t.ArtifactDir(), t.TempDir()
	zkscenario := func(args ...string) (int, string) {
		var out strings.Builder
		return run(t.Context(), args, &out, &out), out.String()
	}
	for n, want := range []string{"reproduced: 1 reproduced", "no shard includes 1 run of upgrade_standalone on 3.5.6, local"} {
		code, out := zkscenario("run", "upgrade_standalone", "--release", "3.5.6", "--runtime", "local", "--control", "--shard", "1/1", "--out", dir)
		assert.Equal(t, code, 0, out)
		code, out = zkscenario("report", "merge", dir, "--out", merged)
		assert.Equal(t, code, n*exitUsage, out)
		assert.Assert(t, strings.Contains(out, want), out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "shard-1-of-1.json"))
	assert.NilError(t, err)
	var written shard.Manifest
	assert.NilError(t, json.Unmarshal(text, &written))
	assert.Equal(t, written.Place(), "local")
	assert.Assert(t, written.Controls)
}

// The table of durations has each scenario of the catalogue, and no other.
func TestDurationsMatchTheCatalogue(t *testing.T) {
	inCatalogue := map[string]bool{}
	for _, p := range catalogueOn(t, "latest") {
		inCatalogue[p.Scenario.Name] = true
		assert.Check(t, len(shard.Measured()[p.Scenario.Name]) > 0, "%s is not in scenarios/seconds.json: make seconds", p.Scenario.Name)
	}
	for name := range shard.Measured() {
		assert.Check(t, inCatalogue[name], "%s is in scenarios/seconds.json, but not in the catalogue: make seconds", name)
	}
}
