package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// tidyLimit is how long tidying up may take after the run's own time is over.
const tidyLimit = 30 * time.Second

// Options say where and how a plan runs.
type Options struct {
	Runtime runtime.Runtime
	// Build is what the runtime was given to make servers from, if anything.
	Build Build
	// Root is the folder for the folders of runs; "" keeps no files.
	Root string
	// Controls has the plan's controls run behind it, where something is
	// expected to break.
	Controls bool
	// Limit is how long the run may take, and each control; 0 is for ever. What it
	// cuts short is inconclusive.
	Limit time.Duration
	// Observe sees every event as it happens, in order, on a goroutine of its own.
	Observe func(timeline.Event)
}

// Build is a folder or an image that servers are made from. It is told in the report:
// such a run says nothing of the release as it was published.
type Build struct {
	From    string
	Release string // the only one that it stands for; "" is every one
}

// of is what servers of a release are made from, if not from what was published.
func (b Build) of(release string) string {
	if b.Release != "" && b.Release != release {
		return ""
	}
	return b.From
}

// Run plays a plan: boot, steps, history checks, tidying up, whatever fails in
// between. Everything that can go wrong is in the report.
func Run(ctx context.Context, plan *Plan, opts Options) *report.Report {
	dir, err := newRunDir(opts.Root, plan)
	if err != nil {
		return failed(plan, opts, err)
	}
	r := newRun(plan, opts, dir)
	r.observed(ctx)
	rep := r.report()
	if opts.Controls && rep.Verdict == report.Reproduced {
		runControls(ctx, plan, opts, rep)
	}
	if err := dir.finish(rep, r.log.Err()); err != nil {
		rep.Reason = fmt.Sprintf("%s; the run's files are not complete: %s", rep.Reason, err)
		rep.Verdict = report.Error
	}
	return rep
}

// runControls runs every control that applies to the release. One that does not
// hold spoils a good verdict: the cause is not what the scenario says.
func runControls(ctx context.Context, plan *Plan, opts Options, rep *report.Report) {
	for _, c := range plan.Controls {
		if !c.Control.On.Allows(plan.Scenario.Ensemble.Release) {
			continue
		}
		got := Run(ctx, c.Plan, opts)
		rep.Controls = append(rep.Controls, report.Control{
			Name: c.Control.Name, Because: c.Control.Because, Release: got.Release, Verdict: got.Verdict, Reason: got.Reason, Dir: got.Dir,
		})
		if got.Verdict != report.Held && rep.Verdict.Good() {
			rep.Verdict, rep.Reason = got.Verdict, fmt.Sprintf("the control %q did not hold: %s", c.Control.Name, got.Reason)
		}
	}
}

// run is one run of a plan.
type run struct {
	plan    *Plan
	opts    Options
	dir     *runDir
	log     *timeline.Log
	env     *Env
	started time.Time

	ensemble runtime.Ensemble
	at       int // what is under way: 0 the boot, then the steps, then the judgement

	judged map[string]history.Verdict // what the checks have found, by guarantee

	mu     sync.Mutex   // words may run in parallel
	broken map[int]bool // by the same count as at, where a guarantee broke
}

func newRun(plan *Plan, opts Options, dir *runDir) *run {
	log := timeline.New(dir.timeline)
	return &run{
		plan: plan, opts: opts, dir: dir, log: log, started: time.Now(),
		broken: map[int]bool{}, env: newEnv(plan, log),
	}
}

// observed returns when the observer has seen everything.
func (r *run) observed(ctx context.Context) {
	if r.opts.Observe != nil {
		o := newObserver(r.opts.Observe)
		r.log.Observe(o.add)
		defer o.close()
	}
	r.log.Append(timeline.Event{Kind: timeline.KindRun, Run: r.head()})
	r.log.End(ending(r.limited(ctx)))
}

// head is what the timeline begins with.
func (r *run) head() *timeline.Run {
	e := r.plan.Scenario.Ensemble
	head := &timeline.Run{
		Version: timeline.Version, ID: r.dir.id, Scenario: r.plan.Scenario.Name, Control: r.plan.control,
		Release: e.Release, Runtime: r.opts.Runtime.Name(), Started: r.started, Expected: r.expected(),
	}
	for _, s := range e.Servers {
		m := timeline.Member{ID: s.ID, Observer: s.Observer}
		if s.Release != e.Release {
			m.Release = s.Release
		}
		head.Servers = append(head.Servers, m)
	}
	return head
}

// ending is how the timeline ends, by why the story could not be told to its end.
func ending(err error) (timeline.Outcome, string) {
	switch {
	case err == nil:
		return timeline.OK, ""
	case verdict.IsInconclusive(err):
		return timeline.Unknown, err.Error()
	default:
		return timeline.Failed, err.Error()
	}
}

// limited plays the plan within its limit.
func (r *run) limited(ctx context.Context) error {
	if r.opts.Limit > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, r.opts.Limit, fmt.Errorf("the limit of %s for one run has passed", r.opts.Limit))
		defer cancel()
		ctx = limited
	}
	return r.play(ctx)
}

// play returns why the story could not be told to its end, or nil.
func (r *run) play(ctx context.Context) (err error) {
	if err := Refuse(r.plan, r.opts.Runtime); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.tidy(ctx)) }()
	err = r.story(ctx)
	if err != nil && ctx.Err() != nil && !verdict.IsInconclusive(err) {
		return verdict.Inconclusive("%w", err) // it was cut short: whatever failed proves nothing
	}
	return err
}

// story judges whatever was recorded, also when the steps were not told to their
// end: what a session has seen by then counts.
func (r *run) story(ctx context.Context) error {
	if err := r.boot(ctx); err != nil {
		return err
	}
	told := r.tell(ctx)
	if told == nil {
		told = r.env.Cluster.Network.End(ctx)
	}
	told = errors.Join(told, r.env.endBackground(ctx))
	if told == nil {
		r.at = len(r.plan.Steps) + 1
	}
	judged := r.judge(ctx)
	if told == nil && ctx.Err() != nil {
		told = verdict.Inconclusive("judge: %w", context.Cause(ctx))
	}
	return errors.Join(told, judged)
}

// Refuse says why a runtime cannot run a plan, or nil.
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
	r.log.BeginStep(bootStep)
	swept, err := r.opts.Runtime.Sweep(ctx)
	for _, what := range swept {
		r.env.Cluster.Note("removed what a dead run left: %s", what)
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	e := r.plan.Scenario.Ensemble
	// A half-built ensemble comes back with the error, to be closed by tidy.
	r.ensemble, err = r.opts.Runtime.Boot(ctx, cluster.Mounted(e), r.plan.Needs())
	if err != nil {
		return fmt.Errorf("boot: %w", err)
	}
	if err := r.env.Cluster.Add(r.ensemble.Machines(), r.dir); err != nil {
		return err
	}
	if err := r.env.Cluster.Each(e.AtBoot(), func(s *cluster.Server) error { return s.Start(ctx, spec.Change{}) }); err != nil {
		return fmt.Errorf("boot: %w", err)
	}
	if err := r.env.Cluster.Ready(ctx); err != nil {
		return fmt.Errorf("boot: %w", err)
	}
	return nil
}

// bootStep is the name of what happens before the scenario's first step.
const bootStep = "boot"

// judge runs the history checks on the finished timeline.
func (r *run) judge(ctx context.Context) error {
	r.log.BeginStep(judgeStep)
	if err := r.env.Cluster.RecordTrees(ctx); err != nil {
		r.env.Cluster.Note("the trees could not be read: %s", err)
	}
	r.env.Cluster.RecordDisks(ctx)
	r.judged = r.plan.Language.Checks.Judge(r.log.Events())
	for _, name := range slices.Sorted(maps.Keys(r.judged)) {
		v := r.judged[name]
		r.finding(name, name, verdict.Verdict{Outcome: v.Outcome, Why: v.Why})
	}
	return r.env.Cluster.Blind()
}

// judgeStep is the name of what happens after the scenario's last step.
const judgeStep = "judge"

// tidy closes whatever is open, on a clock of its own.
func (r *run) tidy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyLimit)
	defer cancel()
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
