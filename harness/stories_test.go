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

// Each file in testdata/stories is played on servers in memory. Its first lines
// say what comes of it:
//
//	# VERDICT:   the verdict
//	# BECAUSE:   a part of the reason
//	# BROKEN:    the guarantees that broke; UNKNOWN likewise
//	# HELD:      guarantees that held; others may hold too, such as those of newer checks
//	# BOOT:      the state of the boot, if it is not "done"; JUDGE likewise
//	# RUNTIME:   what the servers do wrong, as a fake.Runtime
//	# TIMEOUT:   when the time of the run is over, counted from the begin of a step
//
// and the comment behind each step its state.
//
// Some hide what is wrong in a "repeat { until = true }", which is played once: the
// loader knows of no repeat how often it is, and would else find the mistake before the
// run that is to end in it.
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
			nothingIsLeft(t, rt)
			checkStory(t, rep, string(src), want)
			judgedAgain(t, rep)
		})
	}
}

// judgedAgain demands that the saved timeline gives the run's own report.
func judgedAgain(t *testing.T, rep *report.Report) {
	t.Helper()
	f, err := os.Open(filepath.Join(rep.Dir, "timeline.jsonl"))
	assert.NilError(t, err)
	events, err := timeline.Read(f)
	assert.NilError(t, errors.Join(err, f.Close()))
	assert.Equal(t, events[len(events)-1].Kind, timeline.KindEnd)
	again := harness.Conclude(language().Checks, events)
	again.Dir = rep.Dir
	assert.DeepEqual(t, again, rep)
}

// timeout makes the context of a run whose time ends a while after a step begins,
// however long the steps before it took: "100ms in the fault".
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

// play runs a plan, and demands that nothing of it is left.
func play(ctx context.Context, t *testing.T, rt *fake.Runtime, plan *harness.Plan) *report.Report {
	t.Helper()
	rep := harness.Run(ctx, plan, harness.Options{Runtime: rt})
	nothingIsLeft(t, rt)
	return rep
}

func nothingIsLeft(t *testing.T, rt *fake.Runtime) {
	t.Helper()
	for _, e := range rt.Booted() {
		assert.Assert(t, e.Closed(), "an ensemble was not closed")
		assert.Equal(t, len(e.Running()), 0, "servers run on")
	}
}

var remark = regexp.MustCompile(`(?m)^# ([A-Z]+): (.+)$`)

func remarks(src string) map[string]string {
	found := map[string]string{}
	for _, m := range remark.FindAllStringSubmatch(src, -1) {
		found[m[1]] = m[2]
	}
	return found
}

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
	for _, name := range strings.Split(want["HELD"], ", ") {
		held := guarantees(rep, report.GuaranteeHeld)
		assert.Assert(t, name == "" || slices.Contains(held, name), "%s did not hold, only %v did", name, held)
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

func guarantees(rep *report.Report, outcome report.GuaranteeState) []string {
	var names []string
	for _, g := range rep.Guarantees {
		if g.Outcome == outcome {
			names = append(names, g.Name)
		}
	}
	return names
}

// states lists how far each step came, the boot and the judgement too.
func states(rep *report.Report) []string {
	var all []string
	for _, s := range rep.Steps {
		all = append(all, s.Name+": "+string(s.State))
	}
	return all
}

var stepRemark = regexp.MustCompile(`(?m)^  step "(.+)" \{(?: # (.+))?$`)

// statesOf reads the remarks. Nothing is judged when nothing has booted.
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
