package scenarios_test

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// configurations lists the scenarios of testdata/configurations, as catalogue does. Their
// servers are configured so that a client of the harness could be shut out, be misled by
// what it opens, or not see all znodes.
var configurations = map[string]map[string]map[string]want{
	"local": {
		"closed_acls.hcl":             everywhere,
		"enforced_authentication.hcl": {"3.7.0": held, "3.9.5": held},
		"limited_connections.hcl":     everywhere,
		"local_sessions.hcl":          {"3.5.0-alpha": held, "3.6.4": held, "3.9.5": held},
		"no_digest.hcl":               {"3.9.5": held},
		"own_super_user.hcl":          oldAndNew,
	},
	"docker": {
		"closed_acls.hcl":         {"3.9.5": held},
		"limited_connections.hcl": {"3.9.5": held},
		"local_sessions.hcl":      {"3.9.5": held},
	},
}

func TestConfigurations(t *testing.T) {
	for name, files := range configurations {
		t.Run(name, func(t *testing.T) {
			rt := runtimeNamed(t, name)
			for _, file := range slices.Sorted(maps.Keys(files)) {
				testFile(t, filepath.Join("testdata", "configurations", file), rt, files[file])
			}
		})
	}
}

func TestEachConfigurationIsListed(t *testing.T) {
	assertAllTested(t, "configurations", configurations["local"])
}
