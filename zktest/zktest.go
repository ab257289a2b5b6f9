// Package zktest runs scenario files as Go tests: zktest.Run(t, "lock.hcl") is a complete
// test. Only this package and the conformance tests of runtimes import testing.
package zktest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Option changes how Run runs scenarios.
type Option func(*setup)

// setup collects the options.
type setup struct {
	words    harness.Language
	runtimes []runtime.Runtime
	releases []string
	controls bool
	parallel bool
	retries  int
	inspect  func(*testing.T, *report.Report)
}

// Releases runs every scenario on each of these releases, such as "3.8.4" or "3.9" for the
// newest one of that line. The default is the release that the ensemble names, or the newest
// release in the scenario's range.
func Releases(releases ...string) Option {
	return func(s *setup) { s.releases = releases }
}

// Controls runs the controls of each scenario too. A control that does not hold fails the
// test.
func Controls() Option { return func(s *setup) { s.controls = true } }

// RetryInconclusive runs a scenario again, with its controls, up to n times as long as it is
// inconclusive. The attempts are logged, and keep their files. The default is 0.
func RetryInconclusive(n int) Option { return func(s *setup) { s.retries = n } }

// Words replaces the words that scenarios may use, and the checks that judge them. The
// default is all words and checks of zkscenario.
func Words(words harness.Language) Option {
	return func(s *setup) { s.words = words }
}

// Runtime uses the first of these runtimes that works on this machine. The default is the
// local runtime, or else Docker.
func Runtime(candidates ...runtime.Runtime) Option {
	return func(s *setup) { s.runtimes = candidates }
}

// Parallel runs the scenarios at the same time, as many as go test -parallel allows.
func Parallel() Option { return func(s *setup) { s.parallel = true } }

// Inspect calls f with each report whose verdict is good, for tests with further
// requirements.
func Inspect(f func(*testing.T, *report.Report)) Option {
	return func(s *setup) { s.inspect = f }
}

// Run runs every scenario of a file, of all scenario files of a folder, or of the files
// that match a pattern (filepath.Match), each as a subtest "SCENARIO/RELEASE". A subtest
// fails unless its verdict is held or reproduced. The files of failed runs are kept in
// .zkscenario/runs of the test's package. Run also fails if no runtime works on this
// machine or no scenario is found: a test that is skipped proves nothing.
func Run(t *testing.T, pattern string, options ...Option) {
	t.Helper()
	s := setup{
		words:    harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()},
		runtimes: []runtime.Runtime{local.New(local.Options{Logf: t.Logf}), docker.New(docker.Options{Logf: t.Logf})},
		releases: []string{""},
	}
	for _, option := range options {
		option(&s)
	}
	files, err := find(pattern)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := runtime.Choose(t.Context(), s.runtimes, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, file := range files {
		for _, release := range s.releases {
			for _, plan := range load(t, file, release, rt, s.words) {
				found = true
				s.run(t, plan, rt)
			}
		}
	}
	if !found {
		t.Fatalf("there is no scenario in %s", pattern)
	}
}

// find lists the scenario files that a pattern names.
func find(pattern string) ([]string, error) {
	if info, err := os.Stat(pattern); err == nil && info.IsDir() {
		names, err := spec.FindFiles(os.DirFS(pattern))
		if err == nil && len(names) == 0 {
			err = fmt.Errorf("there is no scenario file (*.hcl or *.hcl.json) in %s", pattern)
		}
		for i := range names {
			names[i] = filepath.Join(pattern, names[i])
		}
		return names, err
	}
	names, err := filepath.Glob(pattern)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("there is no scenario file %s", pattern)
	}
	return names, err
}

// load returns the plans of a file. A file with procedures only has none.
func load(t *testing.T, path, release string, rt runtime.Runtime, words harness.Language) []*harness.Plan {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	in := spec.Inputs{Folder: spec.FolderOf(path)}
	if supplier, ok := rt.(runtime.Supplier); ok {
		in.Known = supplier.Releases()
	}
	file, plans, diags := harness.LoadNewest(path, src, in.With(spec.Inputs{Release: in.FullRelease(release)}), words)
	var text bytes.Buffer
	_ = harness.WriteDiagnostics(&text, file, diags, false)
	switch {
	case diags.HasErrors():
		t.Fatalf("\n%s", &text)
	case len(diags) > 0: // warnings
		t.Logf("\n%s", &text)
	}
	return plans
}

// run runs one plan as a subtest.
func (s *setup) run(t *testing.T, plan *harness.Plan, rt runtime.Runtime) {
	t.Helper()
	sc := plan.Scenario
	if sc.Ensemble.Release == "" {
		t.Fatalf("neither zktest.Releases nor the ensemble of scenario %q names a release", sc.Name)
	}
	if err := plan.OutOfRange(); err != nil {
		t.Fatal(err)
	}
	t.Run(fmt.Sprintf("%s/%s", sc.Name, sc.Ensemble.Release), func(t *testing.T) {
		if s.parallel {
			t.Parallel()
		}
		ctx, cancel := beforeDeadline(t)
		defer cancel()
		rep := harness.Run(ctx, plan, harness.Options{Runtime: rt, Root: keptRuns(t), Save: view.Write, Controls: s.controls, Retries: s.retries})
		for _, before := range rep.InconclusiveBefore {
			t.Logf("inconclusive, so it is run again: %s", before)
		}
		if !rep.Verdict.Good() {
			var text bytes.Buffer
			_ = view.Terminal(&text, rep, false)
			t.Fatalf("\n%s%s", failures(plan, rep), &text)
		}
		t.Logf("%s: %s (%.1f s)", rep.Verdict, rep.Reason, rep.Took.Seconds())
		defer func() { // also after a FailNow of the inspection
			t.Helper()
			if t.Failed() {
				t.Logf("the files of the run are in %s", rep.Dir)
			} else {
				remove(t, rep)
			}
		}()
		if s.inspect != nil {
			s.inspect(t, rep)
		}
	})
}

// failures lists the words that failed, each with its line of the file.
func failures(plan *harness.Plan, rep *report.Report) string {
	var text strings.Builder
	for _, f := range rep.Failures {
		fmt.Fprintf(&text, "%s: %s\n", f.Source, f.Why)
		if line := plan.File.Line(f.Source); line != "" {
			fmt.Fprintf(&text, "    %s\n", line)
		}
	}
	return text.String()
}

// grace ends a run before the test's deadline, so that servers are stopped and the report is
// written before the test binary is killed.
const grace = time.Minute

// beforeDeadline returns a context that ends before the deadline of the test.
func beforeDeadline(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	if deadline, ok := t.Deadline(); ok {
		return context.WithDeadline(t.Context(), deadline.Add(-grace))
	}
	return context.WithCancel(t.Context())
}
