package shard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// merging collects the problems of saved runs.
type merging struct {
	*Runs
	problems []string
}

// Merge joins the reports of all runs to one, with the problems that make it incomplete.
func (r *Runs) Merge() *report.Collection {
	m := merging{r, r.Missing()}
	m.compareVersions()
	m.compareShards()
	return report.Collect(m.Reports, m.problems)
}

func (m *merging) problem(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

// compareVersions finds scenarios that were run in different versions, and releases that
// were run on different builds. Controls have digests of their own, since they change the
// values of variables.
func (m *merging) compareVersions() {
	scenario := func(r *report.Report) string { return r.Scenario }
	digest := func(r *report.Report) string { return r.Digest }
	for _, p := range differing(m.Reports, scenario, digest) {
		m.problem("the scenario %q was run in different versions: %s and %s", p[0].Scenario, p[0].Dir, p[1].Dir)
	}
	build := func(r *report.Report) string { return r.Build }
	for _, p := range differing(m.Reports, (*report.Report).Title, build) {
		m.problem("%s was run on different builds: %s (%s) and %s (%s)", p[0].Title(), p[0].Dir, p[0].Place(), p[1].Dir, p[1].Place())
	}
}

// differing returns, for each name, the first two runs with different marks.
func differing(reports []*report.Report, name, mark func(*report.Report) string) [][2]*report.Report {
	var found [][2]*report.Report
	first := map[string]*report.Report{}
	reported := map[string]bool{}
	for _, r := range reports {
		seen, ok := first[name(r)]
		switch {
		case !ok:
			first[name(r)] = r
		case mark(seen) != mark(r) && !reported[name(r)]:
			reported[name(r)] = true
			found = append(found, [2]*report.Report{seen, r})
		}
	}
	return found
}

// compareShards demands each shard of one whole once, with all its runs and no others.
func (m *merging) compareShards() {
	if len(m.shards) == 0 {
		return
	}
	slices.SortFunc(m.shards, func(a, b Manifest) int { return a.Shard - b.Shard })
	whole := m.shards[0]
	present, runs := map[int]bool{}, m.runsOfJobs()
	for _, s := range m.shards {
		switch conflict := whole.conflict(s); {
		case conflict != "":
			m.problem("the shards %s and %s %s", whole.shard(), s.shard(), conflict)
		case present[s.Shard]:
			m.problem("the shard %s occurs twice", s.shard())
		}
		present[s.Shard] = true
		m.demandRuns(s, runs)
	}
	for i := range whole.Of {
		if !present[i+1] {
			m.problem("the shard %s is missing", &Shard{i + 1, whole.Of})
		}
	}
	m.refuseOthers(runs)
}

// placedJob is a job in a place: a run in another runtime, or of another build, is not a
// run of the shard.
type placedJob struct {
	Job
	place string
}

func placedJobOf(r *report.Report) placedJob {
	return placedJob{Job{r.Scenario, r.Release, r.Digest}, r.Place()}
}

// runsOfJobs counts the runs of each job.
func (m *merging) runsOfJobs() map[placedJob]int {
	runs := map[placedJob]int{}
	for _, r := range m.Reports {
		runs[placedJobOf(r)]++
	}
	return runs
}

// demandRuns takes the shard's runs out of the runs found. A job may occur more than
// once.
func (m *merging) demandRuns(s Manifest, runs map[placedJob]int) {
	for _, j := range s.Jobs {
		j := placedJob{j, s.Place()}
		if n := runs[j]; n < s.Runs {
			m.problem("the shard %s lacks %s of %s on %s, %s", s.shard(), report.Count(s.Runs-n, "run"), j.Scenario, j.Release, j.place)
		}
		runs[j] = max(0, runs[j]-s.Runs)
	}
}

// refuseOthers reports the runs that belong to no shard. If only some runs of a job do,
// all of its folders are named.
func (m *merging) refuseOthers(runs map[placedJob]int) {
	dirs := map[placedJob][]string{}
	for _, r := range m.Reports {
		j := placedJobOf(r)
		dirs[j] = append(dirs[j], r.Dir)
	}
	for _, r := range m.Reports {
		j := placedJobOf(r)
		if runs[j] > 0 {
			m.problem("no shard includes %s of %s on %s, %s, among %s: remove the results of earlier runs", report.Count(runs[j], "run"), j.Scenario, j.Release, j.place, strings.Join(dirs[j], ", "))
			runs[j] = 0
		}
	}
}
