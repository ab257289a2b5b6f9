package scenarios_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/dockerrt"
	"github.com/zkscenario/zkscenario/harness/localrt"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/scenarios"
)

// catalogue says what every scenario must give on which release. CI runs all of it.
var catalogue = []struct {
	file     string
	runtime  string
	verdicts map[string]report.Verdict
	controls int // how many of its controls hold on each release where it breaks
	facts    int // how many facts of the report are seen where it breaks
}{
	{file: "basics/expire_session.hcl", runtime: "local", verdicts: held("3.4.0", "3.4.14", "3.5.10", "3.6.4", "3.7.2", "3.8.6", "3.9.5")},
	{file: "basics/kill_leader.hcl", runtime: "local", verdicts: held("3.4.0", "3.4.14", "3.5.10", "3.6.4", "3.7.2", "3.8.6", "3.9.5")},
	{file: "basics/pause_follower.hcl", runtime: "local", verdicts: held("3.4.0", "3.4.14", "3.5.10", "3.6.4", "3.7.2", "3.8.6", "3.9.5")},
	{file: "consistency/binchanges.hcl", runtime: "local", facts: 10, controls: 2, verdicts: map[string]report.Verdict{
		"3.4.14": report.Held, "3.8.4": report.Reproduced, "3.9.5": report.Reproduced,
	}},
	// Releases up to 3.5.3 do not heed the second control's property.
	{file: "consistency/binchanges.hcl", runtime: "local", facts: 10, controls: 1, verdicts: map[string]report.Verdict{
		"3.5.0-alpha": report.Reproduced,
	}},
	{file: "consistency/binchanges_inner_hole.hcl", runtime: "local", verdicts: map[string]report.Verdict{
		"3.4.14": report.Held, "3.5.0-alpha": report.Reproduced, "3.9.3": report.Reproduced, "3.9.5": report.Reproduced,
	}},
	{file: "basics/expire_session.hcl", runtime: "docker", verdicts: held("3.9.5")},
	{file: "basics/kill_leader.hcl", runtime: "docker", verdicts: held("3.9.5")},
	{file: "basics/pause_follower.hcl", runtime: "docker", verdicts: held("3.9.5")},
	{file: "consistency/binchanges.hcl", runtime: "docker", facts: 10, controls: 2, verdicts: map[string]report.Verdict{
		"3.4.14": report.Held, "3.9.5": report.Reproduced,
	}},
	{file: "consistency/binchanges.hcl", runtime: "docker", facts: 10, controls: 1, verdicts: map[string]report.Verdict{
		"3.5.0-alpha": report.Reproduced,
	}},
}

func held(releases ...string) map[string]report.Verdict {
	verdicts := map[string]report.Verdict{}
	for _, r := range releases {
		verdicts[r] = report.Held
	}
	return verdicts
}

func runtimeNamed(t *testing.T, name string) harness.Runtime {
	t.Helper()
	if name == "local" {
		return localrt.New(localrt.Options{Logf: t.Logf})
	}
	if os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		t.Skip("Docker is left out (ZKSCENARIO_DOCKER=0)")
	}
	return dockerrt.New(dockerrt.Options{Logf: t.Logf})
}

func TestCatalogue(t *testing.T) {
	for _, c := range catalogue {
		t.Run(c.runtime, func(t *testing.T) {
			setup := harness.Setup{
				Language: harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: assertions.Checks()},
				Runtimes: []harness.Runtime{runtimeNamed(t, c.runtime)},
				Controls: true,
				Inspect: func(t *testing.T, r *report.Report) {
					t.Helper()
					assert.Equal(t, r.Verdict, c.verdicts[r.Release])
					if r.Verdict == report.Reproduced {
						assert.Equal(t, r.Matching(), c.facts, "facts: %+v", r.Facts)
						assert.Equal(t, len(r.Controls), c.controls, "controls: %+v", r.Controls)
					}
				},
			}
			for r := range c.verdicts {
				setup.Releases = append(setup.Releases, r)
			}
			harness.Test(t, c.file, setup)
		})
	}
}

// Every file is in the catalogue's test, holds the one scenario that its name
// says, and is in canonical form.
func TestFiles(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range catalogue {
		tested[c.file] = true
	}
	err := fs.WalkDir(scenarios.FS, ".", func(name string, d fs.DirEntry, err error) error {
		assert.NilError(t, err)
		if d.IsDir() {
			return nil
		}
		assert.Assert(t, tested[name], "%s is not tested", name)
		text, err := fs.ReadFile(scenarios.FS, name)
		assert.NilError(t, err)
		title := strings.TrimSuffix(path.Base(name), ".hcl")
		assert.Assert(t, strings.Contains(string(text), "scenario \""+title+"\" {"), "%s holds no scenario %q", name, title)
		assert.Equal(t, string(text), string(hclwrite.Format(text)), "%s is not in canonical form", name)
		return nil
	})
	assert.NilError(t, err)
}
