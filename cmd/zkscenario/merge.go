package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
)

// merging is one call of report merge.
type merging struct {
	*savedRuns
	out      string
	problems []string
}

func newReport() *cobra.Command {
	var m merging
	merge := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Join the results of many runs, of shards and machines, into one report",
		Long: `Join the reports of all runs beneath the folders into one: report.html, report.json
(without the steps of the runs), junit.xml and summary.md. In a job of GitHub Actions
the summary becomes that of the job. What is wrong, what broke and what is inconclusive
are shown apart, and so are runs in Docker and of local servers.

Nothing is left out without a word. It is an error when a run came to no end, when a
scenario was run in different versions or with different variables, or on a release and
on a build that counts as it. It is one too when of the shards of "run --shard" one is
missing, is there twice or lacks a run, when a run is there that no shard wants, such as
one that an earlier run left, or when they are shards of different wholes or were not
run alike (runtime, build, --control). The report of what is there is written all the
same, and says so.

Exit codes: 0, 1, 3 and 4 as for run, of the worst run; 2 not complete, no runs, or
wrong command line.`,
		Example: `  zkscenario report merge .zkscenario/runs
  zkscenario report merge shard-1 shard-2 --out merged`,
		Args: cobra.MinimumNArgs(1),
		RunE: m.run,
	}
	merge.Annotations = map[string]string{jsonShape: shapeOf(report.Collection{})}
	merge.Flags().StringVar(&m.out, "out", ".zkscenario/merged", "folder for the report; what is there is overwritten")
	return newGroup("report", "Work with the reports of many runs", merge, newMissing(), newRecord(), newSeconds())
}

func (m *merging) run(cmd *cobra.Command, args []string) error {
	var err error
	if m.savedRuns, err = readRuns(args); err != nil {
		return err
	}
	m.problems = m.missing()
	m.compareVersions()
	m.demandShards()
	c := report.Collect(m.reports, m.problems)
	if err := m.write(c); err != nil {
		return err
	}
	if err := report.Summary(cmd.OutOrStdout(), c.Reports); err != nil {
		return err
	}
	cmd.Printf("\n%s: %s\nFiles  %s\n", c.Title(), c.Counts(), m.out)
	switch {
	case len(m.problems) > 0:
		return fmt.Errorf("the report is not complete:\n  %s", report.Plain(strings.Join(m.problems, "\n  ")))
	case c.Verdict.ExitCode() != 0:
		return codeError(c.Verdict.ExitCode())
	}
	return nil
}

func (m *merging) problem(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

// compareVersions finds scenarios whose runs were of different versions, and releases
// whose servers were of different builds. Controls have digests of their own, since they
// change the values of variables.
func (m *merging) compareVersions() {
	scenario := func(r *report.Report) string { return r.Scenario }
	digest := func(r *report.Report) string { return r.Digest }
	for _, p := range differing(m.reports, scenario, digest) {
		m.problem("the scenario %q was run in different versions: %s and %s", p[0].Scenario, p[0].Dir, p[1].Dir)
	}
	build := func(r *report.Report) string { return r.Build }
	for _, p := range differing(m.reports, (*report.Report).Title, build) {
		m.problem("%s was run on different builds: %s (%s) and %s (%s)", p[0].Title(), p[0].Dir, p[0].Place(), p[1].Dir, p[1].Place())
	}
}

// differing are the first two runs of each name that have not the same mark.
func differing(reports []*report.Report, name, mark func(*report.Report) string) [][2]*report.Report {
	var found [][2]*report.Report
	first := map[string]*report.Report{}
	told := map[string]bool{}
	for _, r := range reports {
		seen, ok := first[name(r)]
		switch {
		case !ok:
			first[name(r)] = r
		case mark(seen) != mark(r) && !told[name(r)]:
			told[name(r)] = true
			found = append(found, [2]*report.Report{seen, r})
		}
	}
	return found
}

// demandShards wants each shard of one whole once, with all its runs, and no others.
func (m *merging) demandShards() {
	if len(m.shards) == 0 {
		return
	}
	slices.SortFunc(m.shards, func(a, b manifest) int { return a.Shard - b.Shard })
	whole := m.shards[0]
	there, runs := map[int]bool{}, m.runsOfJobs()
	for _, s := range m.shards {
		switch conflict := whole.conflict(s); {
		case conflict != "":
			m.problem("the shards %s and %s %s", whole.shard(), s.shard(), conflict)
		case there[s.Shard]:
			m.problem("the shard %s is there twice", s.shard())
		}
		there[s.Shard] = true
		m.demandRuns(s, runs)
	}
	for i := range whole.Of {
		if !there[i+1] {
			m.problem("the shard %s is missing", &shard{i + 1, whole.Of})
		}
	}
	m.refuseRest(runs)
}

// placedJob is a job where it was run: a run in another runtime, or of another build, is
// no run of the shard.
type placedJob struct {
	job
	place string
}

func placedJobOf(r *report.Report) placedJob {
	return placedJob{job{r.Scenario, r.Release, r.Digest}, r.Place()}
}

// runsOfJobs are the runs of each job.
func (m *merging) runsOfJobs() map[placedJob]int {
	runs := map[placedJob]int{}
	for _, r := range m.reports {
		runs[placedJobOf(r)]++
	}
	return runs
}

// demandRuns takes the shard's runs out of those that are there: a job may be there
// more than once.
func (m *merging) demandRuns(s manifest, runs map[placedJob]int) {
	for _, j := range s.Jobs {
		j := placedJob{j, s.place()}
		if n := runs[j]; n < s.Runs {
			m.problem("the shard %s lacks %s of %s on %s, %s", s.shard(), count(s.Runs-n, "run"), j.Scenario, j.Release, j.place)
		}
		runs[j] = max(0, runs[j]-s.Runs)
	}
}

// refuseRest tells of the runs that no shard wants. Where some of a job's are wanted
// nothing says which.
func (m *merging) refuseRest(runs map[placedJob]int) {
	dirs := map[placedJob][]string{}
	for _, r := range m.reports {
		j := placedJobOf(r)
		dirs[j] = append(dirs[j], r.Dir)
	}
	for _, r := range m.reports {
		j := placedJobOf(r)
		if runs[j] > 0 {
			m.problem("no shard wants %s of %s on %s, %s, among %s: remove what an earlier run left", count(runs[j], "run"), j.Scenario, j.Release, j.place, strings.Join(dirs[j], ", "))
			runs[j] = 0
		}
	}
}

// write writes all views, and the summary of GitHub's job if this is one.
func (m *merging) write(c *report.Collection) error {
	for _, r := range c.Reports {
		r.Dir = relative(m.out, r.Dir)
	}
	if err := os.MkdirAll(m.out, 0o755); err != nil {
		return err
	}
	for name, view := range report.CollectionFiles {
		if err := writeView(filepath.Join(m.out, name), os.O_TRUNC, c, view); err != nil {
			return err
		}
	}
	if name := os.Getenv("GITHUB_STEP_SUMMARY"); name != "" {
		return writeView(name, os.O_APPEND, c, report.Markdown)
	}
	return nil
}

// relative is how a page in a folder links to another folder.
func relative(from, to string) string {
	from, err := filepath.Abs(from)
	if err != nil {
		return to
	}
	full, err := filepath.Abs(to)
	if err != nil {
		return to
	}
	if r, err := filepath.Rel(from, full); err == nil {
		return filepath.ToSlash(r)
	}
	return to
}

func writeView(name string, how int, c *report.Collection, view func(io.Writer, *report.Collection) error) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|how, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(view(f, c), f.Close())
}

// passOver says what of the runs is not taken into account.
func passOver(cmd *cobra.Command, missing []string) {
	for _, what := range missing {
		cmd.PrintErrf("Left out: %s.\n", report.Plain(what))
	}
}
