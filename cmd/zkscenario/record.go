package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

func newRecord() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "record DIR...",
		Short: "Add the results of runs to a track record",
		Long: `Add the results of all runs beneath the folders to a track record, a file with a line
of JSON for each run: scenario, digest of its text, release, runtime, verdict, seconds
and when it began. What is in it already is not added again. Results of another text of
a scenario than the one that was run last, or with other variables (--var), are taken
out. Runs of controls are passed over: the verdict of the run that they belong to tells
of them. A run that came to no end is left out, which is said.

Exit codes: 0 added, or there already; 2 no runs, a report that cannot be added, or
wrong command line.`,
		Example: `  zkscenario report record .zkscenario/runs --to results.jsonl
  zkscenario report record shard-1 shard-2 --to docs/track-record.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			saved, err := trackrecord.Load(to)
			if err != nil {
				return err
			}
			results, err := resultsIn(cmd, args)
			if err != nil {
				return err
			}
			joined, outdated := trackrecord.Join(saved, results)
			if err := trackrecord.Save(to, joined); err != nil {
				return err
			}
			for _, scenario := range slices.Sorted(maps.Keys(outdated)) {
				cmd.PrintErrf("Taken out: %s of %s, of another text or with other variables than the newest.\n", count(outdated[scenario], "result"), scenario)
			}
			cmd.Printf("%s: %s, %d before\n", to, count(len(joined), "result"), len(saved))
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the track record; it is made if it is not there")
	_ = cmd.MarkFlagRequired("to") // it has that flag
	return cmd
}

// resultsIn are the results of the runs beneath folders. A report that cannot be read
// is an error; a run that came to no end has no result.
func resultsIn(cmd *cobra.Command, dirs []string) ([]trackrecord.Result, error) {
	runs, err := readRuns(dirs)
	if err != nil {
		return nil, err
	}
	if len(runs.unreadable) > 0 {
		return nil, errors.New(strings.Join(runs.unreadable, "\n"))
	}
	passOver(cmd, runs.missing())
	if len(runs.reports) == 0 {
		return nil, noRuns(dirs)
	}
	var results []trackrecord.Result
	for _, rep := range runs.reports {
		r, err := trackrecord.Of(rep)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rep.Dir, err)
		}
		results = append(results, r)
	}
	return results, nil
}

// lack is how many runs a track record lacks.
type lack struct {
	from    string
	runtime string
	runs    int
	edges   int
}

func newMissing() *cobra.Command {
	var l lack
	cmd := &cobra.Command{
		Use:   "missing [FILE|DIR|NAME...]",
		Short: "List the runs that a track record lacks",
		Long: `List which scenarios must be run how often on which release until a track record has
--runs of each: on both sides of each edge of a scenario's ranges, on the newest
release of each line, and on the oldest release of all where a range has it; and --edges
on both sides of each edge, which is what a scenario claims. Without arguments these are
the scenarios of the catalogue. A line has the scenario, the release and the number.
Results of another text of a scenario do not count.

Exit codes: 0 listed, or nothing is missing; 2 wrong command line, or mistakes in a
file.`,
		Example: `  zkscenario report missing --from docs/track-record.jsonl --edges 35
  zkscenario report missing binchanges --from results.jsonl --runtime docker`,
		ValidArgsFunction: completeScenarios,
		RunE:              l.run,
	}
	cmd.Flags().StringVar(&l.from, "from", "", "the track record; one that is not there lacks everything")
	cmd.Flags().StringVar(&l.runtime, "runtime", "local", "where the runs that count ran: docker or local")
	cmd.Flags().IntVar(&l.runs, "runs", 1, "how many of each there should be")
	cmd.Flags().IntVar(&l.edges, "edges", 10, "how many there should be on both sides of each edge, if these are more")
	_ = cmd.MarkFlagRequired("from") // it has that flag
	return cmd
}

func (l *lack) run(cmd *cobra.Command, args []string) error {
	runtimes := (&runtimeFlags{}).names()[1:] // not auto
	switch {
	case !slices.Contains(runtimes, l.runtime):
		return fmt.Errorf("no run is recorded of a runtime %q.%s", l.runtime, spec.DidYouMean(l.runtime, runtimes))
	case l.runs < 1:
		return errors.New("--runs counts from 1")
	case l.edges < 1:
		return errors.New("--edges counts from 1")
	}
	saved, err := trackrecord.Load(l.from)
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
			l.list(cmd, p, saved)
		}
	}
	return nil
}

func (l *lack) list(cmd *cobra.Command, p *harness.Plan, saved []trackrecord.Result) {
	sc, text := p.Scenario, p.Digest()
	edges := allEdges(sc)
	for _, name := range append(oldestClaimed(sc), choose("boundaries", sc)...) {
		n := l.runs
		if slices.Contains(edges, name) {
			n = max(n, l.edges)
		}
		for _, r := range saved {
			if r.Scenario == sc.Name && r.Digest == text && r.Release == name && r.Runtime == l.runtime {
				n--
			}
		}
		if n > 0 {
			cmd.Printf("%s %s %d\n", sc.Name, name, n)
		}
	}
}
