package zktest_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/zktest"
)

func TestRunUsesTheFirstRuntimeThatWorks(t *testing.T) {
	assert.NilError(t, os.RemoveAll(".zkscenario")) // an interrupted test may have left files
	var verdicts []string
	zktest.Run(t, "testdata/read.hcl", zktest.Releases("3.6.4", "3.9.5"),
		zktest.Runtime(&fake.Runtime{Unavailable: errors.New("no engine answers")}, &fake.Runtime{}),
		zktest.Inspect(func(t *testing.T, rep *report.Report) {
			t.Helper()
			verdicts = append(verdicts, rep.Release+" "+rep.Verdict.String())
			_, err := os.Stat(filepath.Join(rep.Dir, "timeline.jsonl"))
			assert.NilError(t, err)
		}))
	assert.DeepEqual(t, verdicts, []string{"3.6.4 held", "3.9.5 held"})
	left, err := filepath.Glob(".zkscenario/runs/*-read-*")
	assert.NilError(t, err)
	assert.Equal(t, len(left), 0, "files of good runs are kept: %s", left)
}

func TestRunTakesFoldersAndPatterns(t *testing.T) {
	for pattern, want := range map[string]int{"testdata": 2, "testdata/*.hcl": 2, "testdata/rea*.hcl": 1} {
		runs := 0
		inspect := zktest.Inspect(func(*testing.T, *report.Report) { runs++ })
		zktest.Run(t, pattern, zktest.Releases("3.9.5"), zktest.Runtime(&fake.Runtime{}), inspect)
		assert.Equal(t, runs, want, pattern)
	}
}

// failing lists tests that must fail, and parts of their output. TestRunFails runs each in a
// process of its own.
var failing = map[string]struct {
	run  func(t *testing.T)
	want []string
}{
	"violated": {
		func(t *testing.T) {
			t.Helper()
			stale := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Start: 2, Stale: fake.AtStart}}}
			zktest.Run(t, "testdata/restart.hcl", zktest.Runtime(stale), zktest.Releases("3.9.5"))
		},
		[]string{
			`testdata/restart.hcl:21: assertion failed: result.after.data == result.before.data ("1" != "2")` + "\n", "    assert {\n",
			"VIOLATED", "report.html", ".zkscenario/runs/",
		},
	},
	"inspection": {
		func(t *testing.T) {
			t.Helper()
			inspect := zktest.Inspect(func(t *testing.T, _ *report.Report) { t.Helper(); t.Fatal("too slow") })
			zktest.Run(t, "testdata/read.hcl", zktest.Runtime(&fake.Runtime{}), zktest.Releases("3.9.5"), inspect)
		},
		[]string{"too slow", "the files of the run are in "},
	},
	"words": {
		func(t *testing.T) {
			t.Helper()
			none := harness.Language{
				Actions: harness.NewRegistry[harness.Action]("action"), Assertions: harness.NewRegistry[harness.Assertion]("assertion"), Checks: history.All(),
			}
			zktest.Run(t, "testdata/read.hcl", zktest.Words(none), zktest.Runtime(&fake.Runtime{}), zktest.Releases("3.9.5"))
		},
		[]string{"Unsupported block type", `Blocks of type "create"`},
	},
	"no runtime": {
		func(t *testing.T) {
			t.Helper()
			zktest.Run(t, "testdata/read.hcl", zktest.Runtime(&fake.Runtime{Unavailable: errors.New("no engine answers")}))
		},
		[]string{"no runtime can run servers here: fake: no engine answers"},
	},
	"no file": {
		func(t *testing.T) {
			t.Helper()
			zktest.Run(t, "testdata/lok.hcl", zktest.Runtime(&fake.Runtime{}))
		},
		[]string{"there is no scenario file testdata/lok.hcl"},
	},
	"no scenario": {
		func(t *testing.T) {
			t.Helper()
			zktest.Run(t, t.TempDir(), zktest.Runtime(&fake.Runtime{}))
		},
		[]string{"there is no scenario file (*.hcl or *.hcl.json) in "},
	},
	"no release": {
		func(t *testing.T) {
			t.Helper()
			zktest.Run(t, "testdata/read.hcl", zktest.Runtime(&fake.Runtime{}))
		},
		[]string{`neither zktest.Releases nor the ensemble of scenario "read" names a release`},
	},
	"mistake": {
		func(t *testing.T) {
			t.Helper()
			zktest.Run(t, "testdata/.wrong/mistake.hcl", zktest.Runtime(&fake.Runtime{}), zktest.Releases("3.9.5"))
		},
		[]string{"mistake.hcl line 5", "kil"},
	},
}

const failingVariable = "ZKTEST_FAILING"

func TestRunFails(t *testing.T) {
	for name, c := range failing {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestFailing$", "-test.v")
			cmd.Env = append(os.Environ(), failingVariable+"="+name)
			out, err := cmd.CombinedOutput()
			assert.Assert(t, err != nil, "the test passes:\n%s", out)
			for _, want := range c.want {
				assert.Assert(t, cmp.Contains(string(out), want))
			}
		})
	}
	kept, err := filepath.Glob(".zkscenario/runs/*-restart-3.9.5/report.html")
	assert.NilError(t, err)
	assert.Assert(t, len(kept) > 0, "files of the failed run are gone")
	assert.NilError(t, os.RemoveAll(".zkscenario"))
}

// TestFailing does nothing unless TestRunFails runs it.
func TestFailing(t *testing.T) {
	if name := os.Getenv(failingVariable); name != "" {
		failing[name].run(t)
	}
}

func TestRunNeedsNoWritablePackage(t *testing.T) {
	scenario, err := filepath.Abs("testdata/read.hcl")
	assert.NilError(t, err)
	t.Chdir(t.TempDir())
	assert.NilError(t, os.WriteFile(".zkscenario", nil, 0o644)) // where the folder would be made
	zktest.Run(t, scenario, zktest.Releases("3.9.5"), zktest.Runtime(&fake.Runtime{}))
}

func TestKeptRunsAreIgnoredByGit(t *testing.T) {
	zktest.Run(t, "testdata/read.hcl", zktest.Releases("3.9.5"), zktest.Runtime(&fake.Runtime{}))
	text, err := os.ReadFile(".zkscenario/.gitignore")
	assert.NilError(t, err)
	assert.Equal(t, strings.TrimSpace(string(text)), "*")
}
