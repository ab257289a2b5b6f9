package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

// missingFlags are the flags of zkscenario report missing.
type missingFlags struct {
	from    string
	runtime string
	runs    int
	edges   int
}

func newMissing() *cobra.Command {
	var f missingFlags
	cmd := &cobra.Command{
		Use:   "missing [FILE|DIR|NAME...]",
		Short: "List the runs that a track record lacks",
		Long: `List the runs that a track record lacks: --runs of each scenario on both sides of each
edge of its ranges, on the newest release of each line, and on the oldest release of
all if a range includes it; and --edges on both sides of each edge, which is what a
scenario claims. Without arguments the scenarios are those of the catalogue. Each line
has the scenario, the release and the number of runs. Results of another text of a
scenario do not count.

Exit codes: 0 listed, or nothing is missing; 2 wrong command line, or mistakes in a
file.`,
		Example: `  zkscenario report missing --from docs/track-record.jsonl --edges 35
  zkscenario report missing binchanges --from results.jsonl --runtime docker`,
		ValidArgsFunction: completeScenarios,
		RunE:              f.run,
	}
	cmd.Flags().StringVar(&f.from, "from", "", "the track record; if it does not exist, every run is missing")
	cmd.Flags().StringVar(&f.runtime, "runtime", "local", "runtime of the runs that count: docker or local")
	cmd.Flags().IntVar(&f.runs, "runs", 1, "runs of each scenario on each release")
	cmd.Flags().IntVar(&f.edges, "edges", 10, "runs on both sides of each edge, if more than --runs")
	_ = cmd.MarkFlagRequired("from") // the flag exists
	return cmd
}

func (f *missingFlags) run(cmd *cobra.Command, args []string) error {
	runtimes := (&runtimeFlags{}).names()[1:] // without auto
	switch {
	case !slices.Contains(runtimes, f.runtime):
		return fmt.Errorf("there is no runtime %q.%s", f.runtime, spec.DidYouMean(f.runtime, runtimes))
	case f.runs < 1:
		return errors.New("--runs must be at least 1")
	case f.edges < 1:
		return errors.New("--edges must be at least 1")
	}
	saved, err := trackrecord.Load(f.from)
	if err != nil {
		return err
	}
	sources, err := find(args)
	if err != nil {
		return err
	}
	for _, s := range sources {
		plans, err := load(cmd.ErrOrStderr(), s, spec.Inputs{Known: release.Known()})
		if err != nil {
			return err
		}
		for _, p := range plans {
			f.list(cmd, p, saved)
		}
	}
	return nil
}

func (f *missingFlags) list(cmd *cobra.Command, p *harness.Plan, saved []trackrecord.Result) {
	sc, text := p.Scenario, p.Digest()
	edges := edgesOf(sc)
	for _, name := range append(oldestClaimed(sc), choose("boundaries", sc)...) {
		n := f.runs
		if slices.Contains(edges, name) {
			n = max(n, f.edges)
		}
		for _, r := range saved {
			if r.Scenario == sc.Name && r.Digest == text && r.Release == name && r.Runtime == f.runtime {
				n--
			}
		}
		if n > 0 {
			cmd.Printf("%s %s %d\n", sc.Name, name, n)
		}
	}
}
