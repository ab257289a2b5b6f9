package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/internal/shard"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

func newRecord() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "record DIR...",
		Short: "Add the results of runs to a track record",
		Long: `Add the results of all runs in the folders to a track record, a file with one line of
JSON for each run: scenario, digest of its text, release, runtime, verdict, seconds and
start. Results that it contains already are not added again. Results of another text of
a scenario than that of its last run, or with other variables (--var), are removed.
Runs of controls are ignored, since the verdict of the scenario's run includes them.
Runs that did not complete are left out and listed on standard error. Inconclusive
attempts that were run again (run --retry-inconclusive) count like all other runs.

Exit codes: 0 added, or nothing to add; 2 no runs, a report that cannot be added, or
wrong command line.`,
		Example: `  zkscenario report record .zkscenario/runs --to results.jsonl
  zkscenario report record shard-1 shard-2 --to docs/track-record.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return record(cmd, args, to) },
	}
	cmd.Flags().StringVar(&to, "to", "", "the track record; it is created if it does not exist")
	_ = cmd.MarkFlagRequired("to") // the flag exists
	return cmd
}

func record(cmd *cobra.Command, dirs []string, to string) error {
	saved, err := trackrecord.Load(to)
	if err != nil {
		return err
	}
	results, err := resultsIn(cmd, dirs)
	if err != nil {
		return err
	}
	joined, outdated := trackrecord.Join(saved, results)
	if err := trackrecord.Save(to, joined); err != nil {
		return err
	}
	for _, scenario := range slices.Sorted(maps.Keys(outdated)) {
		cmd.PrintErrf("Removed: %s of %s, of another text or with other variables than the newest.\n", report.Count(outdated[scenario], "result"), scenario)
	}
	cmd.Printf("%s: %s, %d before\n", to, report.Count(len(joined), "result"), len(saved))
	return nil
}

// resultsIn returns the results of the runs in folders. A report that cannot be read is
// an error; a run that did not complete has no result.
func resultsIn(cmd *cobra.Command, dirs []string) ([]trackrecord.Result, error) {
	runs, err := shard.ReadRuns(dirs)
	if err != nil {
		return nil, err
	}
	if len(runs.Unreadable) > 0 {
		return nil, errors.New(strings.Join(runs.Unreadable, "\n"))
	}
	printLeftOut(cmd, runs.Missing())
	if len(runs.Reports) == 0 {
		return nil, shard.NoRuns(dirs)
	}
	var results []trackrecord.Result
	for _, rep := range slices.Concat(runs.Reports, runs.Attempts) {
		r, err := trackrecord.Of(rep)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rep.Dir, err)
		}
		results = append(results, r)
	}
	return results, nil
}
