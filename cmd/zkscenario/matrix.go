package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
)

// matrix is strategy.matrix of a job of GitHub Actions.
type matrix struct {
	Include []matrixJob `json:"include"`
}

// matrixJob is one job: a shard, of which there may be one for each scenario on each
// release.
type matrixJob struct {
	Name  string `json:"name"`
	Shard string `json:"shard"` // as run --shard takes it
}

// mostJobs is how many jobs GitHub makes of one matrix.
const mostJobs = 256

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
Each has a name, and a shard that "run --shard" runs with the same files and releases;
"report merge" then misses none of them. Lengths are those that were measured
(scenarios/seconds.json). Without FILE it is for the whole catalogue, which takes
--shards on its boundaries: they are more jobs than GitHub makes.

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
	cmd.Flags().IntVar(&f.shards, "shards", 0, "how many shards, instead of a job for each scenario on each release")
	cmd.Annotations = map[string]string{jsonShape: shapeOf(matrix{})}
	return cmd
}

func (f *matrixFlags) run(cmd *cobra.Command, args []string) error {
	if f.shards < 0 || f.shards == 0 && cmd.Flags().Changed("shards") {
		return errors.New("--shards counts from 1")
	}
	if err := f.resolve(); err != nil {
		return err
	}
	plans, err := f.plans(cmd, args)
	if err != nil {
		return err
	}
	if err := namesakes(plans); err != nil {
		return err
	}
	m := matrix{Include: f.jobs(plans)}
	switch n := len(m.Include); {
	case n > mostJobs && f.shards > 0:
		return fmt.Errorf("the matrix has %d jobs, and GitHub makes at most %d: take fewer shards", n, mostJobs)
	case n > mostJobs:
		return fmt.Errorf("the matrix has %d jobs, and GitHub makes at most %d: divide them into shards (--shards 8), or take fewer scenarios or releases (--releases latest)", n, mostJobs)
	}
	return json.NewEncoder(cmd.OutOrStdout()).Encode(m)
}

// namesakes finds two files with a scenario of one name: their jobs would be called the
// same, and "report merge" takes them for versions of one scenario.
func namesakes(plans []*harness.Plan) error {
	files := map[string]string{}
	for _, p := range plans {
		name, file := p.Scenario.Name, p.File.Name
		if other, ok := files[name]; ok && other != file {
			return fmt.Errorf("there is a scenario %q in %s and one in %s: give one another name, or leave one out", name, other, file)
		}
		files[name] = file
	}
	return nil
}

// jobs are as many shards as are wanted and have something to do, or else one for each
// scenario on each release, called by both.
func (f *matrixFlags) jobs(plans []*harness.Plan) []matrixJob {
	n := len(plans)
	if f.shards > 0 {
		n = min(n, f.shards)
	}
	var jobs []matrixJob
	for i, own := range split(plans, n) {
		s := shard{i + 1, n}
		j := matrixJob{Name: s.name(), Shard: s.String()}
		if f.shards == 0 {
			j.Name = own[0].Scenario.Name + " on " + releaseOf(own[0])
		}
		jobs = append(jobs, j)
	}
	return jobs
}
