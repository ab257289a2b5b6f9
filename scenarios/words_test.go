package scenarios_test

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// ofWords lists the scenarios of testdata/words, as catalogue does. They test on real servers
// what single words prove, and how a run ends.
var ofWords = map[string]map[string]map[string]want{
	"local": {
		"epochs_without_a_write.hcl":   {"3.4.14": held, "3.5.10": held, "3.9.5": held},
		"lists_of_servers.hcl":         {"3.9.5": held},
		"loads.hcl":                    oldAndNew,
		"no_election.hcl":              {"3.6.0": reproduced, "3.6.1": held},
		"no_election_until_healed.hcl": {"3.6.0": reproduced, "3.6.1": held},
		"no_inodes.hcl":                oldAndNew,
		"one_of_several.hcl":           {"3.4.14": held, "3.9.5": reproduced},
		"servers_already_down.hcl":     oldAndNew,
		"syncs_of_a_life.hcl":          oldAndNew,
		"values.hcl":                   {"3.4.14": held, "3.9.5": held},
		"what_disks_hold.hcl":          oldAndNew,
	},
	"docker": {
		"loads.hcl":                {"3.9.5": held},
		"no_inodes.hcl":            {"3.9.5": held},
		"one_of_several.hcl":       {"3.9.5": reproduced},
		"servers_already_down.hcl": {"3.9.5": held},
		"values.hcl":               {"3.9.5": held},
		"what_disks_hold.hcl":      {"3.9.5": held},
	},
}

func TestWords(t *testing.T) {
	for name, files := range ofWords {
		t.Run(name, func(t *testing.T) {
			rt := runtimeNamed(t, name)
			for _, file := range slices.Sorted(maps.Keys(files)) {
				testFile(t, filepath.Join("testdata", "words", file), rt, files[file])
			}
		})
	}
}

func TestEachScenarioOfWordsIsListed(t *testing.T) {
	assertAllTested(t, "words", ofWords["local"])
}
