package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// runFlags are the flags of zkscenario run.
type runFlags struct {
	runtimeFlags
	planFlags
	runsFlags
	runs      int
	parallel  int
	untilRate rateFlag
	control   bool
	bisect    bool
	shard     shard
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
What is named twice is run once; --runs repeats it.

With --release each scenario runs on each of the releases. Three words stand for others
for each scenario:
` + aboutChoices + `

With --shard only one part of all these runs is run, and written down beside the
folders of the runs, so that "report merge" joins the shards and misses none. Shards
take about the same time, and are the same on every machine. Without FILE they are
shards of the whole catalogue.

With --until-rate R a scenario is run on a release until the 95% interval of its rate
(Wilson) lies above or below R. The rate counts the runs with a good verdict, held or
reproduced, among all runs, inconclusive ones and errors too. --runs is then the most,
100 if it is not given. The interval is looked at after each run, so it ends on the
wrong side of a rate near R more often than once in twenty: it says when to stop, and
a fixed number of --runs how often a scenario succeeds. The exit code is that of the
runs, whatever the rate is.

` + aboutBuilds + `

With --bisect the exit codes are those that git bisect run takes, and it matters
only whether a guarantee breaks, not whether that was expected: 0 all held, also
where a break was expected; 1 one broke; 125 cannot tell (inconclusive and none broke,
error): the commit is skipped; 128 nothing was run (wrong command line or scenario
file, no runtime): bisecting ends. Of several runs one that breaks makes 1, else one
that cannot tell 125.

Exit codes: 0 held, or broke exactly as expected on this release; 1 broke
unexpectedly, or was not reproduced; 2 wrong command line or scenario file;
3 inconclusive; 4 the harness or the machine broke; 130 interrupted.`,
		Example: `  zkscenario run binchanges
  zkscenario run binchanges --release 3.4.14,3.9.5 --control
  zkscenario run ./scenarios --runtime docker --runs 10
  zkscenario run --release boundaries --shard 3/8
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
	f.planFlags.add(cmd, "ZooKeeper releases, or boundaries, latest, all (default: what the scenario says, or the newest)")
	flags := cmd.Flags()
	flags.IntVar(&f.runs, "runs", 1, "how often to run each scenario on each release")
	flags.IntVar(&f.parallel, "parallel", 1, "how many runs at the same time, of different scenarios if there are several")
	flags.Var(&f.untilRate, "until-rate", "stop repeating when the 95% interval of the rate of good verdicts lies above or below this one, between 0 and 1")
	flags.BoolVar(&f.bisect, "bisect", false, "give the exit codes that git bisect run takes: whether a guarantee breaks, whatever was expected")
	flags.BoolVar(&f.control, "control", false, "run each scenario's controls too: its cause taken away, it must hold")
	flags.Var(&f.shard, "shard", "run only one part of it, such as 3/8: the third of eight")
	addFormat(cmd, &f.format, "text, or json: one report a line, as report.json", report.Report{})
	cmd.MarkFlagsMutuallyExclusive("until-rate", "bisect", "shard")
}

// args wants something to run; a shard is one of the whole catalogue, if of nothing else.
func (f *runFlags) args(cmd *cobra.Command, args []string) error {
	if f.shard.of > 0 {
		return nil
	}
	return cobra.MinimumNArgs(1)(cmd, args)
}

func (f *runFlags) validate() error {
	if err := cmp.Or(f.runtimeFlags.validate(), f.runsFlags.validate()); err != nil {
		return err
	}
	if f.runs < 1 || f.parallel < 1 {
		return fmt.Errorf("--runs and --parallel count from 1")
	}
	if err := f.resolve(); err != nil && f.dist == "" {
		return err // a build of one's own may count as a release that nobody knows
	}
	if err := f.standFor(&f.planFlags); err != nil || f.dist == "" {
		return err
	}
	f.own = f.release
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
		if err := report.Summary(cmd.OutOrStdout(), reports); err != nil {
			return err
		}
	}
	f.rates.tell(f.remarks(cmd), plans)
	code := report.Worst(reports).ExitCode()
	if f.bisect {
		code = bisectCode(reports)
	}
	if code != 0 {
		return codeError(code)
	}
	return nil
}

// begin starts the runtime for the plans that are to be run here: all, or those of the
// shard, which is written down. One without any, of more shards than runs, needs none.
func (f *runFlags) begin(cmd *cobra.Command, plans []*harness.Plan) ([]*harness.Plan, runtime.Runtime, error) {
	if f.shard.of == 0 {
		rt, err := f.start(cmd)
		return plans, rt, err
	}
	own := split(plans, f.shard.of)[f.shard.index-1]
	cmd.PrintErrf("Shard %s: %s.\n", &f.shard, count(len(own)*f.runs, "run"))
	m := manifest{
		Shard: f.shard.index, Of: f.shard.of, Whole: digest(jobsOf(plans)), Runs: f.runs,
		Build: f.build().From, Controls: f.control, Jobs: jobsOf(own),
	}
	if len(own) == 0 {
		return nil, nil, m.write(f.out)
	}
	rt, err := f.start(cmd)
	if err != nil {
		return nil, nil, err
	}
	m.Runtime = rt.Name()
	return own, rt, m.write(f.out)
}

// remarks is for what is no report: standard output may be data.
func (f *runFlags) remarks(cmd *cobra.Command) io.Writer {
	if f.format == formatJSON {
		return cmd.ErrOrStderr()
	}
	return cmd.OutOrStdout()
}

// runAll runs every plan as often as wanted, and returns the reports in the plans' order.
// The story is told as it happens when only one is told at a time.
func (f *runFlags) runAll(cmd *cobra.Command, plans []*harness.Plan, rt runtime.Runtime) []*report.Report {
	var mu sync.Mutex
	reports := map[*harness.Plan][]*report.Report{}
	group := errgroup.Group{}
	group.SetLimit(f.parallel)
	for _, plan := range f.order(plans) {
		group.Go(func() error {
			if cmd.Context().Err() != nil || f.rates.clear(plan) {
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

// order has each plan as often as it is to be run: one after the other, or spread when
// runs go at the same time.
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
		observe = report.NewLive(cmd.OutOrStdout(), isTerminal(cmd.OutOrStdout())).Event
	}
	return harness.Run(cmd.Context(), plan, harness.Options{Runtime: rt, Build: f.build(), Root: f.out, Controls: f.control, Limit: f.timeout, Observe: observe})
}

func (f *runFlags) show(w io.Writer, rep *report.Report) error {
	if f.format == formatJSON {
		return json.NewEncoder(w).Encode(rep)
	}
	return report.Terminal(w, rep, isTerminal(w))
}
