package scenarios_test

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// ofVerdicts lists the scenarios of testdata/verdicts, as catalogue does. In each of them
// something happens that looks like a broken guarantee, and is not.
var ofVerdicts = map[string]map[string]want{
	"deposed_leader_expires.hcl": oldAndNew,
	"normalised_acls.hcl":        {"3.9.5": held},
	"quota.hcl":                  oldAndNew,
	"raw_watch.hcl":              {"3.9.5": held},
	"read_and_destroyed.hcl":     {"3.9.5": held},
	"refused_transaction.hcl":    oldAndNew,
	"wiped_by_the_scenario.hcl":  {"3.9.5": held},
	"withheld_event.hcl":         {"3.9.1": held, "3.9.5": held},
}

func TestVerdicts(t *testing.T) {
	rt := runtimeNamed(t, "local")
	for _, file := range slices.Sorted(maps.Keys(ofVerdicts)) {
		testFile(t, filepath.Join("testdata", "verdicts", file), rt, ofVerdicts[file])
	}
}

func TestEachScenarioOfVerdictsIsListed(t *testing.T) {
	assertAllTested(t, "verdicts", ofVerdicts)
}
