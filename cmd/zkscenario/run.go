package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/internal/shard"
)

// runFlags are the flags of zkscenario run.
type runFlags struct {
	runtimeFlags
	planFlags
	runsFlags
	runs      int
	parallel  int
	retries   int
	untilRate rateFlag
	control   bool
	bisect    bool
	shard     shard.Shard
	format    format

	rates *rates
}

func newRun() *cobra.Command {
	f := runFlags{planFlags: planFlags{choices: true}}
	cmd := &cobra.Command{
		Use:   "run FILE|DIR|NAME...",
		Short: "Run scenarios and judge them",
		Long: `Run scenario files, all files of a folder, or scenarios of the built-in catalogue by
name. Each run leaves a folder with its report, its timeline and the servers' logs.
A scenario that is named twice is run once; --runs repeats it.

With --release each scenario runs on each of the releases. Three words select releases
for each scenario:
` + aboutChoices + `

With --shard only one part of all these runs is run. A manifest next to the folders of
the runs lists them, so that "report merge" detects missing runs. Shards take about the
same time, and are the same on every machine. Without FILE the whole catalogue is
divided.

With --retry-inconclusive N a run that is inconclusive, such as for a receipt that did
not come, is run again with its controls, up to N times, but not after an interrupt.
The report and the exit code are those of the last attempt. Each attempt keeps its
folder, and every report names the attempts before it with their reasons. Violations and
errors are never repeated.

With --until-rate R a scenario is run on a release until the 95% confidence interval of
its rate (Wilson) lies above or below R. The rate is the share of runs with a good
verdict, held or reproduced, among all runs, including inconclusive runs and errors.
--runs limits the number of runs, to 100 by default. Since the interval is computed
after each run, it ends on the wrong side of a rate near R more often than once in
twenty: use it to decide when to stop, and a fixed number of --runs to measure a rate.
The exit code is that of the runs, whatever the rate is.

` + aboutBuilds + `

With --bisect the exit codes are those that git bisect run takes. Only whether a
guarantee breaks counts, not whether that was expected: 0 all held; 1 one broke;
125 unknown (an error, or inconclusive and none broke): git skips the commit;
128 nothing was run (wrong command line or scenario file, no runtime): git aborts the
bisection. If there are several runs, one violation makes 1, else one unknown makes 125.

Exit codes: 0 held, broke exactly as expected on this release, or nothing was
tested; 1 broke unexpectedly, or was not reproduced; 2 wrong command line or
scenario file; 3 inconclusive; 4 the harness or the machine broke;
130 interrupted.`,
		Example: `  zkscenario run binchanges
  zkscenario run binchanges --release 3.4.14,3.9.5 --control
  zkscenario run ./scenarios --runtime docker --runs 10
  zkscenario run --release boundaries --shard 3/8 --retry-inconclusive 2
  zkscenario run binchanges --release 3.9.5 --until-rate 0.9
  zkscenario run binchanges --dist . --release 3.9.5 --bisect`,
		Args:              f.args,
		ValidArgsFunction: completeScenarios,
		RunE:              f.run,
	}
	f.add(cmd)
	return cmd
}

func (f *runFlags) add(cmd *cobra.Command) {
	f.runtimeFlags.add(cmd)
	f.addDist(cmd)
	f.runsFlags.add(cmd)
	f.planFlags.add(cmd, "ZooKeeper releases, or boundaries, latest, all (default: what the scenario names, or the newest)")
	flags := cmd.Flags()
	flags.IntVar(&f.runs, "runs", 1, "how often to run each scenario on each release")
	flags.IntVar(&f.parallel, "parallel", 1, "how many runs at the same time, of different scenarios if there are several")
	flags.IntVar(&f.retries, "retry-inconclusive", 0, "how often to run again what is inconclusive")
	flags.Var(&f.untilRate, "until-rate", "stop repeating when the 95% confidence interval of the rate of good verdicts lies above or below this rate, between 0 and 1")
	flags.BoolVar(&f.bisect, "bisect", false, "use the exit codes of git bisect run: whether a guarantee breaks, expected or not")
	flags.BoolVar(&f.control, "control", false, "run each scenario's controls too: without its cause, every guarantee must hold")
	flags.Var(&f.shard, "shard", "run only one part, such as 3/8: the third of eight")
	addFormat(cmd, &f.format, "text, or json: one report per line, as in report.json", report.Report{})
	cmd.MarkFlagsMutuallyExclusive("until-rate", "bisect", "shard")
	cmd.MarkFlagsMutuallyExclusive("until-rate", "retry-inconclusive") // a rate counts inconclusive runs
}

// args demands an argument, except with --shard, which divides the whole catalogue.
func (f *runFlags) args(cmd *cobra.Command, args []string) error {
	if f.shard.Of > 0 {
		return nil
	}
	return cobra.MinimumNArgs(1)(cmd, args)
}

func (f *runFlags) validate() error {
	if err := cmp.Or(f.runtimeFlags.validate(), f.runsFlags.validate()); err != nil {
		return err
	}
	if f.runs < 1 || f.parallel < 1 {
		return errors.New("--runs and --parallel must be at least 1")
	}
	if f.retries < 0 {
		return errors.New("--retry-inconclusive must be at least 0")
	}
	if err := f.resolve(); err != nil && f.dist == "" {
		return err // only a build may have an unknown release
	}
	if err := f.setBuildRelease(&f.planFlags); err != nil || f.dist == "" {
		return err
	}
	f.buildRelease = f.release
	if _, err := release.Dist(f.dist); err != nil {
		return fmt.Errorf("--dist: %w", err)
	}
	return nil
}

func (f *runFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.validate(); err != nil {
		return err
	}
	if f.untilRate > 0 && !cmd.Flags().Changed("runs") {
		f.runs = ratedRuns
	}
	plans, err := f.plans(cmd, args)
	if err != nil {
		return err
	}
	if err := f.writable(); err != nil {
		return err
	}
	plans, rt, err := f.begin(cmd, plans)
	if err != nil || len(plans) == 0 {
		return err
	}
	f.rates = newRates(float64(f.untilRate))
	reports := f.runAll(cmd, plans, rt)
	if len(reports) > 1 && f.format == formatText {
		if err := view.Summary(cmd.OutOrStdout(), reports); err != nil {
			return err
		}
	}
	f.rates.print(f.notes(cmd), plans)
	code := report.Worst(reports).ExitCode()
	if f.bisect {
		code = bisectCode(reports)
	}
	if code != 0 {
		return codeError(code)
	}
	return nil
}

// begin starts the runtime and returns the plans to run: all plans, or those of the shard,
// whose manifest is written. A shard without plans needs no runtime.
func (f *runFlags) begin(cmd *cobra.Command, plans []*harness.Plan) ([]*harness.Plan, runtime.Runtime, error) {
	if f.shard.Of == 0 {
		rt, err := f.start(cmd)
		return plans, rt, err
	}
	own := shard.Split(plans, f.shard.Of)[f.shard.Index-1]
	cmd.PrintErrf("Shard %s: %s.\n", &f.shard, report.Count(len(own)*f.runs, "run"))
	m := shard.NewManifest(f.shard, plans, own)
	m.Runs, m.Build, m.Controls = f.runs, f.build().From, f.control
	if len(own) == 0 {
		return nil, nil, m.Write(f.out)
	}
	rt, err := f.start(cmd)
	if err != nil {
		return nil, nil, err
	}
	m.Runtime = rt.Name()
	return own, rt, m.Write(f.out)
}

// notes returns the writer for what is not part of a report: standard output may be JSON.
func (f *runFlags) notes(cmd *cobra.Command) io.Writer {
	if f.format == formatJSON {
		return cmd.ErrOrStderr()
	}
	return cmd.OutOrStdout()
}

// runAll runs every plan as often as wanted, and returns the reports in the order of the
// plans. Events are printed live if runs are not parallel.
func (f *runFlags) runAll(cmd *cobra.Command, plans []*harness.Plan, rt runtime.Runtime) []*report.Report {
	var mu sync.Mutex
	reports := map[*harness.Plan][]*report.Report{}
	group := errgroup.Group{}
	group.SetLimit(f.parallel)
	for _, plan := range f.order(plans) {
		group.Go(func() error {
			if cmd.Context().Err() != nil || f.rates.isClear(plan) {
				return nil
			}
			rep := f.runOne(cmd, plan, rt)
			mu.Lock()
			defer mu.Unlock()
			reports[plan] = append(reports[plan], rep)
			f.rates.add(plan, rep.Verdict)
			return f.show(cmd.OutOrStdout(), rep)
		})
	}
	if err := group.Wait(); err != nil {
		cmd.PrintErrf("Error: show report: %s\n", err)
	}
	var all []*report.Report
	for _, plan := range plans {
		all = append(all, reports[plan]...)
	}
	return all
}

// order repeats each plan as often as it is to be run, spread out if runs are parallel.
func (f *runFlags) order(plans []*harness.Plan) []*harness.Plan {
	var order []*harness.Plan
	for _, p := range plans {
		order = append(order, slices.Repeat([]*harness.Plan{p}, f.runs)...)
	}
	if f.parallel > 1 {
		return spread(order)
	}
	return order
}

func (f *runFlags) runOne(cmd *cobra.Command, plan *harness.Plan, rt runtime.Runtime) *report.Report {
	var observe func(timeline.Event)
	if f.format == formatText && f.parallel == 1 {
		observe = view.NewLive(cmd.OutOrStdout(), isTerminal(cmd.OutOrStdout())).Event
	}
	return harness.Run(cmd.Context(), plan, harness.Options{
		Runtime: rt, Build: f.build(), Root: f.out, Save: view.Write, Controls: f.control, Limit: f.timeout, Retries: f.retries, Observe: observe,
	})
}

func (f *runFlags) show(w io.Writer, rep *report.Report) error {
	if f.format == formatJSON {
		return json.NewEncoder(w).Encode(rep)
	}
	return view.Terminal(w, rep, isTerminal(w))
}
