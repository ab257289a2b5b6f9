package harness

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Setup says how Test runs a scenario file.
type Setup struct {
	Language Language
	Runtimes []runtime.Runtime // the first one that can work on this machine is taken
	Releases []string          // the file is run on each of them; what its ensembles name, or the newest, when left out
	Controls bool              // run the scenarios' controls too
	Parallel bool              // subtests run at the same time, as many as go test -parallel allows
	// Inspect, if set, looks at each report after a good verdict, for tests that
	// want more than that.
	Inspect func(*testing.T, *report.Report)
}

// testGrace is held back from a test's deadline, so that servers are gone and the
// report is written before the test binary dies.
const testGrace = time.Minute

// Test runs every scenario of a file on every release as a subtest
// "<scenario>/<release>". It fails unless the verdict is held or reproduced, and
// also when no runtime can work here: a test that hides proves nothing.
func Test(t *testing.T, path string, s Setup) {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := runtime.Choose(t.Context(), s.Runtimes, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	releases := s.Releases
	if len(releases) == 0 {
		releases = []string{""}
	}
	in := spec.Inputs{Folder: spec.FolderOf(path)}
	if supplier, ok := rt.(runtime.Supplier); ok {
		in.Known = supplier.Releases()
	}
	for _, release := range releases {
		file, plans, diags := LoadNewest(path, src, in.With(spec.Inputs{Release: in.FullRelease(release)}), s.Language)
		if diags.HasErrors() {
			var text bytes.Buffer
			_ = WriteDiagnostics(&text, file, diags, false)
			t.Fatalf("\n%s", &text)
		}
		for _, plan := range plans {
			if plan.Scenario.Ensemble.Release == "" {
				t.Fatalf("neither harness.Setup nor the ensemble of scenario %q names a release", plan.Scenario.Name)
			}
			if err := plan.OutOfRange(); err != nil {
				t.Fatal(err)
			}
			t.Run(fmt.Sprintf("%s/%s", plan.Scenario.Name, plan.Scenario.Ensemble.Release), func(t *testing.T) {
				if s.Parallel {
					t.Parallel()
				}
				rep := testPlan(t, plan, Options{Runtime: rt, Root: t.ArtifactDir(), Save: view.Write, Controls: s.Controls})
				if s.Inspect != nil {
					s.Inspect(t, rep)
				}
			})
		}
	}
}

func testPlan(t *testing.T, plan *Plan, opts Options) *report.Report {
	t.Helper()
	ctx := t.Context()
	if deadline, ok := t.Deadline(); ok {
		limited, cancel := context.WithDeadline(ctx, deadline.Add(-testGrace))
		defer cancel()
		ctx = limited
	}
	rep := Run(ctx, plan, opts)
	var text bytes.Buffer
	_ = view.Terminal(&text, rep, false)
	if !rep.Verdict.Good() {
		t.Fatalf("\n%s", &text)
	}
	t.Logf("%s: %s (%.1f s)", rep.Verdict, rep.Reason, rep.Took.Seconds())
	return rep
}
