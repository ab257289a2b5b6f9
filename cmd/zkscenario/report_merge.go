package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/internal/shard"
)

func newMerge() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Join the results of many runs, of shards and machines, into one report",
		Long: `Join the reports of all runs in the folders into one: report.html, report.json
(without the steps of the runs), junit.xml and summary.md. In a job of GitHub Actions
the summary is added to that of the job. Wrong verdicts, errors and inconclusive runs
are listed separately, and so are runs in Docker and of local servers.

Attempts that were inconclusive and run again (run --retry-inconclusive) are not runs of
their own: the run that followed names them, and the report counts them separately.

Nothing is left out silently. It is an error if a run did not complete, or if a
scenario was run in different versions, with different variables, or both on a release
and on a build that counts as it. With the shards of "run --shard" it is an error if a
shard is missing, occurs twice or lacks a run, if a run belongs to no shard, such as
one of an earlier run, or if the shards are of different wholes or were run differently
(runtime, build, --control). The report is written nevertheless, and marked as not
complete.

Exit codes: 0, 1, 3 and 4 as for run, of the worst run; 2 not complete, no runs, or
wrong command line.`,
		Example: `  zkscenario report merge .zkscenario/runs
  zkscenario report merge shard-1 shard-2 --out merged`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return merge(cmd, args, out) },
	}
	cmd.Annotations = map[string]string{jsonShape: shapeOf(report.Collection{})}
	cmd.Flags().StringVar(&out, "out", ".zkscenario/merged", "folder for the report; its files are overwritten")
	return cmd
}

func merge(cmd *cobra.Command, dirs []string, out string) error {
	runs, err := shard.ReadRuns(dirs)
	if err != nil {
		return err
	}
	c := runs.Merge()
	if err := errors.Join(view.WriteCollection(out, c), addJobSummary(c)); err != nil {
		return err
	}
	if err := view.Summary(cmd.OutOrStdout(), c.Reports); err != nil {
		return err
	}
	cmd.Printf("\n%s: %s\nFiles  %s\n", c.Title(), c.Counts(), out)
	switch {
	case len(c.Problems) > 0:
		return fmt.Errorf("the report is not complete:\n  %s", report.Plain(strings.Join(c.Problems, "\n  ")))
	case c.Verdict.ExitCode() != 0:
		return codeError(c.Verdict.ExitCode())
	}
	return nil
}

// addJobSummary adds to the summary of the GitHub Actions job, if this is one.
func addJobSummary(c *report.Collection) error {
	name := os.Getenv("GITHUB_STEP_SUMMARY")
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(view.Markdown(f, c), f.Close())
}
