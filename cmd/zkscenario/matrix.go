package main

import (
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/internal/shard"
)

// matrixFlags are the flags of zkscenario matrix.
type matrixFlags struct {
	planFlags
	shards int
}

func newMatrix() *cobra.Command {
	f := matrixFlags{planFlags: planFlags{choices: true, releases: []string{"boundaries"}}}
	cmd := &cobra.Command{
		Use:   "matrix [FILE|DIR|NAME...]",
		Short: "Write the matrix of a GitHub Actions workflow: scenarios times releases, or shards of them",
		Long: `Write the JSON of strategy.matrix for GitHub Actions, in one line: a job for each
scenario on each release, or with --shards as many shards of about the same length.
Each job has a name, and a shard that "run --shard" runs with the same files and
releases; "report merge" then detects missing shards. Shards are balanced by measured
durations (scenarios/seconds.json). Without FILE the matrix is for the whole catalogue;
on the boundaries this needs --shards, since GitHub does not make so many jobs.

` + aboutChoices + `

Exit codes: 0 written; 2 wrong command line, mistakes in a file, scenarios of the same
name, or more than the 256 jobs that GitHub makes of a matrix.`,
		Example: `  zkscenario matrix binchanges kill_leader
  zkscenario matrix ./scenarios --releases 3.4.14,latest
  zkscenario matrix --releases all --shards 64`,
		ValidArgsFunction: completeScenarios,
		RunE:              f.run,
	}
	f.addAs(cmd, "releases", "boundaries, latest, all, or ZooKeeper releases")
	cmd.Flags().IntVar(&f.shards, "shards", 0, "number of shards, instead of a job for each scenario on each release")
	cmd.Annotations = map[string]string{jsonShape: shapeOf(shard.Matrix{})}
	return cmd
}

func (f *matrixFlags) run(cmd *cobra.Command, args []string) error {
	if f.shards < 0 || f.shards == 0 && cmd.Flags().Changed("shards") {
		return errors.New("--shards must be at least 1")
	}
	if err := f.resolve(); err != nil {
		return err
	}
	plans, err := f.plans(cmd, args)
	if err != nil {
		return err
	}
	m, err := shard.NewMatrix(plans, f.shards)
	if err != nil {
		return err
	}
	return json.NewEncoder(cmd.OutOrStdout()).Encode(m)
}
