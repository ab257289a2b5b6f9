package main

import (
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/internal/shard"
)

func newSeconds() *cobra.Command {
	return &cobra.Command{
		Use:   "seconds DIR...",
		Short: "Write how long each scenario takes, in the format of scenarios/seconds.json",
		Long: `Write the mean duration of one run of each scenario on each release, with its controls,
in seconds: the table by which "matrix" and "run --shard" balance shards.

Exit codes: 0 written; 2 no runs, or wrong command line.`,
		Example: `  zkscenario report seconds .zkscenario/runs`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			runs, err := shard.ReadRuns(args)
			if err != nil {
				return err
			}
			printLeftOut(cmd, runs.Missing())
			if len(runs.Reports) == 0 {
				return shard.NoRuns(args)
			}
			return writeJSON(cmd, runs.Durations())
		},
	}
}
