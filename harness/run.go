package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/rundir"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// tidyLimit limits the cleanup after a run.
const tidyLimit = 30 * time.Second

// Options select where and how a plan runs.
type Options struct {
	Runtime runtime.Runtime
	// Build names what servers are made from instead of the published release.
	Build Build
	// Root is the folder for the folders of runs; "" keeps no files.
	Root string
	// Save writes the report of a run, and of each control, into its folder. Only
	// runs that keep files are saved.
	Save func(dir string, rep *report.Report) error
	// Controls runs the plan's controls after a run that reproduced its violations.
	Controls bool
	// Limit limits the run, and each control; 0 is no limit. A run that it cuts short
	// is inconclusive.
	Limit time.Duration
	// Retries limits how often a run that is inconclusive is run again, with its controls.
	Retries int
	// Observe is called with every event as it happens, in order, on a goroutine of
	// its own.
	Observe func(timeline.Event)
}

// Build names a folder or an image that servers are made from. The report names it too,
// since such a run does not count for the published release.
type Build struct {
	From    string
	Release string // the only release it replaces; "" is every release
}

// of returns the folder or image for servers of a release; "" is the published release.
func (b Build) of(release string) string {
	if b.Release != "" && b.Release != release {
		return ""
	}
	return b.From
}

// Run runs a plan, again as long as it is inconclusive and opts.Retries allow. Every attempt
// leaves its files; the report is that of the last one, and names those before it.
func Run(ctx context.Context, plan *Plan, opts Options) *report.Report {
	var before []report.Attempt
	for {
		rep := attempt(ctx, plan, opts, before)
		if rep.Verdict != report.Inconclusive || len(before) >= opts.Retries || ctx.Err() != nil || Refuse(plan, opts.Runtime) != nil {
			return rep
		}
		before = append(before, rep.Attempt())
	}
}

// attempt runs a plan once: boot, steps, history checks, and cleanup even if one of them
// fails. Failures are in the report.
func attempt(ctx context.Context, plan *Plan, opts Options, before []report.Attempt) *report.Report {
	dir, err := rundir.New(opts.Root, runName(plan), sourcesOf(plan))
	if err != nil {
		return reportFailure(plan, opts, err)
	}
	r := newRun(plan, opts, dir)
	r.record(ctx)
	rep := r.report()
	rep.InconclusiveBefore = before
	if opts.Controls && rep.Verdict == report.Reproduced {
		runControls(ctx, plan, opts, rep)
	}
	save := func(dir string) error {
		rep.Dir = dir
		if opts.Save == nil {
			return nil
		}
		return opts.Save(dir, rep)
	}
	if err := dir.Finish(r.log.Err(), save); err != nil {
		rep.Reason = fmt.Sprintf("%s; the run's files are not complete: %s", rep.Reason, err)
		rep.Verdict = report.Error
	}
	return rep
}

// runName returns the name of a run that begins now.
func runName(plan *Plan) string {
	sc := plan.Scenario
	name := fmt.Sprintf("%s-%s-%s", time.Now().Format("20060102-150405.000"), sc.Name, sc.Ensemble.Release)
	if plan.control != "" {
		name += "-control"
	}
	return name
}

// sourcesOf returns the file of the scenario, as scenario.hcl, and those of its procedures.
func sourcesOf(plan *Plan) map[string][]byte {
	name := "scenario.hcl"
	if spec.IsJSON(plan.File.Name) {
		name += ".json"
	}
	files := map[string][]byte{name: plan.File.Source}
	for name, text := range plan.File.Libraries() {
		files[filepath.Base(name)] = text
	}
	return files
}

// runControls runs every control that applies to the release. The verdict of a control
// that does not hold replaces a good verdict, since it disproves the cause that the
// scenario names. One that tested nothing leaves the cause open.
func runControls(ctx context.Context, plan *Plan, opts Options, rep *report.Report) {
	for _, c := range plan.Controls {
		if !c.Control.On.Allows(plan.Scenario.Ensemble.Release) {
			continue
		}
		got := attempt(ctx, c.Plan, opts, nil) // an inconclusive one repeats the whole run
		rep.Controls = append(rep.Controls, report.Control{
			Name: c.Control.Name, Because: c.Control.Because, Release: got.Release, Verdict: got.Verdict, Reason: got.Reason, Dir: got.Dir,
		})
		switch {
		case got.Verdict == report.Held || !rep.Verdict.Good():
		case got.Verdict == report.Untested:
			rep.Verdict, rep.Reason = report.Inconclusive, fmt.Sprintf("the control %q proves nothing: %s", c.Control.Name, got.Reason)
		default:
			rep.Verdict, rep.Reason = got.Verdict, fmt.Sprintf("the control %q did not hold: %s", c.Control.Name, got.Reason)
		}
	}
}

// run holds the state of one run of a plan.
type run struct {
	plan    *Plan
	opts    Options
	dir     *rundir.Dir
	log     *timeline.Log
	env     *Env
	started time.Time

	ensemble runtime.Ensemble
	step     string                    // name of the current step
	failed   atomic.Pointer[hcl.Range] // the word that ended the run early

	judged map[string]history.Verdict // verdicts of the checks, by guarantee
}

func newRun(plan *Plan, opts Options, dir *rundir.Dir) *run {
	log := timeline.New(dir.Timeline)
	return &run{
		plan: plan, opts: opts, dir: dir, log: log, started: time.Now(),
		step: timeline.StepBoot, env: newEnv(plan, log),
	}
}

// record runs the plan, and writes the first and the last event of its timeline. It
// returns when the observer has received all events.
func (r *run) record(ctx context.Context) {
	if r.opts.Observe != nil {
		o := newObserver(r.opts.Observe)
		r.log.Observe(o.add)
		defer o.close()
	}
	head := headOf(r.plan, r.opts, r.started)
	head.ID = r.dir.ID
	r.log.Append(timeline.Event{Kind: timeline.KindRun, Run: head})
	r.log.End(r.ending(r.runWithLimit(ctx)))
}

// headOf returns the head of the timeline of a plan.
func headOf(plan *Plan, opts Options, started time.Time) *timeline.Run {
	sc := plan.Scenario
	e := sc.Ensemble
	head := &timeline.Run{
		Version: timeline.Version, Scenario: sc.Name, Control: plan.control,
		Release: e.Release, Runtime: opts.Runtime.Name(), Started: started,
		Summary: sc.Summary, References: sc.References, Digest: plan.Digest(), Build: opts.Build.of(e.Release),
	}
	plan.expect(head)
	head.Tick, head.LocalSessions = e.Tick(), e.HasLocalSessions()
	for _, s := range e.Servers {
		m := timeline.Member{ID: s.ID, Observer: s.Observer}
		if s.Release != e.Release {
			m.Release = s.Release
		}
		head.Servers = append(head.Servers, m)
	}
	for _, s := range plan.Steps {
		head.Steps = append(head.Steps, s.Name)
	}
	return head
}

// ending returns how the timeline ends, given why the run ended early, or nil.
func (r *run) ending(err error) timeline.Ending {
	if err == nil {
		return timeline.Ending{Outcome: timeline.OK}
	}
	e := timeline.Ending{Outcome: timeline.Failed, Why: err.Error(), Step: r.step, Source: sourceOf(r.failed.Load())}
	if verdict.IsInconclusive(err) {
		e.Outcome = timeline.Unknown
	}
	return e
}

// runWithLimit runs the plan within its limit.
func (r *run) runWithLimit(ctx context.Context) error {
	if r.opts.Limit > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, r.opts.Limit, fmt.Errorf("the limit of %s for one run has passed", r.opts.Limit))
		defer cancel()
		ctx = limited
	}
	return r.runPlan(ctx)
}

// runPlan refuses a plan that the runtime cannot run, or runs it and cleans up. Its error
// is the reason that the plan was not run to its end.
func (r *run) runPlan(ctx context.Context) (err error) {
	if err := Refuse(r.plan, r.opts.Runtime); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.tidy(ctx)) }()
	err = r.runStages(ctx)
	if err != nil && ctx.Err() != nil && !verdict.IsInconclusive(err) {
		return verdict.Inconclusive("%w", err) // a failure after the interrupt proves nothing
	}
	return err
}

// runStages boots the servers, runs the steps and judges the timeline. It also judges when
// the steps ended early, since operations until then may violate a guarantee.
func (r *run) runStages(ctx context.Context) error {
	if err := r.boot(ctx); err != nil {
		return errors.Join(err, r.env.Cluster.Inspect(ctx))
	}
	failure := r.runSteps(ctx)
	if failure == nil {
		failure = r.env.Cluster.Network.End(ctx)
	}
	failure = errors.Join(failure, r.env.endBackground(ctx))
	if failure == nil {
		r.step = timeline.StepJudge
	}
	judged := r.judge(ctx)
	if failure == nil && ctx.Err() != nil {
		failure = verdict.Inconclusive("judge: %w", context.Cause(ctx))
	}
	if cluster.IsTrouble(failure) && cluster.IsTrouble(judged) {
		return failure // which has the first trouble
	}
	return errors.Join(failure, judged)
}

// Refuse returns an error if a runtime cannot run a plan.
func Refuse(plan *Plan, rt runtime.Runtime) error {
	if err := plan.OutOfRange(); err != nil {
		return verdict.Inconclusive("%w", err)
	}
	for _, c := range plan.Needs() {
		if err := rt.Supports(c); err != nil {
			return verdict.Inconclusive("this scenario cannot run here: %w", err)
		}
	}
	return nil
}

func (r *run) boot(ctx context.Context) error {
	r.log.BeginStep(timeline.StepBoot)
	swept, err := r.opts.Runtime.Sweep(ctx)
	for _, what := range swept {
		r.env.Cluster.Note("removed leftovers of a dead run: %s", what)
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	e := r.plan.Scenario.Ensemble
	// Boot returns what was built before an error too, and tidy closes it.
	r.ensemble, err = r.opts.Runtime.Boot(ctx, disk.Mounted(e), r.plan.Needs())
	if err != nil {
		return fmt.Errorf("boot: %w", err)
	}
	if err := r.env.Cluster.Add(r.ensemble.Machines(), r.dir); err != nil {
		return err
	}
	if err := r.env.Cluster.Start(ctx, e.AtBoot(), spec.Change{}); err != nil {
		return fmt.Errorf("boot: %w", err)
	}
	if err := r.env.Cluster.Ready(ctx); err != nil {
		return fmt.Errorf("boot: %w", err)
	}
	return nil
}

// judge runs the history checks on the finished timeline.
func (r *run) judge(ctx context.Context) error {
	r.log.BeginStep(timeline.StepJudge)
	if err := r.env.Cluster.RecordTrees(ctx); err != nil {
		r.env.Cluster.Note("the trees could not be read: %s", err)
	}
	r.env.Cluster.RecordDisks(ctx)
	r.env.Cluster.EndComplaints()
	r.judged = r.plan.Language.Checks.Judge(r.log.Events())
	for _, name := range slices.Sorted(maps.Keys(r.judged)) {
		v := r.judged[name]
		r.finding(&timeline.Finding{By: name, Guarantee: name}, "", verdict.Verdict{Outcome: v.Outcome, Why: v.Why})
	}
	return r.env.Cluster.Inspect(ctx)
}

// tidy closes sessions and servers, within a limit of its own.
func (r *run) tidy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyLimit)
	defer cancel()
	r.env.Cluster.EndObservation()
	errs := []error{r.env.Cluster.Sessions.Close(ctx)}
	if r.ensemble != nil {
		errs = append(errs, r.ensemble.Close(ctx))
	}
	errs = append(errs, r.env.Cluster.Settle())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("tidy up: %w", err)
	}
	return nil
}
