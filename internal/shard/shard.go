// Package shard divides runs into parts of about the same length, and joins the results
// of all parts to one report.
package shard

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness"
)

// Shard is one part of several, counted from 1. It is the value of the flag --shard 3/8.
type Shard struct{ Index, Of int }

// String implements pflag.Value.
func (s *Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// Name names the shard without a slash, for files and jobs.
func (s *Shard) Name() string { return fmt.Sprintf("shard-%d-of-%d", s.Index, s.Of) }

// Type implements pflag.Value.
func (s *Shard) Type() string { return "i/N" }

// Set implements pflag.Value.
func (s *Shard) Set(text string) error {
	var read Shard
	if n, err := fmt.Sscanf(text, "%d/%d", &read.Index, &read.Of); n != 2 || err != nil || read.String() != text {
		return errors.New("not a shard; write 3/8 for the third of eight")
	}
	if read.Index < 1 || read.Index > read.Of {
		return fmt.Errorf("no shard %s: they count from 1/%d to %d/%d", text, read.Of, read.Of, read.Of)
	}
	*s = read
	return nil
}

// Split divides plans into n shards that take about the same time: the longest first,
// each into the shard with the least to do. The order of the plans does not matter.
func Split(plans []*harness.Plan, n int) [][]*harness.Plan {
	type part struct {
		plan    *harness.Plan
		job     Job // computed once, since its digest takes time
		seconds float64
	}
	parts := make([]part, len(plans))
	for i, p := range plans {
		j := JobOf(p)
		parts[i] = part{p, j, Measured().Of(j.Scenario, j.Release)}
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(b.seconds, a.seconds), a.job.compare(b.job)) })
	shards, load := make([][]*harness.Plan, n), make([]float64, n)
	for _, p := range parts {
		least := slices.Index(load, slices.Min(load))
		shards[least] = append(shards[least], p.plan)
		load[least] += p.seconds
	}
	return shards
}

// Job is a scenario on a release.
type Job struct {
	Scenario string `json:"scenario"`
	Release  string `json:"release"`
	Digest   string `json:"digest"` // harness.Plan.Digest
}

// JobOf returns the job of a plan.
func JobOf(p *harness.Plan) Job {
	return Job{Scenario: p.Scenario.Name, Release: p.Scenario.Ensemble.Release, Digest: p.Digest()}
}

func (j Job) compare(k Job) int {
	return cmp.Or(strings.Compare(j.Scenario, k.Scenario), strings.Compare(j.Release, k.Release), strings.Compare(j.Digest, k.Digest))
}

// JobsOf returns the jobs of plans, sorted.
func JobsOf(plans []*harness.Plan) []Job {
	jobs := []Job{}
	for _, p := range plans {
		jobs = append(jobs, JobOf(p))
	}
	slices.SortFunc(jobs, Job.compare)
	return jobs
}

func digest(jobs []Job) string {
	sum := sha256.New()
	for _, j := range jobs {
		fmt.Fprintln(sum, j.Scenario, j.Release, j.Digest)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
