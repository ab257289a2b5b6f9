package harness_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// story loads a file of testdata/stories.
func story(t *testing.T, name string) *harness.Plan {
	t.Helper()
	return loadFile(t, filepath.Join("testdata", "stories", name+".hcl"))
}

// stale returns the runtime of the story "reproduced", in which server 2 is stale.
func stale() *fake.Runtime {
	return &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Start: 2, Stale: fake.AtStart}}}
}

// The evidence names the two replies that contradict each other, and the server whose tree
// differs.
func TestEvidenceNamesBothReplies(t *testing.T) {
	rep := runPlan(t.Context(), t, stale(), story(t, "reproduced"))
	why := map[string]string{}
	for _, g := range rep.Guarantees {
		why[g.Name] = g.Why
		assert.Equal(t, g.Outcome, g.Expected, g.Name)
		assert.Assert(t, g.Promise != "" && g.Source != "")
	}
	for _, want := range []string{
		"read /value on server 2", `with "2"`, "but the session had already read that znode as of", "read /value on server 1", `with "3"`,
	} {
		assert.Assert(t, cmp.Contains(why["single_system_image"], want))
	}
	for _, want := range []string{"server 2 differs from server 1", "1 znode:", "another state of /value"} {
		assert.Assert(t, cmp.Contains(why["replica_agreement"], want))
	}
}

func TestReportHasStepsAndReceipts(t *testing.T) {
	rep := runPlan(t.Context(), t, &fake.Runtime{}, story(t, "held"))
	assert.Equal(t, rep.Scenario, "held")
	assert.Equal(t, rep.Release, testRelease)
	assert.Equal(t, rep.Runtime, "fake")
	assert.Equal(t, rep.Servers, 3)
	assert.Assert(t, rep.Took > 0)
	assert.Equal(t, rep.Dir, "", "there are files without a root")
	var receipts []string
	for _, s := range rep.Steps {
		for _, e := range s.Events {
			assert.Equal(t, e.Step, s.Name)
			if e.Kind == timeline.KindFault {
				receipts = append(receipts, fmt.Sprintf("%s: %s", e.What, e.Receipt))
			}
		}
	}
	assert.Assert(t, cmp.Contains(receipts, "kill server 2: its process is gone: by signal killed"))
	assert.Assert(t, cmp.Contains(receipts, "start server 2: its process runs, life 2"))
}

func TestFactsAreCounted(t *testing.T) {
	rep := runPlan(t.Context(), t, &fake.Runtime{}, story(t, "facts"))
	got := map[string]bool{}
	for _, f := range rep.Facts {
		got[f.Name] = f.Matches
	}
	assert.DeepEqual(t, got, map[string]bool{
		"servers that follow": true, "a number equals its text": true, "the followers": true, "the followers as a set": true, "the wrong leader": false,
		"a condition that holds": true, "a condition that does not hold": false, "an unknown value": false,
	})
	assert.Equal(t, rep.Matching(), 5)
	last := rep.Facts[len(rep.Facts)-1]
	assert.Assert(t, strings.HasPrefix(last.Observed, "cannot tell: "), last.Observed)
}

func TestRunFolder(t *testing.T) {
	root := filepath.Join(t.TempDir(), "runs")
	plan := story(t, "reproduced")
	rep := harness.Run(t.Context(), plan, harness.Options{Runtime: stale(), Root: root, Save: view.Write})
	assert.Equal(t, rep.Verdict, report.Reproduced, rep.Reason)
	for _, name := range []string{
		"report.json", "report.html", "junit.xml", "timeline.jsonl", "scenario.hcl",
		"server-1/zoo.cfg", "server-1/server.log", "server-2/zoo.cfg", "server-2/server.log", "server-3/zoo.cfg", "server-3/server.log",
	} {
		info, err := os.Stat(filepath.Join(rep.Dir, name))
		assert.NilError(t, err)
		assert.Assert(t, info.Size() > 0, "%s is empty", name)
	}
	source, err := os.ReadFile(filepath.Join(rep.Dir, "scenario.hcl"))
	assert.NilError(t, err)
	assert.DeepEqual(t, source, plan.File.Source)
	log, err := os.ReadFile(filepath.Join(rep.Dir, "server-2", "server.log"))
	assert.NilError(t, err)
	assert.Equal(t, strings.Count(string(log), "Starting quorum peer"), 2, "the log of a process is missing")
	latest, err := os.Readlink(filepath.Join(root, "latest"))
	assert.NilError(t, err)
	assert.Equal(t, latest, filepath.Base(rep.Dir))
}

// If the report cannot be saved, the verdict is an error.
func TestReportThatCannotBeSavedIsAnError(t *testing.T) {
	var saved []string
	rep := harness.Run(t.Context(), story(t, "held"), harness.Options{Runtime: &fake.Runtime{}, Root: t.TempDir(), Save: func(dir string, rep *report.Report) error {
		assert.Equal(t, dir, rep.Dir)
		saved = append(saved, rep.Verdict.String())
		return errors.New("no space left on device")
	}})
	assert.DeepEqual(t, saved, []string{"held"})
	assert.Equal(t, rep.Verdict, report.Error)
	assert.Assert(t, cmp.Contains(rep.Reason, "the run's files are not complete: no space left on device"))
}

// However a run ends, its report is saved before it returns.
func TestInterruptedRunIsSaved(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	rep := harness.Run(ctx, story(t, "held"), harness.Options{Runtime: &fake.Runtime{}, Root: t.TempDir(), Save: view.Write, Observe: func(timeline.Event) {
		cancel(errors.New("interrupted"))
	}})
	assert.Equal(t, rep.Verdict, report.Inconclusive, rep.Reason)
	for name := range view.Files {
		info, err := os.Stat(filepath.Join(rep.Dir, name))
		assert.NilError(t, err)
		assert.Assert(t, info.Size() > 0, "%s is empty", name)
	}
}

// The head and the end of the timeline contain what a judgement needs besides the events.
func TestTimelineHasHeadAndEnd(t *testing.T) {
	rep := harness.Run(t.Context(), story(t, "reproduced"), harness.Options{Runtime: stale(), Root: t.TempDir()})
	events := savedTimeline(t, rep.Dir)
	head := events[0].Run
	assert.Equal(t, head.Scenario, "reproduced")
	assert.Equal(t, head.ID, filepath.Base(rep.Dir))
	assert.DeepEqual(t, head.Expected, []string{"single_system_image", "replica_agreement"})
	assert.DeepEqual(t, head.Servers, []timeline.Member{{ID: 1}, {ID: 2}, {ID: 3}})
	assert.DeepEqual(t, head.Steps, []string{"all servers have the value 2", "server 2 misses the value 3", "the session moves to server 2"})
	assert.DeepEqual(t, []string{head.Summary, head.Digest}, []string{rep.Summary, rep.Digest})
	end := events[len(events)-1]
	assert.DeepEqual(t, []string{string(end.Outcome), end.Step}, []string{string(timeline.OK), ""})

	cut := harness.Conclude(language().Checks, events[:len(events)-1])
	assert.Equal(t, cut.Verdict, report.Inconclusive)
	assert.Equal(t, cut.Reason, "the record is not complete: it has no end")
}

// Polling must not fill the timeline: answers of servers are recorded when they change.
func TestStatusIsRecordedWhenItChanges(t *testing.T) {
	rep := runPlan(t.Context(), t, &fake.Runtime{}, story(t, "held"))
	status := map[int][]string{}
	for _, s := range rep.Steps {
		for _, e := range s.Events {
			if e.Kind == timeline.KindServer && e.Server.Change == timeline.Serving {
				assert.Equal(t, e.Server.Line, fmt.Sprintf("Zxid: %s, Mode: %s", e.Server.Zxid, e.Server.Role))
				status[e.Server.ID] = append(status[e.Server.ID], fmt.Sprintf("%s %d", e.Server.Role, e.Server.Epoch))
			}
		}
	}
	assert.Equal(t, len(status), 3)
	for id, all := range status {
		t.Log(id, all)
		assert.Assert(t, len(all) < 10, "server %d: %s", id, all)
	}
}

func TestLatestLinksToTheLastRun(t *testing.T) {
	root := t.TempDir()
	var dirs []string
	for range 3 {
		rep := harness.Run(t.Context(), story(t, "pause_not_supported"), harness.Options{Runtime: &fake.Runtime{Cannot: []runtime.Capability{runtime.CanPause}}, Root: root})
		assert.Assert(t, !slices.Contains(dirs, rep.Dir), "two runs share a folder")
		dirs = append(dirs, rep.Dir)
	}
	latest, err := filepath.EvalSymlinks(filepath.Join(root, "latest"))
	assert.NilError(t, err)
	want, err := filepath.EvalSymlinks(dirs[2])
	assert.NilError(t, err)
	assert.Equal(t, latest, want)
}

func TestFolderThatCannotBeMadeIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	assert.NilError(t, os.WriteFile(file, nil, 0o600))
	rt := &fake.Runtime{}
	rep := harness.Run(t.Context(), story(t, "held"), harness.Options{Runtime: rt, Root: file})
	assert.Equal(t, rep.Verdict, report.Error)
	assert.Assert(t, cmp.Contains(rep.Reason, "make folder of the run"))
	assert.Equal(t, len(rt.Booted()), 0)
}

// During a run the file of the timeline contains all events so far.
func TestTimelineIsWrittenAsEventsHappen(t *testing.T) {
	root := t.TempDir()
	seen, behind := 0, 0
	rep := harness.Run(t.Context(), story(t, "held"), harness.Options{Runtime: &fake.Runtime{}, Root: root, Observe: func(e timeline.Event) {
		files, err := filepath.Glob(filepath.Join(root, "*", "timeline.jsonl"))
		if err != nil || len(files) != 1 {
			return
		}
		text, _ := os.ReadFile(files[0])
		seen++
		if strings.Count(string(text), "\n") < e.Seq {
			behind++
		}
	}})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	assert.Assert(t, seen > 20)
	assert.Equal(t, behind, 0, "events reached the observer before the file")
}

func TestFailedBootIsTidiedUp(t *testing.T) {
	rt := &fake.Runtime{BootFails: errors.New("no room for a third machine")}
	rep := runPlan(t.Context(), t, rt, story(t, "held"))
	assert.Equal(t, rep.Verdict, report.Error)
	assert.Equal(t, rep.Reason, "boot: no room for a third machine")
	assert.Equal(t, len(rt.Booted()), 1)
	assert.DeepEqual(t, states(rep)[:2], []string{"boot: stopped here", "all servers have the value 2: not run"})
}

func TestUnsupportedPlanIsRefusedBeforeBoot(t *testing.T) {
	rt := &fake.Runtime{Cannot: []runtime.Capability{runtime.CanPause}}
	rep := runPlan(t.Context(), t, rt, story(t, "pause_not_supported"))
	assert.Equal(t, rep.Verdict, report.Inconclusive)
	assert.Equal(t, len(rt.Booted()), 0)
}

// hanging implements a runtime whose machines do not answer before the run is interrupted.
// In a story without faults of machines only the judgement sends requests, for the disks.
type hanging struct{ *fake.Runtime }

type hangingEnsemble struct{ runtime.Ensemble }

type hangingMachine struct{ runtime.Machine }

func (h hanging) Boot(ctx context.Context, e *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	booted, err := h.Runtime.Boot(ctx, e, needs)
	return hangingEnsemble{booted}, err
}

func (e hangingEnsemble) Machines() []runtime.Machine {
	all := slices.Clone(e.Ensemble.Machines())
	for i, m := range all {
		all[i] = hangingMachine{m}
	}
	return all
}

func (hangingMachine) Do(ctx context.Context, _ machine.Request) (machine.Answer, error) {
	<-ctx.Done()
	return machine.Answer{}, context.Cause(ctx)
}

// The run does not wait for the observer that interrupts it. So in each case the run waits
// for an event that never comes, and is interrupted there.
func TestInterruptedRunIsTidiedUp(t *testing.T) {
	t.Run("boot", func(t *testing.T) {
		rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Lost: true}}}
		interrupt(t, rt, rt, story(t, "held"), "boot")
	})
	for _, at := range []string{"all servers have the value 2", "the session moves to server 2"} {
		t.Run(at, func(t *testing.T) {
			begin := fmt.Sprintf("step %q {\n", at)
			held := string(story(t, "held").File.Source)
			assert.Equal(t, strings.Count(held, begin), 1)
			src := strings.Replace(held, begin, begin+"await {\n log = \"this is never logged\"\n server = 1\n within = \"10m\"\n}\n", 1)
			rt := &fake.Runtime{}
			interrupt(t, rt, rt, load(t, "held.hcl", src, spec.Inputs{Release: testRelease}), at)
		})
	}
	t.Run("judge", func(t *testing.T) {
		rt := &fake.Runtime{}
		interrupt(t, hanging{rt}, rt, story(t, "held"), "judge")
	})
}

// interrupt interrupts a run in a step, and checks that it stops there.
func interrupt(t *testing.T, in runtime.Runtime, rt *fake.Runtime, plan *harness.Plan, at string) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	rep := harness.Run(ctx, plan, harness.Options{Runtime: in, Observe: func(e timeline.Event) {
		if e.Kind == timeline.KindStep && e.What == at {
			cancel(errors.New("interrupted"))
		}
	}})
	assertTidy(t, rt)
	assert.Equal(t, rep.Verdict, report.Inconclusive, rep.Reason)
	assert.Assert(t, cmp.Contains(rep.Reason, "interrupted"))
	assert.Assert(t, slices.Contains(states(rep), at+": stopped here"), "%s", states(rep))
}

// Sessions, log readers and pollers end with their run, whatever its verdict.
func TestNoGoroutineIsLeft(t *testing.T) {
	stories := []string{"reproduced", "require_false", "await_promised", "session_moves", "kill_exited_server", "exits_at_boot"}
	for range 2 {
		before := goruntime.NumGoroutine()
		for _, name := range stories {
			plan := story(t, name)
			runPlan(t.Context(), t, runtimeOf(t, remarks(string(plan.File.Source))["RUNTIME"]), plan)
		}
		for deadline := time.Now().Add(5 * time.Second); goruntime.NumGoroutine() > before; goruntime.Gosched() {
			if time.Now().After(deadline) {
				stacks := make([]byte, 1<<16)
				t.Fatalf("%d goroutines more than before\n%s", goruntime.NumGoroutine()-before, stacks[:goruntime.Stack(stacks, true)])
			}
		}
	}
}

// untidy implements a runtime whose ensembles cannot be closed.
type untidy struct{ fake.Runtime }

type untidyEnsemble struct{ runtime.Ensemble }

var errLeft = errors.New("a process is left")

func (u *untidy) Boot(ctx context.Context, e *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	booted, err := u.Runtime.Boot(ctx, e, needs)
	return untidyEnsemble{booted}, err
}

func (e untidyEnsemble) Close(ctx context.Context) error {
	return errors.Join(e.Ensemble.Close(ctx), errLeft)
}

// A failed cleanup is an error, also after a violation or an inconclusive step.
func TestFailedCleanupIsAnError(t *testing.T) {
	for _, name := range []string{"held", "assert_false", "kill_exited_server"} {
		rep := harness.Run(t.Context(), story(t, name), harness.Options{Runtime: &untidy{}})
		assert.Equal(t, rep.Verdict, report.Error)
		assert.Assert(t, cmp.Contains(rep.Reason, "tidy up: a process is left"))
	}
}

func TestLaunchUsesConfigAndProperties(t *testing.T) {
	rt := &fake.Runtime{}
	plan := load(t, "launch.hcl", `
scenario "launch" {
  summary = "Server 2 differs."

  ensemble {
    servers    = 3
    config     = { tickTime = 400 }
    properties = { "zookeeper.b" = "1", "zookeeper.a" = "1" }

    server "2" {
      config     = { tickTime = 300 }
      properties = { "zookeeper.b" = "2" }
    }
  }

  step "check" {
    require { condition = leader == 3 }
  }
}
`, spec.Inputs{Release: testRelease})
	runPlan(t.Context(), t, rt, plan)
	first, second := rt.Booted()[0].Launches(1)[0], rt.Booted()[0].Launches(2)[0]
	assert.DeepEqual(t, first.JVMOptions[len(first.JVMOptions)-2:], []string{"-Dzookeeper.a=1", "-Dzookeeper.b=1"})
	assert.DeepEqual(t, second.JVMOptions[len(second.JVMOptions)-2:], []string{"-Dzookeeper.a=1", "-Dzookeeper.b=2"})
	assert.Equal(t, second.MyID, "2\n")
	assert.Equal(t, second.Release, testRelease)
	assert.Assert(t, cmp.Contains(first.Files["zoo.cfg"], "tickTime=400\n"))
	assert.Assert(t, cmp.Contains(second.Files["zoo.cfg"], "tickTime=300\n"))
}

// The changes of a start apply from then on, and to its server only.
func TestStartChangesTheServer(t *testing.T) {
	rt := &fake.Runtime{}
	plan := load(t, "change.hcl", `
scenario "change" {
  summary = "Server 1 changes."

  ensemble {
    servers    = 3
    config     = { tickTime = 400, snapCount = 100 }
    properties = { "zookeeper.a" = "1" }

    server "1" { release = "3.4.14" }
    server "3" {
      starts = "later"
    }
  }

  step "the change" {
    kill { server = 1 }
    start {
      server      = 1
      release     = "3.5.10"
      config      = { snapCount = 200 }
      properties  = { "zookeeper.a" = "2" }
      server_list = [1, 2]
    }
    restart { servers = [1, 2] }
  }
}
`, spec.Inputs{Release: testRelease})
	rep := runPlan(t.Context(), t, rt, plan)
	assert.Equal(t, rep.Release, testRelease, "the report names another release than the one under test")
	servers := rt.Booted()[0]
	assert.Equal(t, len(servers.Launches(3)), 0, "server 3 was started at the boot")
	assert.Equal(t, servers.Launches(1)[0].Release, "3.4.14")
	for life, l := range servers.Launches(1)[1:] {
		assert.Equal(t, l.Release, "3.5.10", "life %d", life+2)
		assert.Equal(t, l.JVMOptions[len(l.JVMOptions)-1], "-Dzookeeper.a=2")
		cfg := l.Files["zoo.cfg"]
		assert.Assert(t, cmp.Contains(cfg, "snapCount=200\n"))
		assert.Assert(t, cmp.Contains(cfg, "tickTime=400\n"))
		assert.Assert(t, cmp.Contains(cfg, "server.2="))
		assert.Assert(t, !strings.Contains(cfg, "server.3="), cfg)
	}
	other := servers.Launches(2)
	assert.DeepEqual(t, other[0], other[1])
	assert.Assert(t, cmp.Contains(other[0].Files["zoo.cfg"], "server.3="))
	var receipts []string
	for _, s := range rep.Steps {
		for _, e := range s.Events {
			receipts = append(receipts, e.Receipt)
		}
	}
	assert.Assert(t, cmp.Contains(strings.Join(receipts, "\n"), "from now on with release 3.5.10, snapCount = 200 in zoo.cfg, -Dzookeeper.a=2, server_list [1 2]"))
}
