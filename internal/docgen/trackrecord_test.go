package main

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

// Results of an older text of a scenario prove nothing about the present one.
func TestTrackRecordHasPresentDigestsOnly(t *testing.T) {
	results, err := trackrecord.Load(savedResults)
	assert.NilError(t, err)
	joined, _ := trackrecord.Join(results, nil)
	assert.DeepEqual(t, joined, results) // in order, each once
	for name, digest := range stale(results, digests(t)) {
		t.Errorf("the results of the scenario %q in docs/track-record.jsonl are of a text with the digest %s, which has changed since; run: make track-record SCENARIOS=%s, or remove its lines if the scenario is gone", name, digest, name)
	}
}

// stale returns the scenarios whose results belong to another text, or to none.
func stale(results []trackrecord.Result, digests map[string]string) map[string]string {
	found := map[string]string{}
	for _, r := range results {
		if digests[r.Scenario] != r.Digest {
			found[r.Scenario] = r.Digest
		}
	}
	return found
}

func TestStaleResultsAreFound(t *testing.T) {
	results := []trackrecord.Result{{Scenario: "a", Digest: "1"}, {Scenario: "b", Digest: "2"}, {Scenario: "gone", Digest: "3"}}
	assert.DeepEqual(t, stale(results, map[string]string{"a": "1", "b": "4"}), map[string]string{"b": "2", "gone": "3"})
}

// digests returns the digests of the catalogue, by scenario.
func digests(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, err := files()
	assert.NilError(t, err)
	for _, name := range names {
		_, plans, err := read(name)
		assert.NilError(t, err)
		for _, p := range plans {
			all[p.Scenario.Name] = p.Digest()
		}
	}
	assert.Assert(t, len(all) > 20)
	return all
}
