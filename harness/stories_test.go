package harness_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Each file in testdata/stories runs on servers in memory. Its first lines contain the
// expected result and the setup:
//
//	# VERDICT:   the verdict
//	# BECAUSE:   a part of the reason
//	# BROKEN:    the guarantees that broke; UNKNOWN likewise
//	# HELD:      the guarantees that held, of those that a HELD of any story names: a new
//	             check needs no change of stories that are not about it
//	# BOOT:      the state of the boot, if it is not "done"; JUDGE likewise
//	# RUNTIME:   the deviations of the servers, as a fake.Runtime
//	# TIMEOUT:   the time limit of the run, counted from the start of a step
//
// The comment at the end of a step's first line is the expected state of the step.
//
// Some files wrap a word in a "repeat { until = each.index == 0 }", which runs once. The forecast does
// not know the number of rounds, so it does not find the mistake that the run must find.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.hcl")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".hcl"), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(name)
			assert.NilError(t, err)
			want := remarks(string(src))
			rt := runtimeOf(t, want["RUNTIME"])
			ctx, observe := timeout(t, want["TIMEOUT"])
			plan := load(t, name, string(src), spec.Inputs{Release: testRelease})
			rep := harness.Run(ctx, plan, harness.Options{Runtime: rt, Observe: observe, Root: t.TempDir()})
			assertTidy(t, rt)
			checkStory(t, rep, string(src), want)
			assertSameReportFromTimeline(t, rep)
		})
	}
}

// assertSameReportFromTimeline checks that the saved timeline gives the same report.
func assertSameReportFromTimeline(t *testing.T, rep *report.Report) {
	t.Helper()
	events := savedTimeline(t, rep.Dir)
	assert.Equal(t, events[len(events)-1].Kind, timeline.KindEnd)
	again := harness.Conclude(language().Checks, events)
	again.Dir = rep.Dir
	assert.DeepEqual(t, again, rep)
}

func savedTimeline(t *testing.T, dir string) []timeline.Event {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "timeline.jsonl"))
	assert.NilError(t, err)
	events, err := timeline.Read(f)
	assert.NilError(t, errors.Join(err, f.Close()))
	return events
}

// timeout returns the context of a run that is cancelled some time after a step begins, and
// the observer that starts this time: "100ms in the fault".
func timeout(t *testing.T, text string) (context.Context, func(timeline.Event)) {
	t.Helper()
	if text == "" {
		return t.Context(), nil
	}
	limit, step, _ := strings.Cut(text, " in ")
	d, err := time.ParseDuration(limit)
	assert.NilError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	return ctx, func(e timeline.Event) {
		if e.Kind == timeline.KindStep && e.What == step {
			time.AfterFunc(d, func() { cancel(errors.New("the time is over")) })
		}
	}
}

// runPlan runs a plan, and checks that it closed and stopped everything.
func runPlan(ctx context.Context, t *testing.T, rt *fake.Runtime, plan *harness.Plan) *report.Report {
	t.Helper()
	rep := harness.Run(ctx, plan, harness.Options{Runtime: rt})
	assertTidy(t, rt)
	return rep
}

// assertTidy checks that all ensembles are closed and no server runs.
func assertTidy(t *testing.T, rt *fake.Runtime) {
	t.Helper()
	for _, e := range rt.Booted() {
		assert.Assert(t, e.Closed(), "an ensemble was not closed")
		assert.Equal(t, len(e.Running()), 0, "servers are still running")
	}
}

var remark = regexp.MustCompile(`(?m)^# ([A-Z]+): (.+)$`)

// remarks returns the values of the first lines, by name.
func remarks(src string) map[string]string {
	found := map[string]string{}
	for _, m := range remark.FindAllStringSubmatch(src, -1) {
		found[m[1]] = m[2]
	}
	return found
}

// runtimeOf returns the runtime that the text configures.
func runtimeOf(t *testing.T, text string) *fake.Runtime {
	t.Helper()
	rt := &fake.Runtime{}
	if text != "" {
		text = strings.ReplaceAll(text, `"AtStart"`, strconv.FormatUint(fake.AtStart, 10))
		assert.NilError(t, json.Unmarshal([]byte(text), rt))
	}
	return rt
}

func checkStory(t *testing.T, rep *report.Report, src string, want map[string]string) {
	t.Helper()
	assert.Equal(t, rep.Verdict.String(), want["VERDICT"], rep.Reason)
	assert.Assert(t, strings.Contains(rep.Reason, want["BECAUSE"]), "%s\nlacks: %s", rep.Reason, want["BECAUSE"])
	if want["HELD"] != "" {
		named := namedAsHeld(t)
		held := slices.DeleteFunc(guarantees(rep, report.GuaranteeHeld), func(name string) bool { return !slices.Contains(named, name) })
		assert.Equal(t, strings.Join(held, ", "), want["HELD"])
	}
	for word, outcome := range map[string]report.GuaranteeState{"BROKEN": report.GuaranteeBroken, "UNKNOWN": report.GuaranteeUnknown} {
		if want[word] != "" {
			assert.Equal(t, strings.Join(guarantees(rep, outcome), ", "), want[word])
		}
	}
	assert.DeepEqual(t, states(rep), statesOf(src, want))
	if word := lastWordOf(src); want["VERDICT"] == "inconclusive" && !strings.Contains(src, "\nprocedure ") {
		assert.Assert(t, strings.Contains(rep.Reason, word), "%s\ndoes not name %s, the last word of the step", rep.Reason, word)
	}
}

// namedAsHeld lists the guarantees that the HELD of any story names.
func namedAsHeld(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/stories/*.hcl")
	assert.NilError(t, err)
	var names []string
	for _, name := range files {
		src, err := os.ReadFile(name)
		assert.NilError(t, err)
		names = append(names, strings.Split(remarks(string(src))["HELD"], ", ")...)
	}
	return names
}

func guarantees(rep *report.Report, outcome report.GuaranteeState) []string {
	var names []string
	for _, g := range rep.Guarantees {
		if g.Outcome == outcome {
			names = append(names, g.Name)
		}
	}
	return names
}

// states lists the state of each step, including boot and judge.
func states(rep *report.Report) []string {
	var all []string
	for _, s := range rep.Steps {
		all = append(all, s.Name+": "+string(s.State))
	}
	return all
}

var stepRemark = regexp.MustCompile(`(?m)^  (?:step|finally) "(.+)" \{(?: # (.+))?$`)

// statesOf reads the expected states from the file. Without a boot nothing is judged.
func statesOf(src string, want map[string]string) []string {
	boot, judge := want["BOOT"], want["JUDGE"]
	if boot == "" {
		boot = "done"
	}
	all := []string{"boot: " + boot}
	for _, m := range stepRemark.FindAllStringSubmatch(src, -1) {
		state := m[2]
		if state == "" {
			state = "done"
		}
		all = append(all, m[1]+": "+state)
	}
	if judge == "" {
		judge = "done"
		if boot != "done" {
			judge = "not run"
		}
	}
	return append(all, "judge: "+judge)
}
