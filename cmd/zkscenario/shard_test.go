package main

import (
	"io"
	"slices"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
)

// catalogueOn are the plans of the catalogue on some releases.
func catalogueOn(t *testing.T, releases ...string) []*harness.Plan {
	t.Helper()
	cmd := newRun()
	cmd.SetErr(io.Discard)
	f := planFlags{choices: true, releases: releases}
	plans, err := f.plans(cmd, nil)
	assert.NilError(t, err)
	return plans
}

func TestShardsAreTheWholeInEqualParts(t *testing.T) {
	plans := catalogueOn(t, "boundaries")
	for _, n := range []int{1, 2, 8, len(plans) + 3} {
		var all []*harness.Plan
		var least, most, longest float64
		for i, part := range split(plans, n) {
			sum := 0.0
			for _, p := range part {
				s := measured().of(p.Scenario.Name, releaseOf(p))
				sum, longest = sum+s, max(longest, s)
			}
			if i == 0 {
				least = sum
			}
			least, most = min(least, sum), max(most, sum)
			all = append(all, part...)
		}
		assert.DeepEqual(t, jobsOf(all), jobsOf(plans))
		// The shard with most got its last plan when no other had less.
		assert.Assert(t, most-least <= longest, "of %d shards one takes %.1f s and one %.1f s", n, least, most)
	}
}

// Each machine finds its shard by itself, from arguments in any order.
func TestShardsAreTheSameEverywhere(t *testing.T) {
	plans := catalogueOn(t, "3.9.5", "3.4.14")
	again := catalogueOn(t, "3.4.14", "3.9.5")
	slices.Reverse(again)
	first, second := split(plans, 3), split(again, 3)
	for i := range first {
		assert.DeepEqual(t, jobsOf(first[i]), jobsOf(second[i]))
	}
}

// Each scenario was measured, and none is in the table that is gone.
func TestSecondsAreOfTheCatalogue(t *testing.T) {
	there := map[string]bool{}
	for _, p := range catalogueOn(t, "latest") {
		there[p.Scenario.Name] = true
		assert.Check(t, len(measured()[p.Scenario.Name]) > 0, "%s is not in scenarios/seconds.json: make seconds", p.Scenario.Name)
	}
	for name := range measured() {
		assert.Check(t, there[name], "%s is in scenarios/seconds.json: make seconds", name)
	}
}

// What was not measured counts as middling, of its own scenario if that was.
func TestSecondsOfWhatWasNotMeasured(t *testing.T) {
	s := seconds{"a": {"3.9.5": 1, "3.9.4": 2, "3.8.6": 50}, "b": {"3.9.5": 9, "3.9.4": 8}}
	assert.Equal(t, s.of("a", "3.8.6"), 50.0)
	assert.Equal(t, s.of("a", "3.4.14"), 2.0)
	assert.Equal(t, s.of("c", "3.4.14"), 8.0)
}
